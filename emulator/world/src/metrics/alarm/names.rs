//! A list of alarms by their names.

use super::super::MetricsError;
use super::members::MAX_ALARM_NAME;
use crate::constraints::Constraints;

/// Names of a request. Source: API `DescribeAlarms`.
const MAX_NAMES: usize = 100;

/// # Errors
/// More names than a request may have, or one that is none.
pub(super) fn check_names(names: &[String]) -> Result<(), MetricsError> {
    let mut constraints = Constraints::default().at_most("alarmNames", names, MAX_NAMES);
    for (index, name) in names.iter().enumerate() {
        let member = format!("alarmNames.{}.member", index + 1);
        constraints = constraints.length(&member, name, 1, MAX_ALARM_NAME);
    }
    constraints.check()?;
    Ok(())
}
