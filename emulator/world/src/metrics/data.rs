//! `GetMetricData`: up to 500 series at once, page by page.
//!
//! Queries are `MetricStat`s; an expression (metric math, a Metrics Insights query) is refused, saying so.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::View;
use crate::value::Epoch;

use super::dimension::Dimension;
use super::error::MetricsError;
use super::series::{Metrics, PeriodRange, SeriesKey};
use super::statistic::{Statistic, is_period};
use super::unit::Unit;

// Source: the API reference.
const MAX_QUERIES: usize = 500;
const MAX_DATAPOINTS: usize = 100_800;

/// Asks for one statistic of each of several series.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetMetricData {
    pub metric_data_queries: Vec<MetricDataQuery>,
    pub start_time: Epoch,
    /// Not part of the span.
    pub end_time: Epoch,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan_by: Option<ScanBy>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_datapoints: Option<i64>,
    /// The time zone of labels that show a moment, which none here does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_options: Option<LabelOptions>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LabelOptions {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
}

/// The order of an answer's datapoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ScanBy {
    #[default]
    TimestampDescending,
    TimestampAscending,
}

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
    #[serde(default)]
    pub dimensions: Vec<Dimension>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetMetricDataOutput {
    pub metric_data_results: Vec<MetricDataResult>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub messages: Vec<MessageData>,
}

/// What AWS says of an answer as a whole, such as that a metric was left out. This emulator never has to.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MessageData {
    pub code: String,
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetricDataResult {
    pub id: String,
    pub label: String,
    pub timestamps: Vec<Epoch>,
    pub values: Vec<f64>,
    pub status_code: &'static str,
}

pub(super) fn get_metric_data(
    metrics: &Metrics,
    _context: &View<'_>,
    request: GetMetricData,
) -> Result<GetMetricDataOutput, MetricsError> {
    let queries = check(&request)?;
    let mut page = Page::new(&request)?;
    let scan_by = request.scan_by.unwrap_or_default();
    let results = queries
        .into_iter()
        .filter(|query| query.returns_data)
        .map(|query| {
            let mut points = query.points(metrics);
            if scan_by == ScanBy::TimestampDescending {
                points.reverse();
            }
            page.cut(query, points)
        })
        .collect();
    Ok(GetMetricDataOutput {
        metric_data_results: results,
        next_token: page.next_token(),
        messages: Vec::new(),
    })
}

/// A query that was found sound.
struct Query {
    id: String,
    label: String,
    key: SeriesKey,
    range: PeriodRange,
    statistic: Statistic,
    unit: Option<Unit>,
    returns_data: bool,
}

impl Query {
    /// The statistic of each period that has it, in order of time.
    fn points(&self, metrics: &Metrics) -> Vec<(Epoch, f64)> {
        let Some(series) = metrics.series(&self.key) else {
            return Vec::new();
        };
        let periods = series.periods(self.range, self.unit);
        let points = periods.into_iter().filter_map(|((second, _), datapoint)| {
            let moment = Timestamp::from_second(second).ok()?;
            Some((Epoch(moment), self.statistic.of(&datapoint)?))
        });
        points.collect()
    }
}

/// Cuts one page out of all results laid end to end. The token is how many datapoints were given before.
struct Page {
    skip: usize,
    room: usize,
    given_before: usize,
    given: usize,
    is_cut: bool,
}

impl Page {
    fn new(request: &GetMetricData) -> Result<Self, MetricsError> {
        let given_before = match request.next_token.as_deref() {
            None => 0,
            Some(token) => token
                .strip_prefix(TOKEN_PREFIX)
                .and_then(|digits| digits.parse().ok())
                .ok_or(MetricsError::InvalidNextToken)?,
        };
        let room = request
            .max_datapoints
            .and_then(|limit| usize::try_from(limit).ok())
            .filter(|limit| *limit > 0)
            .map_or(MAX_DATAPOINTS, |limit| limit.min(MAX_DATAPOINTS));
        Ok(Self {
            skip: given_before,
            room,
            given_before,
            given: 0,
            is_cut: false,
        })
    }

    fn cut(&mut self, query: Query, points: Vec<(Epoch, f64)>) -> MetricDataResult {
        let skipped = self.skip.min(points.len());
        self.skip -= skipped;
        let left = points.len() - skipped;
        let taken = left.min(self.room - self.given);
        self.given += taken;
        let is_partial = taken < left;
        self.is_cut |= is_partial;
        let (timestamps, values) = points.into_iter().skip(skipped).take(taken).unzip();
        MetricDataResult {
            id: query.id,
            label: query.label,
            timestamps,
            values,
            status_code: if is_partial {
                "PartialData"
            } else {
                "Complete"
            },
        }
    }

    fn next_token(&self) -> Option<String> {
        self.is_cut
            .then(|| format!("{TOKEN_PREFIX}{}", self.given_before + self.given))
    }
}

const TOKEN_PREFIX: &str = "datapoints-";

/// All faults at once, one a line, as AWS reports them.
fn check(request: &GetMetricData) -> Result<Vec<Query>, MetricsError> {
    let mut faults: Vec<String> = Vec::new();
    let given = &request.metric_data_queries;
    if given.is_empty() || given.len() > MAX_QUERIES {
        faults.push(format!(
            "The collection MetricDataQueries must have a size from 1 to {MAX_QUERIES}."
        ));
    }
    if request.start_time >= request.end_time {
        faults.push("The parameter StartTime must be less than the parameter EndTime.".to_owned());
    }
    let mut queries: Vec<Query> = Vec::new();
    for (index, query) in given.iter().enumerate().take(MAX_QUERIES) {
        let path = format!("MetricDataQueries.member.{}", index + 1);
        if queries.iter().any(|known| known.id == query.id) {
            faults.push(format!(
                "The value {} for parameter {path}.Id is not unique.",
                query.id
            ));
        }
        match check_query(request, &path, query) {
            Ok(query) => queries.push(query),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() {
        Ok(queries)
    } else {
        Err(MetricsError::Validation(faults.join("\n")))
    }
}

fn check_query(
    request: &GetMetricData,
    path: &str,
    query: &MetricDataQuery,
) -> Result<Query, String> {
    if !is_id(&query.id) {
        return Err(format!(
            "The value {} for parameter {path}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.",
            query.id
        ));
    }
    let stat = match (&query.metric_stat, &query.expression) {
        (Some(stat), None) => stat,
        (None, Some(_)) => {
            return Err(format!(
                "The parameter {path}.Expression is not implemented by this emulator: ask for the series by MetricStat."
            ));
        }
        (Some(_), Some(_)) => {
            return Err(format!(
                "The parameters {path}.MetricStat and {path}.Expression are mutually exclusive and you have specified both."
            ));
        }
        (None, None) => {
            return Err(format!(
                "At least one of the parameters {path}.MetricStat and {path}.Expression must be specified."
            ));
        }
    };
    let statistic = Statistic::simple(&stat.stat)
        .or_else(|| Statistic::percentile(&stat.stat))
        .ok_or_else(|| {
            format!(
                "The value {} for parameter {path}.MetricStat.Stat is not a valid statistic.",
                stat.stat
            )
        })?;
    if !is_period(stat.period) {
        return Err(format!(
            "The value {} for parameter {path}.MetricStat.Period is not valid: it must be 1, 5, 10, 20, 30, or a multiple of 60.",
            stat.period
        ));
    }
    let unit = match stat.unit.as_deref() {
        None => None,
        Some(name) => Some(Unit::parse(name).ok_or_else(|| {
            format!("The value {name} for parameter {path}.MetricStat.Unit is not a valid unit.")
        })?),
    };
    let metric = &stat.metric;
    Ok(Query {
        id: query.id.clone(),
        label: query
            .label
            .clone()
            .unwrap_or_else(|| metric.metric_name.clone()),
        key: SeriesKey::new(&metric.namespace, &metric.metric_name, &metric.dimensions),
        range: PeriodRange::new(request.start_time.0, request.end_time.0, stat.period),
        statistic,
        unit,
        returns_data: query.return_data.unwrap_or(true),
    })
}

/// A lower-case letter, then letters, digits and underscores.
pub(super) fn is_id(id: &str) -> bool {
    let mut bytes = id.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
