//! `DescribeAlarmsForMetric`: the metric alarms on exactly one metric.

use serde::{Deserialize, Serialize};

use super::super::dimension::{Dimension, sorted};
use super::super::error::MetricsError;
use super::super::state::Metrics;
use super::super::validation::{Faults, MAX_NAME, check_dimensions};
use super::model::Alarm;
use super::source::MetricSource;
use super::view::{MetricAlarm, metric_alarm};
use crate::context::View;

/// "To filter the results, specify a statistic, period, or unit."
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeAlarmsForMetric {
    pub metric_name: String,
    pub namespace: String,
    #[serde(default)]
    pub statistic: Option<String>,
    #[serde(default)]
    pub extended_statistic: Option<String>,
    #[serde(default)]
    pub dimensions: Vec<Dimension>,
    /// Seconds.
    #[serde(default)]
    pub period: Option<i64>,
    #[serde(default)]
    pub unit: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeAlarmsForMetricOutput {
    pub metric_alarms: Vec<MetricAlarm>,
}

pub(in crate::metrics) fn describe_alarms_for_metric(
    metrics: &Metrics,
    view: &View<'_>,
    request: DescribeAlarmsForMetric,
) -> Result<DescribeAlarmsForMetricOutput, MetricsError> {
    let mut faults = Faults::default();
    faults.check_name("MetricName", &request.metric_name, MAX_NAME);
    faults.check_name("Namespace", &request.namespace, MAX_NAME);
    check_dimensions(&mut faults, "Dimensions", &request.dimensions);
    faults.check_unit("Unit", request.unit.as_deref());
    faults.into_result()?;
    let alarms = metrics.alarms.alarms.values();
    let found = alarms.filter_map(|alarm| {
        let definition = alarm.metric()?;
        request
            .wants(alarm)
            .then(|| metric_alarm(alarm, definition, view.home))
    });
    Ok(DescribeAlarmsForMetricOutput {
        metric_alarms: found.collect(),
    })
}

impl DescribeAlarmsForMetric {
    fn wants(&self, alarm: &Alarm) -> bool {
        let metric = alarm
            .metric()
            .and_then(|definition| definition.source.metric());
        metric.is_some_and(|metric| self.is_on(metric))
    }

    fn is_on(&self, metric: &MetricSource) -> bool {
        let is = |wanted: Option<&str>, found: Option<&str>| wanted.is_none() || wanted == found;
        metric.metric_name == self.metric_name
            && metric.namespace == self.namespace
            && sorted(&metric.dimensions) == sorted(&self.dimensions)
            && is(self.statistic.as_deref(), metric.statistic.simple())
            && is(
                self.extended_statistic.as_deref(),
                metric.statistic.extended(),
            )
            && self.period.is_none_or(|period| period == metric.period)
            && is(
                self.unit.as_deref(),
                metric.unit.map(super::super::unit::Unit::as_str),
            )
    }
}
