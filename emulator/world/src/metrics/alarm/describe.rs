//! `DescribeAlarms`: alarms of both kinds, through filters and in pages.

use serde::{Deserialize, Serialize};

use super::super::error::MetricsError;
use super::super::state::Metrics;
use super::lists::{DEFAULT_RECORDS, MAX_RECORDS, alarm_types};
use super::model::{Alarm, Alarms, Definition};
use super::names::{MAX_ALARM_NAME, check_names};
use super::state::StateValue;
use super::view::{CompositeAlarm, MetricAlarm, composite_alarm, metric_alarm};
use crate::constraints::Constraints;
use crate::context::View;
use crate::origin::Home;

/// Characters. Source: botocore's model.
const MAX_PREFIX: usize = 1024;
/// What a token begins with; the name of the last alarm of the page before it follows.
const TOKEN_PREFIX: &str = "after/";

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeAlarms {
    #[serde(default)]
    pub alarm_names: Vec<String>,
    #[serde(default)]
    pub alarm_name_prefix: Option<String>,
    /// Metric alarms, where none are said.
    #[serde(default)]
    pub alarm_types: Vec<String>,
    #[serde(default)]
    pub children_of_alarm_name: Option<String>,
    #[serde(default)]
    pub parents_of_alarm_name: Option<String>,
    #[serde(default)]
    pub state_value: Option<String>,
    #[serde(default)]
    pub action_prefix: Option<String>,
    #[serde(default)]
    pub max_records: Option<i64>,
    #[serde(default)]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeAlarmsOutput {
    pub composite_alarms: Vec<CompositeAlarm>,
    pub metric_alarms: Vec<MetricAlarm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// How much of an alarm is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    Whole,
    /// Of children: "Only the Alarm Name, ARN, `StateValue`, and `StateUpdatedTimestamp` information are returned".
    State,
    /// Of parents: "Only the Alarm Name and ARN are returned".
    Name,
}

pub(in crate::metrics) fn describe_alarms(
    metrics: &Metrics,
    view: &View<'_>,
    request: DescribeAlarms,
) -> Result<DescribeAlarmsOutput, MetricsError> {
    check(&request)?;
    let alarms = &metrics.alarms;
    let (found, detail) = request.find(alarms)?;
    let after = match request.next_token.as_deref() {
        None => None,
        Some(token) => Some(
            token
                .strip_prefix(TOKEN_PREFIX)
                .ok_or(MetricsError::InvalidNextToken)?,
        ),
    };
    let size = usize::try_from(request.max_records.unwrap_or(DEFAULT_RECORDS)).unwrap_or(1);
    let mut left = found
        .into_iter()
        .filter(|alarm| after.is_none_or(|after| alarm.name.as_str() > after));
    let mut answer = DescribeAlarmsOutput::default();
    let mut last = None;
    for alarm in left.by_ref().take(size) {
        answer.add(alarm, detail, view.home);
        last = Some(&alarm.name);
    }
    let next = left.next().and(last);
    answer.next_token = next.map(|name| format!("{TOKEN_PREFIX}{name}"));
    Ok(answer)
}

impl DescribeAlarms {
    /// The alarms that are asked for, in the order of their names.
    fn find<'a>(&'a self, alarms: &'a Alarms) -> Result<(Vec<&'a Alarm>, Detail), MetricsError> {
        if let Some(name) = self.children_of_alarm_name.as_deref() {
            let parent = alarms.get(name).and_then(Alarm::composite);
            let Some(parent) = parent else {
                return Err(no_composite(name));
            };
            let all = alarms.alarms.values();
            let children = all.filter(|alarm| parent.rule.names(&alarm.name));
            return Ok((children.collect(), Detail::State));
        }
        if let Some(name) = self.parents_of_alarm_name.as_deref() {
            return Ok((alarms.parents(name).collect(), Detail::Name));
        }
        let all = alarms.alarms.values();
        let found = all.filter(|alarm| self.lets_through(alarm));
        Ok((found.collect(), Detail::Whole))
    }

    fn lets_through(&self, alarm: &Alarm) -> bool {
        let prefix = self.alarm_name_prefix.as_deref().unwrap_or_default();
        let is_named = self.alarm_names.is_empty() || self.alarm_names.contains(&alarm.name);
        let state = self.state_value.as_deref();
        let is_in_state = state.is_none_or(|state| alarm.state.value.as_str() == state);
        let acts = self.action_prefix.as_deref().is_none_or(|prefix| {
            let mut actions = alarm.settings.all_actions();
            actions.any(|action| action.starts_with(prefix))
        });
        is_named
            && alarm.name.starts_with(prefix)
            && alarm.alarm_type().is_asked_for(&self.alarm_types)
            && is_in_state
            && acts
    }

    /// Whether it says anything but whose children or parents it wants, and the page.
    fn has_filters(&self) -> bool {
        !self.alarm_names.is_empty()
            || self.alarm_name_prefix.is_some()
            || !self.alarm_types.is_empty()
            || self.state_value.is_some()
            || self.action_prefix.is_some()
    }
}

fn check(request: &DescribeAlarms) -> Result<(), MetricsError> {
    check_names(&request.alarm_names)?;
    let mut constraints = Constraints::default()
        .optional(
            "alarmNamePrefix",
            request.alarm_name_prefix.as_deref(),
            1,
            MAX_ALARM_NAME,
        )
        .optional(
            "childrenOfAlarmName",
            request.children_of_alarm_name.as_deref(),
            1,
            MAX_ALARM_NAME,
        )
        .optional(
            "parentsOfAlarmName",
            request.parents_of_alarm_name.as_deref(),
            1,
            MAX_ALARM_NAME,
        )
        .optional(
            "actionPrefix",
            request.action_prefix.as_deref(),
            1,
            MAX_PREFIX,
        )
        .between("maxRecords", request.max_records, 1, MAX_RECORDS);
    constraints = alarm_types(constraints, &request.alarm_types);
    if let Some(name) = request.state_value.as_deref() {
        let is_one = StateValue::parse(name).is_some();
        constraints = constraints.one_of("stateValue", name, is_one, StateValue::NAMES);
    }
    constraints.check()?;
    // The texts are unverified.
    if !request.alarm_names.is_empty() && request.alarm_name_prefix.is_some() {
        return Err(MetricsError::Validation(
            "AlarmNamePrefix and AlarmNames cannot be specified together.".to_owned(),
        ));
    }
    let of_children = request.children_of_alarm_name.is_some();
    let of_parents = request.parents_of_alarm_name.is_some();
    if (of_children && of_parents) || ((of_children || of_parents) && request.has_filters()) {
        let name = if of_children {
            "ChildrenOfAlarmName"
        } else {
            "ParentsOfAlarmName"
        };
        return Err(MetricsError::Validation(format!(
            "{name} cannot be specified with any parameter but MaxRecords and NextToken."
        )));
    }
    Ok(())
}

/// The text is unverified.
fn no_composite(name: &str) -> MetricsError {
    MetricsError::Validation(format!("{name} is not a composite alarm."))
}

impl DescribeAlarmsOutput {
    fn add(&mut self, alarm: &Alarm, detail: Detail, home: &Home) {
        match &alarm.definition {
            Definition::Metric(definition) => {
                let whole = metric_alarm(alarm, definition, home);
                self.metric_alarms.push(match detail {
                    Detail::Whole => whole,
                    Detail::State => MetricAlarm {
                        alarm_name: whole.alarm_name,
                        alarm_arn: whole.alarm_arn,
                        state_value: whole.state_value,
                        state_updated_timestamp: whole.state_updated_timestamp,
                        ..MetricAlarm::default()
                    },
                    Detail::Name => MetricAlarm {
                        alarm_name: whole.alarm_name,
                        alarm_arn: whole.alarm_arn,
                        ..MetricAlarm::default()
                    },
                });
            }
            Definition::Composite(definition) => {
                let whole = composite_alarm(alarm, definition, home);
                self.composite_alarms.push(match detail {
                    Detail::Whole => whole,
                    Detail::State => CompositeAlarm {
                        alarm_name: whole.alarm_name,
                        alarm_arn: whole.alarm_arn,
                        state_value: whole.state_value,
                        state_updated_timestamp: whole.state_updated_timestamp,
                        ..CompositeAlarm::default()
                    },
                    Detail::Name => CompositeAlarm {
                        alarm_name: whole.alarm_name,
                        alarm_arn: whole.alarm_arn,
                        ..CompositeAlarm::default()
                    },
                });
            }
        }
    }
}
