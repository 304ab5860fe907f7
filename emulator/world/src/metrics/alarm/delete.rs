//! `DeleteAlarms`.

use serde::{Deserialize, Serialize};

use super::super::error::MetricsError;
use super::super::state::Metrics;
use super::alarm_type::AlarmType;
use super::due::due;
use super::model::Alarms;
use super::names::check_names;
use super::record::record;
use crate::context::Context;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteAlarms {
    pub alarm_names: Vec<String>,
}

/// Names of no alarm are passed over: "If you specify any incorrect alarm names, the alarms you specify with correct names are still
/// deleted."
pub(in crate::metrics) fn delete_alarms(
    metrics: &mut Metrics,
    context: &mut Context<'_>,
    request: DeleteAlarms,
) -> Result<(), MetricsError> {
    let names = &request.alarm_names;
    check_names(names)?;
    let alarms = &mut metrics.alarms;
    check(alarms, names)?;
    for name in names {
        let Some(mut alarm) = alarms.alarms.remove(name) else {
            continue;
        };
        context
            .agenda
            .set(&mut alarm.slot, None, || due(context.home, name));
        let of = record(&alarm, context.home);
        alarms
            .history
            .deleted(context.now, name, alarm.alarm_type(), &of);
    }
    Ok(())
}

fn check(alarms: &Alarms, names: &[String]) -> Result<(), MetricsError> {
    let found = names.iter().filter_map(|name| alarms.get(name));
    let composites = found.filter(|alarm| alarm.alarm_type() == AlarmType::Composite);
    if composites.count() > 1 {
        // The text is unverified.
        return Err(MetricsError::Validation(
            "You can delete no more than one composite alarm in one operation.".to_owned(),
        ));
    }
    for name in names {
        let mut watchers = alarms.watchers(name);
        let is_needed = watchers.any(|alarm| !names.contains(&alarm.name));
        if is_needed && alarms.get(name).is_some() {
            // Recorded. That alarms go together with the composite alarm on them is unverified.
            return Err(MetricsError::Validation(format!(
                "Cannot delete {name} as there are composite alarm(s) depending on it."
            )));
        }
    }
    Ok(())
}
