//! `EnableAlarmActions` and `DisableAlarmActions`.

use serde::{Deserialize, Serialize};

use super::super::error::MetricsError;
use super::super::state::Metrics;
use super::names::check_names;
use super::record::record;
use crate::context::Context;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EnableAlarmActions {
    pub alarm_names: Vec<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DisableAlarmActions {
    pub alarm_names: Vec<String>,
}

pub(in crate::metrics) fn enable_alarm_actions(
    metrics: &mut Metrics,
    context: &mut Context<'_>,
    request: EnableAlarmActions,
) -> Result<(), MetricsError> {
    switch(metrics, context, &request.alarm_names, true)
}

pub(in crate::metrics) fn disable_alarm_actions(
    metrics: &mut Metrics,
    context: &mut Context<'_>,
    request: DisableAlarmActions,
) -> Result<(), MetricsError> {
    switch(metrics, context, &request.alarm_names, false)
}

/// Alarms that are not there are passed over, and nothing is done of the state that an alarm is in already.
fn switch(
    metrics: &mut Metrics,
    context: &Context<'_>,
    names: &[String],
    is_on: bool,
) -> Result<(), MetricsError> {
    check_names(names)?;
    let alarms = &mut metrics.alarms;
    for name in names {
        let Some(alarm) = alarms.alarms.get_mut(name) else {
            continue;
        };
        if alarm.settings.actions_enabled == is_on {
            continue;
        }
        let before = record(alarm, context.home);
        alarm.settings.actions_enabled = is_on;
        alarm.configured = context.now;
        let after = record(alarm, context.home);
        alarms
            .history
            .updated(context.now, name, alarm.alarm_type(), &before, &after);
    }
    Ok(())
}
