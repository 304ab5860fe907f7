//! `PutMetricAlarm`.

use serde::{Deserialize, Serialize};

use crate::context::Context;

use super::super::MetricsError;
use super::super::dimension::Dimension;
use super::super::query::MetricDataQuery;
use super::super::series::Metrics;
use super::alarm_type::AlarmType;
use super::check;
use super::definition::MetricDefinition;
use super::model::{Alarm, Definition, Desk, Settings};
use super::state::State;
use super::tags::{self, Tag};

/// Makes an alarm on a metric, or says anew what one watches. Which members need each other, `check` says.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutMetricAlarm {
    pub alarm_name: String,
    #[serde(default)]
    pub alarm_description: Option<String>,
    /// On, where it is not said.
    #[serde(default)]
    pub actions_enabled: Option<bool>,
    #[serde(default, rename = "OKActions")]
    pub ok_actions: Vec<String>,
    #[serde(default)]
    pub alarm_actions: Vec<String>,
    #[serde(default)]
    pub insufficient_data_actions: Vec<String>,
    #[serde(default)]
    pub metric_name: Option<String>,
    #[serde(default)]
    pub namespace: Option<String>,
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
    #[serde(default)]
    pub evaluation_periods: Option<i64>,
    #[serde(default)]
    pub datapoints_to_alarm: Option<i64>,
    #[serde(default)]
    pub threshold: Option<f64>,
    #[serde(default)]
    pub comparison_operator: Option<String>,
    #[serde(default)]
    pub treat_missing_data: Option<String>,
    #[serde(default)]
    pub evaluate_low_sample_count_percentile: Option<String>,
    #[serde(default)]
    pub metrics: Vec<MetricDataQuery>,
    /// Of a new alarm; those of one that is there stay.
    #[serde(default)]
    pub tags: Vec<Tag>,
    #[serde(default)]
    pub threshold_metric_id: Option<String>,
    #[serde(default)]
    pub evaluation_window: Option<EvaluationWindow>,
    #[serde(default)]
    pub evaluation_criteria: Option<EvaluationCriteria>,
}

/// A sliding window, which is the default, or another, which is refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EvaluationWindow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sliding_window: Option<SlidingWindow>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall_clock_window: Option<WallClockWindow>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlidingWindow {}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct WallClockWindow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
}

/// What is watched that is no metric; refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EvaluationCriteria {
    #[serde(default, rename = "PromQLCriteria")]
    pub prom_ql_criteria: Option<PromQlCriteria>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PromQlCriteria {
    #[serde(default)]
    pub query: Option<String>,
    #[serde(default)]
    pub pending_period: Option<i64>,
    #[serde(default)]
    pub recovery_period: Option<i64>,
}

pub(in crate::metrics) fn put_metric_alarm(
    metrics: &mut Metrics,
    context: &mut Context<'_>,
    request: PutMetricAlarm,
) -> Result<(), MetricsError> {
    let checked = check::check(&request, context.home)?;
    let tags = tags::of_request(&request.tags)?;
    let known = metrics.alarms.get(&request.alarm_name);
    if known.is_some_and(|alarm| alarm.alarm_type() != AlarmType::Metric) {
        return Err(taken(&request.alarm_name, AlarmType::Composite));
    }
    let query_id = known
        .and_then(|alarm| Some(alarm.metric()?.query_id.clone()))
        .unwrap_or_else(|| context.ids.uuid());
    let definition = MetricDefinition {
        query_id,
        source: checked.source,
        evaluation_periods: checked.evaluation_periods,
        datapoints_to_alarm: checked.datapoints_to_alarm,
        threshold: checked.threshold,
        comparison: checked.comparison,
        treat_missing_data: request.treat_missing_data,
        evaluate_low_sample_count_percentile: request.evaluate_low_sample_count_percentile,
        evaluation_window: request.evaluation_window,
    };
    let put = Put {
        name: request.alarm_name,
        settings: Settings {
            description: request.alarm_description,
            actions_enabled: request.actions_enabled.unwrap_or(true),
            ok_actions: request.ok_actions,
            alarm_actions: request.alarm_actions,
            insufficient_data_actions: request.insufficient_data_actions,
        },
        definition: Definition::Metric(Box::new(definition)),
        tags,
    };
    let mut desk = Desk {
        now: context.now,
        home: context.home,
        agenda: context.agenda,
    };
    let name = put.name.clone();
    metrics.alarms.put(&mut desk, put);
    metrics.alarms.schedule(&mut desk, &name);
    Ok(())
}

/// An alarm of that name is there, and is of the other kind. The text is unverified.
pub(super) fn taken(name: &str, is: AlarmType) -> MetricsError {
    MetricsError::Validation(format!(
        "An alarm of another type ({}) already exists with the name {name}.",
        is.as_str()
    ))
}

/// What a request of either kind comes to.
#[derive(Debug)]
pub(super) struct Put {
    pub(super) name: String,
    pub(super) settings: Settings,
    pub(super) definition: Definition,
    pub(super) tags: tags::Tags,
}

impl super::model::Alarms {
    /// Makes the alarm, or says it anew: its state and its tags stay, everything else is written over.
    pub(super) fn put(&mut self, desk: &mut Desk<'_>, put: Put) {
        let name = put.name;
        if let Some(alarm) = self.alarms.get_mut(&name) {
            let before = super::record::record(alarm, desk.home);
            alarm.settings = put.settings;
            alarm.definition = put.definition;
            alarm.configured = desk.now;
            let after = super::record::record(alarm, desk.home);
            let alarm_type = alarm.alarm_type();
            self.history
                .updated(desk.now, &name, alarm_type, &before, &after);
            return;
        }
        let alarm = Alarm {
            name: name.clone(),
            settings: put.settings,
            configured: desk.now,
            definition: put.definition,
            tags: put.tags,
            state: State::initial(desk.now),
            slot: crate::agenda::Slot::default(),
        };
        let record = super::record::record(&alarm, desk.home);
        self.history
            .created(desk.now, &name, alarm.alarm_type(), &record);
        self.alarms.insert(name, alarm);
    }
}
