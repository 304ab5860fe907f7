//! An alarm as its history keeps it: the fields of `createdAlarm` and its kin, in AWS's order.
//!
//! Recorded for a metric alarm. A composite alarm's fields are unverified, and so is that fields nobody said are left out.

use serde::Serialize;

use crate::origin::Home;

use super::model::{Alarm, Definition};
use super::state::moment;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    alarm_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    alarm_description: Option<&'a str>,
    alarm_arn: String,
    alarm_configuration_updated_timestamp: String,
    #[serde(flatten)]
    watched: Watched<'a>,
    state_value: &'a str,
    state_updated_timestamp: String,
    actions_enabled: bool,
    alarm_actions: &'a [String],
    insufficient_data_actions: &'a [String],
    okactions: &'a [String],
}

#[derive(Serialize)]
#[serde(untagged)]
enum Watched<'a> {
    #[serde(rename_all = "camelCase")]
    Metric {
        #[serde(skip_serializing_if = "Option::is_none")]
        namespace: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        metric_name: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        statistic: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        extended_statistic: Option<&'a str>,
        period: i64,
        #[serde(skip_serializing_if = "Option::is_none")]
        unit: Option<&'a str>,
        dimensions: Vec<Dimension<'a>>,
        threshold: f64,
        comparison_operator: &'a str,
        evaluation_periods: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        datapoints_to_alarm: Option<u32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        treat_missing_data: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        evaluate_low_sample_count_percentile: Option<&'a str>,
    },
    #[serde(rename_all = "camelCase")]
    Composite { alarm_rule: &'a str },
}

#[derive(Serialize)]
struct Dimension<'a> {
    value: &'a str,
    name: &'a str,
}

/// JSON.
pub(super) fn record(alarm: &Alarm, home: &Home) -> String {
    let settings = &alarm.settings;
    let record = Record {
        alarm_name: &alarm.name,
        alarm_description: settings.description.as_deref(),
        alarm_arn: alarm.arn(home),
        alarm_configuration_updated_timestamp: moment(alarm.configured),
        watched: watched(&alarm.definition),
        state_value: alarm.state.value.as_str(),
        state_updated_timestamp: moment(alarm.state.updated),
        actions_enabled: settings.actions_enabled,
        alarm_actions: &settings.alarm_actions,
        insufficient_data_actions: &settings.insufficient_data_actions,
        okactions: &settings.ok_actions,
    };
    serde_json::to_string(&record).unwrap_or_default()
}

fn watched(definition: &Definition) -> Watched<'_> {
    let definition = match definition {
        Definition::Metric(definition) => definition,
        Definition::Composite(definition) => {
            return Watched::Composite {
                alarm_rule: definition.rule.text(),
            };
        }
    };
    let source = &definition.source;
    let metric = source.metric();
    let dimensions = metric.into_iter().flat_map(|metric| &metric.dimensions);
    Watched::Metric {
        namespace: metric.map(|metric| metric.namespace.as_str()),
        metric_name: metric.map(|metric| metric.metric_name.as_str()),
        statistic: metric.and_then(|metric| metric.statistic.simple()),
        extended_statistic: metric.and_then(|metric| metric.statistic.extended()),
        period: source.period(),
        unit: metric.and_then(|metric| Some(metric.unit?.as_str())),
        dimensions: dimensions
            .map(|dimension| Dimension {
                value: &dimension.value,
                name: &dimension.name,
            })
            .collect(),
        threshold: definition.threshold,
        comparison_operator: definition.comparison.as_str(),
        evaluation_periods: definition.evaluation_periods,
        datapoints_to_alarm: definition.datapoints_to_alarm,
        treat_missing_data: definition.treat_missing_data.as_deref(),
        evaluate_low_sample_count_percentile: definition
            .evaluate_low_sample_count_percentile
            .as_deref(),
    }
}
