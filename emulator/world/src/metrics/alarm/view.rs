//! Alarms as they are described.

use serde::Serialize;

use super::super::dimension::Dimension;
use super::super::query::MetricDataQuery;
use super::composite::{CompositeDefinition, SuppressedBy};
use super::definition::{ComparisonOperator, MetricDefinition};
use super::evaluation_window::EvaluationWindow;
use super::model::Alarm;
use super::state::StateValue;
use crate::origin::Home;
use crate::value::Epoch;

/// Absent is what nobody said.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetricAlarm {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_configuration_updated_timestamp: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions_enabled: Option<bool>,
    #[serde(rename = "OKActions", skip_serializing_if = "Option::is_none")]
    pub ok_actions: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_actions: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insufficient_data_actions: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_value: Option<StateValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason_data: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_updated_timestamp: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statistic: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_statistic: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<Dimension>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluation_periods: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datapoints_to_alarm: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison_operator: Option<ComparisonOperator>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub treat_missing_data: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluate_low_sample_count_percentile: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<MetricDataQuery>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_transitioned_timestamp: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluation_window: Option<EvaluationWindow>,
}

/// Absent is what nobody said.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CompositeAlarm {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_actions: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_configuration_updated_timestamp: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_rule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insufficient_data_actions: Option<Vec<String>>,
    #[serde(rename = "OKActions", skip_serializing_if = "Option::is_none")]
    pub ok_actions: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason_data: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_updated_timestamp: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_value: Option<StateValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_transitioned_timestamp: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions_suppressed_by: Option<SuppressedBy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions_suppressed_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions_suppressor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions_suppressor_wait_period: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions_suppressor_extension_period: Option<i64>,
}

pub(super) fn metric_alarm(
    alarm: &Alarm,
    definition: &MetricDefinition,
    home: &Home,
) -> MetricAlarm {
    let (settings, state, source) = (&alarm.settings, &alarm.state, &definition.source);
    let metric = source.metric();
    MetricAlarm {
        alarm_name: Some(alarm.name.clone()),
        alarm_arn: Some(alarm.arn(home)),
        alarm_description: settings.description.clone(),
        alarm_configuration_updated_timestamp: Some(alarm.configured.into()),
        actions_enabled: Some(settings.actions_enabled),
        ok_actions: Some(settings.ok_actions.clone()),
        alarm_actions: Some(settings.alarm_actions.clone()),
        insufficient_data_actions: Some(settings.insufficient_data_actions.clone()),
        state_value: Some(state.value),
        state_reason: Some(state.reason.clone()),
        state_reason_data: state.reason_data.clone(),
        state_updated_timestamp: Some(state.updated.into()),
        metric_name: metric.map(|metric| metric.metric_name.clone()),
        namespace: metric.map(|metric| metric.namespace.clone()),
        statistic: metric.and_then(|metric| metric.statistic.simple().map(str::to_owned)),
        extended_statistic: metric
            .and_then(|metric| metric.statistic.extended().map(str::to_owned)),
        dimensions: Some(metric.map_or_else(Vec::new, |metric| metric.dimensions.clone())),
        period: metric.map(|metric| metric.period),
        unit: metric.and_then(|metric| Some(metric.unit?.as_str().to_owned())),
        evaluation_periods: Some(definition.evaluation_periods),
        datapoints_to_alarm: definition.datapoints_to_alarm,
        threshold: Some(definition.threshold),
        comparison_operator: Some(definition.comparison),
        treat_missing_data: definition.treat_missing_data.clone(),
        evaluate_low_sample_count_percentile: definition
            .evaluate_low_sample_count_percentile
            .clone(),
        metrics: source.queries().to_vec(),
        state_transitioned_timestamp: Some(state.transitioned.into()),
        evaluation_window: definition.evaluation_window.clone(),
    }
}

pub(super) fn composite_alarm(
    alarm: &Alarm,
    definition: &CompositeDefinition,
    home: &Home,
) -> CompositeAlarm {
    let (settings, state) = (&alarm.settings, &alarm.state);
    let suppressed_by = definition.suppressed_by();
    let suppressor = definition.suppressor.as_ref();
    CompositeAlarm {
        actions_enabled: Some(settings.actions_enabled),
        alarm_actions: Some(settings.alarm_actions.clone()),
        alarm_arn: Some(alarm.arn(home)),
        alarm_configuration_updated_timestamp: Some(alarm.configured.into()),
        alarm_description: settings.description.clone(),
        alarm_name: Some(alarm.name.clone()),
        alarm_rule: Some(definition.rule.text().to_owned()),
        insufficient_data_actions: Some(settings.insufficient_data_actions.clone()),
        ok_actions: Some(settings.ok_actions.clone()),
        state_reason: Some(state.reason.clone()),
        state_reason_data: state.reason_data.clone(),
        state_updated_timestamp: Some(state.updated.into()),
        state_value: Some(state.value),
        state_transitioned_timestamp: Some(state.transitioned.into()),
        actions_suppressed_by: suppressed_by,
        actions_suppressed_reason: suppressed_by
            .map(|by| format!("Actions suppressed by {}", by.as_str())),
        actions_suppressor: suppressor.map(|suppressor| suppressor.said.clone()),
        actions_suppressor_wait_period: suppressor.map(|suppressor| suppressor.wait_period),
        actions_suppressor_extension_period: suppressor
            .map(|suppressor| suppressor.extension_period),
    }
}
