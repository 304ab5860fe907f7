//! What the names of alarms may be.

use super::super::error::MetricsError;
use crate::constraints::Constraints;

/// Characters of an alarm's name. Source: botocore's model.
pub(super) const MAX_ALARM_NAME: usize = 255;
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

/// "The name must contain only UTF-8 characters, and can't contain ASCII control characters". The text is unverified.
pub(super) fn check_text(parameter: &str, text: &str) -> Result<(), MetricsError> {
    if text.bytes().any(|byte| byte.is_ascii_control()) {
        return Err(MetricsError::Validation(format!(
            "{parameter} must not contain ASCII control characters"
        )));
    }
    Ok(())
}
