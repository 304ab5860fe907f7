//! `GetMetricStatistics`: one series, up to 1,440 periods.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::datapoint::Datapoint;
use super::dimension::Dimension;
use super::error::MetricsError;
use super::series::{PeriodRange, SeriesKey};
use super::state::Metrics;
use super::statistic::{Statistic, is_period};
use super::unit::Unit;
use super::validation::{Faults, MAX_NAME, check_dimensions};
use crate::context::View;
use crate::value::Epoch;

/// How many datapoints one answer may have. Source: the API reference.
const MAX_DATAPOINTS: i64 = 1_440;
const MAX_STATISTICS: usize = 5;
const MAX_EXTENDED_STATISTICS: usize = 10;

/// Asks for the statistics of exactly one series. Without dimensions that is the series published without any.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetMetricStatistics {
    pub namespace: String,
    pub metric_name: String,
    #[serde(default)]
    pub dimensions: Vec<Dimension>,
    pub start_time: Epoch,
    /// Not part of the span.
    pub end_time: Epoch,
    /// Seconds.
    pub period: i64,
    #[serde(default)]
    pub statistics: Vec<String>,
    #[serde(default)]
    pub extended_statistics: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetMetricStatisticsOutput {
    pub label: String,
    /// In order of time, which AWS does not promise.
    pub datapoints: Vec<StatisticsDatapoint>,
}

/// A period that has data; the others are left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct StatisticsDatapoint {
    /// The beginning of the period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample_count: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub average: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sum: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub extended_statistics: BTreeMap<String, f64>,
}

pub(super) fn get_metric_statistics(
    metrics: &Metrics,
    _context: &View<'_>,
    request: GetMetricStatistics,
) -> Result<GetMetricStatisticsOutput, MetricsError> {
    let query = Query::check(&request)?;
    let key = SeriesKey::new(
        &request.namespace,
        &request.metric_name,
        &request.dimensions,
    );
    let periods = metrics
        .series
        .get(&key)
        .map(|series| series.periods(query.range, query.unit))
        .unwrap_or_default();
    let datapoints = periods
        .into_iter()
        .filter_map(|((second, unit), datapoint)| query.answer(second, unit, &datapoint))
        .collect();
    Ok(GetMetricStatisticsOutput {
        label: request.metric_name,
        datapoints,
    })
}

/// A request that was found sound.
struct Query {
    range: PeriodRange,
    unit: Option<Unit>,
    /// With the names they were asked for by.
    statistics: Vec<(String, Statistic)>,
}

impl Query {
    fn check(request: &GetMetricStatistics) -> Result<Self, MetricsError> {
        let mut faults = Faults::default();
        faults.check_name("Namespace", &request.namespace, MAX_NAME);
        faults.check_name("MetricName", &request.metric_name, MAX_NAME);
        check_dimensions(&mut faults, "Dimensions", &request.dimensions);
        let unit = faults.check_unit("Unit", request.unit.as_deref());
        check_period(&mut faults, request.period);
        if request.start_time >= request.end_time {
            faults.value(
                "The parameter StartTime must be less than the parameter EndTime.".to_owned(),
            );
        }
        let statistics = check_statistics(&mut faults, request);
        faults.into_result()?;
        let range = PeriodRange::new(request.start_time.0, request.end_time.0, request.period);
        if range.count() > MAX_DATAPOINTS {
            return Err(MetricsError::InvalidParameterCombination(format!(
                "You have requested up to {} datapoints, which exceeds the limit of {MAX_DATAPOINTS}. You may reduce the \
                 datapoints requested by increasing Period, or decreasing the time range.",
                range.count()
            )));
        }
        Ok(Self {
            range,
            unit,
            statistics,
        })
    }

    /// A period's statistics; `None` where it has none of those asked for.
    fn answer(
        &self,
        second: i64,
        unit: Unit,
        datapoint: &Datapoint,
    ) -> Option<StatisticsDatapoint> {
        let mut answer = StatisticsDatapoint::default();
        for (name, statistic) in &self.statistics {
            let value = statistic.of(datapoint);
            match statistic {
                Statistic::SampleCount => answer.sample_count = value,
                Statistic::Average => answer.average = value,
                Statistic::Sum => answer.sum = value,
                Statistic::Minimum => answer.minimum = value,
                Statistic::Maximum => answer.maximum = value,
                Statistic::Percentile(_) | Statistic::Trimmed(..) => {
                    answer
                        .extended_statistics
                        .extend(value.map(|value| (name.clone(), value)));
                }
            }
        }
        if answer == StatisticsDatapoint::default() {
            return None;
        }
        answer.timestamp = Timestamp::from_second(second).ok().map(Epoch);
        answer.unit = Some(unit);
        Some(answer)
    }
}

fn check_period(faults: &mut Faults, period: i64) {
    if period < 1 {
        faults.value("The parameter Period must be greater than or equal to 1.".to_owned());
    } else if !is_period(period) {
        faults.value(
            "The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60.".to_owned(),
        );
    }
}

fn check_statistics(
    faults: &mut Faults,
    request: &GetMetricStatistics,
) -> Vec<(String, Statistic)> {
    let (simple, extended) = (&request.statistics, &request.extended_statistics);
    if simple.is_empty() && extended.is_empty() {
        faults.combination(
            "At least one of the parameters Statistics and ExtendedStatistics must be specified."
                .to_owned(),
        );
    }
    if !simple.is_empty() && !extended.is_empty() {
        faults.combination(
            "The parameters Statistics and ExtendedStatistics are mutually exclusive and you have specified both."
                .to_owned(),
        );
    }
    faults.check_size("Statistics", simple.len(), MAX_STATISTICS);
    faults.check_size(
        "ExtendedStatistics",
        extended.len(),
        MAX_EXTENDED_STATISTICS,
    );
    let mut statistics = Vec::new();
    for (index, name) in simple.iter().enumerate() {
        match Statistic::simple(name) {
            Some(statistic) => statistics.push((name.clone(), statistic)),
            None => faults.value(format!(
                "The parameter Statistics.member.{} must be a value in the set [ SampleCount, Average, Sum, Minimum, Maximum ].",
                index + 1
            )),
        }
    }
    for (index, name) in extended.iter().enumerate() {
        match Statistic::extended(name) {
            Some(statistic) => statistics.push((name.clone(), statistic)),
            None => faults.value(format!(
                "The value {name} for parameter ExtendedStatistics.member.{} is not supported.",
                index + 1
            )),
        }
    }
    statistics
}
