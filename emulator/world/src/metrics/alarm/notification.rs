//! What a topic hears of an alarm.
//!
//! Fields, their order and their spelling: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html>,
//! "Schema of Amazon SNS notifications when alarms change state"; recorded messages.

use serde::Serialize;

use crate::origin::Home;

use super::super::dimension::Dimension;
use super::super::query::MetricDataQuery;
use super::definition::MetricDefinition;
use super::model::{Alarm, Definition};
use super::region::long_name;
use super::source::{MetricSource, StatisticName};
use super::state::{Child, State, moment};

/// Characters of a subject. Source: API SNS, `Publish`. That AWS cuts off what a long name makes longer is unverified.
const MAX_SUBJECT: usize = 100;

/// `ALARM: "name" in US East (N. Virginia)`.
pub(super) fn subject(alarm: &Alarm, home: &Home) -> String {
    let region = long_name(&home.region);
    let state = &alarm.state;
    let subject = format!("{}: \"{}\" in {region}", state.value.as_str(), alarm.name);
    subject.chars().take(MAX_SUBJECT).collect()
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct MetricMessage<'a> {
    alarm_name: &'a str,
    alarm_description: Option<&'a str>,
    #[serde(rename = "AWSAccountId")]
    aws_account_id: String,
    alarm_configuration_updated_timestamp: String,
    new_state_value: &'a str,
    new_state_reason: &'a str,
    state_change_time: String,
    region: &'a str,
    alarm_arn: String,
    old_state_value: &'a str,
    #[serde(rename = "OKActions")]
    ok_actions: &'a [String],
    alarm_actions: &'a [String],
    insufficient_data_actions: &'a [String],
    trigger: Trigger<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct CompositeMessage<'a> {
    alarm_name: &'a str,
    alarm_description: Option<&'a str>,
    #[serde(rename = "AWSAccountId")]
    aws_account_id: String,
    new_state_value: &'a str,
    new_state_reason: &'a str,
    state_change_time: String,
    region: &'a str,
    alarm_arn: String,
    #[serde(rename = "OKActions")]
    ok_actions: &'a [String],
    alarm_actions: &'a [String],
    insufficient_data_actions: &'a [String],
    old_state_value: &'a str,
    alarm_rule: &'a str,
    triggering_children: Vec<TriggeringChild<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct TriggeringChild<'a> {
    arn: &'a str,
    state: ChildState<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ChildState<'a> {
    value: &'a str,
    timestamp: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Trigger<'a> {
    #[serde(flatten)]
    watched: Watched<'a>,
    period: i64,
    evaluation_periods: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    datapoints_to_alarm: Option<u32>,
    comparison_operator: &'a str,
    threshold: f64,
    /// Empty where nobody said it.
    treat_missing_data: &'a str,
    evaluate_low_sample_count_percentile: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    metrics: Vec<Query<'a>>,
}

/// What only an alarm on one metric says.
#[derive(Serialize)]
#[serde(untagged)]
enum Watched<'a> {
    #[serde(rename_all = "PascalCase")]
    Metric {
        metric_name: &'a str,
        namespace: &'a str,
        statistic_type: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        statistic: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        extended_statistic: Option<&'a str>,
        unit: Option<&'a str>,
        dimensions: Vec<NamedValue<'a>>,
    },
    Queries {},
}

/// A dimension, in small letters here alone.
#[derive(Serialize)]
struct NamedValue<'a> {
    value: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Query<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    expression: Option<&'a str>,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metric_stat: Option<QueryStat<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<i64>,
    return_data: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct QueryStat<'a> {
    metric: QueryMetric<'a>,
    period: i64,
    stat: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct QueryMetric<'a> {
    dimensions: Vec<NamedValue<'a>>,
    metric_name: &'a str,
    namespace: &'a str,
}

/// The message: JSON.
pub(super) fn message(alarm: &Alarm, old: &State, home: &Home) -> String {
    let message = match &alarm.definition {
        Definition::Metric(definition) => {
            serde_json::to_string(&metric_message(alarm, definition, old, home))
        }
        Definition::Composite(definition) => {
            serde_json::to_string(&composite_message(alarm, definition.rule.text(), old, home))
        }
    };
    message.unwrap_or_default()
}

fn metric_message<'a>(
    alarm: &'a Alarm,
    definition: &'a MetricDefinition,
    old: &'a State,
    home: &'a Home,
) -> MetricMessage<'a> {
    let settings = &alarm.settings;
    MetricMessage {
        alarm_name: &alarm.name,
        alarm_description: settings.description.as_deref(),
        aws_account_id: home.account.to_string(),
        alarm_configuration_updated_timestamp: moment(alarm.configured),
        new_state_value: alarm.state.value.as_str(),
        new_state_reason: &alarm.state.reason,
        state_change_time: moment(alarm.state.updated),
        region: long_name(&home.region),
        alarm_arn: alarm.arn(home),
        old_state_value: old.value.as_str(),
        ok_actions: &settings.ok_actions,
        alarm_actions: &settings.alarm_actions,
        insufficient_data_actions: &settings.insufficient_data_actions,
        trigger: trigger(definition),
    }
}

fn composite_message<'a>(
    alarm: &'a Alarm,
    rule: &'a str,
    old: &'a State,
    home: &'a Home,
) -> CompositeMessage<'a> {
    let settings = &alarm.settings;
    CompositeMessage {
        alarm_name: &alarm.name,
        alarm_description: settings.description.as_deref(),
        aws_account_id: home.account.to_string(),
        new_state_value: alarm.state.value.as_str(),
        new_state_reason: &alarm.state.reason,
        state_change_time: moment(alarm.state.updated),
        region: long_name(&home.region),
        alarm_arn: alarm.arn(home),
        ok_actions: &settings.ok_actions,
        alarm_actions: &settings.alarm_actions,
        insufficient_data_actions: &settings.insufficient_data_actions,
        old_state_value: old.value.as_str(),
        alarm_rule: rule,
        triggering_children: alarm.state.triggered_by.iter().map(child).collect(),
    }
}

fn child(child: &Child) -> TriggeringChild<'_> {
    TriggeringChild {
        arn: &child.arn,
        state: ChildState {
            value: child.value.as_str(),
            timestamp: moment(child.updated),
        },
    }
}

fn trigger(definition: &MetricDefinition) -> Trigger<'_> {
    let source = &definition.source;
    let low_samples = definition.evaluate_low_sample_count_percentile.as_deref();
    Trigger {
        watched: source.metric().map_or(Watched::Queries {}, watched),
        period: source.period(),
        evaluation_periods: definition.evaluation_periods,
        datapoints_to_alarm: definition.datapoints_to_alarm,
        comparison_operator: definition.comparison.as_str(),
        threshold: definition.threshold,
        treat_missing_data: definition.treat_missing_data.as_deref().unwrap_or_default(),
        evaluate_low_sample_count_percentile: low_samples.unwrap_or_default(),
        metrics: source.queries().iter().map(query).collect(),
    }
}

fn watched(metric: &MetricSource) -> Watched<'_> {
    Watched::Metric {
        metric_name: &metric.metric_name,
        namespace: &metric.namespace,
        statistic_type: match metric.statistic {
            StatisticName::Statistic(_) => "Statistic",
            StatisticName::ExtendedStatistic(_) => "ExtendedStatistic",
        },
        statistic: metric.statistic.simple().map(capitals),
        extended_statistic: metric.statistic.extended(),
        unit: metric.unit.map(super::super::unit::Unit::as_str),
        dimensions: named_values(&metric.dimensions),
    }
}

fn query(query: &MetricDataQuery) -> Query<'_> {
    Query {
        expression: query.expression.as_deref(),
        id: &query.id,
        label: query.label.as_deref(),
        metric_stat: query.metric_stat.as_ref().map(|stat| QueryStat {
            metric: QueryMetric {
                dimensions: named_values(&stat.metric.dimensions),
                metric_name: &stat.metric.metric_name,
                namespace: &stat.metric.namespace,
            },
            period: stat.period,
            stat: &stat.stat,
            unit: stat.unit.as_deref(),
        }),
        period: query.period,
        return_data: query.returns_data(),
    }
}

fn named_values(dimensions: &[Dimension]) -> Vec<NamedValue<'_>> {
    let values = dimensions.iter().map(|dimension| NamedValue {
        value: &dimension.value,
        name: &dimension.name,
    });
    values.collect()
}

/// `SampleCount` as `SAMPLE_COUNT`.
fn capitals(statistic: &str) -> String {
    let mut text = String::new();
    for letter in statistic.chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(letter.to_uppercase());
    }
    text
}
