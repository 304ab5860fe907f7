//! The class of a log group: there is one that is built.

use super::error::LogsError;

/// # Errors
/// What is no class, or one that is not built.
pub(super) fn check_class(class: Option<&str>) -> Result<(), LogsError> {
    match class {
        None | Some("STANDARD") => Ok(()),
        Some(class @ ("INFREQUENT_ACCESS" | "DELIVERY" | "ESSENTIALS")) => Err(LogsError::invalid(
            format!("The log group class {class} is not built in this emulator"),
        )),
        Some(class) => Err(LogsError::invalid(format!(
            "1 validation error detected: Value '{class}' at 'logGroupClass' failed to satisfy constraint: Member must \
             satisfy enum value set: [INFREQUENT_ACCESS, STANDARD, DELIVERY, ESSENTIALS]"
        ))),
    }
}
