//! `SetAlarmState`.

use serde::{Deserialize, Serialize};

use super::super::error::MetricsError;
use super::super::state::Metrics;
use super::model::Desk;
use super::names::MAX_ALARM_NAME;
use super::state::{NewState, StateValue};
use crate::constraints::Constraints;
use crate::context::Context;

/// Characters. Source: botocore's model.
const MAX_REASON: usize = 1023;
const MAX_REASON_DATA: usize = 4000;

/// Sets a state until the alarm looks again.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SetAlarmState {
    pub alarm_name: String,
    pub state_value: String,
    pub state_reason: String,
    /// JSON.
    #[serde(default)]
    pub state_reason_data: Option<String>,
}

pub(in crate::metrics) fn set_alarm_state(
    metrics: &mut Metrics,
    context: &mut Context<'_>,
    request: SetAlarmState,
) -> Result<(), MetricsError> {
    let value = StateValue::parse(&request.state_value);
    Constraints::default()
        .length("alarmName", &request.alarm_name, 1, MAX_ALARM_NAME)
        .one_of(
            "stateValue",
            &request.state_value,
            value.is_some(),
            StateValue::NAMES,
        )
        .length("stateReason", &request.state_reason, 0, MAX_REASON)
        .optional(
            "stateReasonData",
            request.state_reason_data.as_deref(),
            0,
            MAX_REASON_DATA,
        )
        .check()?;
    let data = request.state_reason_data.filter(|data| !data.is_empty());
    let is_json = |data: &String| serde_json::from_str::<serde::de::IgnoredAny>(data).is_ok();
    if !data.as_ref().is_none_or(is_json) {
        return Err(MetricsError::InvalidFormat);
    }
    let (Some(value), true) = (value, metrics.alarms.get(&request.alarm_name).is_some()) else {
        return Err(MetricsError::ResourceNotFound(format!(
            "The alarm {} does not exist.",
            request.alarm_name
        )));
    };
    let mut desk = Desk {
        now: context.now,
        home: context.home,
        agenda: context.agenda,
    };
    let new = NewState {
        value,
        reason: request.state_reason,
        reason_data: data,
        triggered_by: Vec::new(),
    };
    metrics
        .alarms
        .transition(&mut desk, &request.alarm_name, new);
    Ok(())
}
