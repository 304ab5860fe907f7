//! What a function is invoked with by an alarm.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html>, "Event object sent from
//! CloudWatch to Lambda".

use std::collections::BTreeMap;

use serde::Serialize;

use crate::origin::Home;

use super::super::dimension::Dimension;
use super::composite::CompositeDefinition;
use super::definition::MetricDefinition;
use super::model::{Alarm, Definition};
use super::source::MetricSource;
use super::state::{State, moment};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AlarmEvent<'a> {
    source: &'static str,
    alarm_arn: String,
    account_id: String,
    time: String,
    region: &'a str,
    alarm_data: AlarmData<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AlarmData<'a> {
    alarm_name: &'a str,
    state: EventState<'a>,
    previous_state: EventState<'a>,
    configuration: Configuration<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EventState<'a> {
    value: &'a str,
    reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason_data: Option<&'a str>,
    timestamp: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Configuration<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    metrics: Vec<Watched<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alarm_rule: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actions_suppressor: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actions_suppressor_wait_period: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actions_suppressor_extension_period: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Watched<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    metric_stat: Option<MetricStat<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expression: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<i64>,
    return_data: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MetricStat<'a> {
    metric: NamedMetric<'a>,
    period: i64,
    stat: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NamedMetric<'a> {
    namespace: &'a str,
    name: &'a str,
    dimensions: BTreeMap<&'a str, &'a str>,
}

/// The event: JSON.
pub(super) fn event(alarm: &Alarm, old: &State, home: &Home) -> String {
    let description = alarm.settings.description.as_deref();
    let event = AlarmEvent {
        source: "aws.cloudwatch",
        alarm_arn: alarm.arn(home),
        account_id: home.account.to_string(),
        time: moment(alarm.state.updated),
        region: home.region.as_str(),
        alarm_data: AlarmData {
            alarm_name: &alarm.name,
            state: state(&alarm.state),
            previous_state: state(old),
            configuration: match &alarm.definition {
                Definition::Metric(definition) => of_metrics(description, definition),
                Definition::Composite(definition) => of_rule(description, definition),
            },
        },
    };
    serde_json::to_string(&event).unwrap_or_default()
}

fn state(state: &State) -> EventState<'_> {
    EventState {
        value: state.value.as_str(),
        reason: &state.reason,
        reason_data: state.reason_data.as_deref(),
        timestamp: moment(state.updated),
    }
}

fn of_metrics<'a>(
    description: Option<&'a str>,
    definition: &'a MetricDefinition,
) -> Configuration<'a> {
    let source = &definition.source;
    let metric = source.metric().map(|metric| Watched {
        id: &definition.query_id,
        metric_stat: Some(stat(metric)),
        expression: None,
        label: None,
        period: None,
        return_data: true,
    });
    let queries = source.queries().iter().map(|query| Watched {
        id: &query.id,
        metric_stat: query.metric_stat.as_ref().map(|stat| MetricStat {
            metric: NamedMetric {
                namespace: &stat.metric.namespace,
                name: &stat.metric.metric_name,
                dimensions: by_name(&stat.metric.dimensions),
            },
            period: stat.period,
            stat: &stat.stat,
            unit: stat.unit.as_deref(),
        }),
        expression: query.expression.as_deref(),
        label: query.label.as_deref(),
        period: query.period,
        return_data: query.returns_data(),
    });
    Configuration {
        description,
        metrics: metric.into_iter().chain(queries).collect(),
        alarm_rule: None,
        actions_suppressor: None,
        actions_suppressor_wait_period: None,
        actions_suppressor_extension_period: None,
    }
}

fn stat(metric: &MetricSource) -> MetricStat<'_> {
    MetricStat {
        metric: NamedMetric {
            namespace: &metric.namespace,
            name: &metric.metric_name,
            dimensions: by_name(&metric.dimensions),
        },
        period: metric.period,
        stat: metric.statistic.as_str(),
        unit: metric.unit.map(super::super::unit::Unit::as_str),
    }
}

fn by_name(dimensions: &[Dimension]) -> BTreeMap<&str, &str> {
    let pairs = dimensions.iter();
    pairs
        .map(|dimension| (dimension.name.as_str(), dimension.value.as_str()))
        .collect()
}

fn of_rule<'a>(
    description: Option<&'a str>,
    definition: &'a CompositeDefinition,
) -> Configuration<'a> {
    let suppressor = definition.suppressor.as_ref();
    Configuration {
        description,
        metrics: Vec::new(),
        alarm_rule: Some(definition.rule.text()),
        actions_suppressor: suppressor.map(|suppressor| suppressor.said.as_str()),
        actions_suppressor_wait_period: suppressor.map(|suppressor| suppressor.wait_period),
        actions_suppressor_extension_period: suppressor
            .map(|suppressor| suppressor.extension_period),
    }
}
