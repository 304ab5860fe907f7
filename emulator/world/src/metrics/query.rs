//! The queries that `GetMetricData` and alarms are made of: a metric's statistic, or an expression over others.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::dimension::Dimension;
use super::math::{Properties, Series};
use super::series::{PeriodRange, SeriesKey};
use super::statistic::Statistic;
use super::stored::StoredSeries;
use super::unit::Unit;
use crate::origin::Home;

/// Characters of an expression. Source: botocore's model.
pub(super) const MAX_EXPRESSION: usize = 2_048;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetricDataQuery {
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_stat: Option<MetricStat>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_data: Option<bool>,
    /// Seconds: of an expression that has no metric's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<i64>,
    /// Where the metrics are: the caller's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
}

impl MetricDataQuery {
    pub(super) fn returns_data(&self) -> bool {
        self.return_data.unwrap_or(true)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetricStat {
    pub metric: Metric,
    /// Seconds.
    pub period: i64,
    pub stat: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Metric {
    pub namespace: String,
    pub metric_name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<Dimension>,
}

/// A statistic of one series, found sound.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StatQuery {
    pub(super) key: SeriesKey,
    /// Seconds.
    pub(super) period: i64,
    pub(super) statistic: Statistic,
    pub(super) unit: Option<Unit>,
    /// The statistic as it was asked for.
    pub(super) stat: String,
}

/// Where and when series are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span<'a> {
    pub(super) series: &'a StoredSeries,
    pub(super) home: &'a Home,
    pub(super) start: Timestamp,
    /// Not part of it.
    pub(super) end: Timestamp,
}

impl Span<'_> {
    pub(super) fn range(&self, period: i64) -> PeriodRange {
        PeriodRange::new(self.start, self.end, period)
    }
}

impl StatQuery {
    /// The statistic of each period that has it.
    pub(super) fn series(&self, span: &Span<'_>) -> Series {
        let stored = span.series.get(&self.key);
        let periods = stored
            .map(|series| series.periods(span.range(self.period), self.unit))
            .unwrap_or_default();
        let points = periods
            .into_iter()
            .filter_map(|((second, _), datapoint)| Some((second, self.statistic.of(&datapoint)?)));
        Series {
            points: points.collect(),
            period: self.period,
            label: self.key.name.clone(),
            metric: Some(self.properties(span.home).into()),
        }
    }

    fn properties(&self, home: &Home) -> Properties {
        let dimensions = self.key.dimensions.iter();
        Properties {
            account: home.account.to_string(),
            region: home.region.to_string(),
            namespace: self.key.namespace.clone(),
            name: self.key.name.clone(),
            dimensions: dimensions
                .map(|dimension| (dimension.name.clone(), dimension.value.clone()))
                .collect(),
            stat: self.stat.clone(),
            period: self.period,
        }
    }
}

/// Whether a query may have this id: a lower-case letter, then letters, digits and underscores.
pub(super) fn is_id(id: &str) -> bool {
    let mut bytes = id.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
