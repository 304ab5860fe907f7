//! What the name of a dashboard may be.

use super::super::error::MetricsError;

/// Source: API `PutDashboard`.
const MAX_NAME: usize = 255;

/// Letters, digits, `-` and `_`. The text is `LocalStack`'s, whose test of it ran against AWS.
pub(super) fn check_name(name: &str) -> Result<(), MetricsError> {
    if name.is_empty() {
        return Err(MetricsError::MissingParameter(
            "The parameter DashboardName is required.".to_owned(),
        ));
    }
    let is_sound = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !name.bytes().all(is_sound) {
        return Err(MetricsError::InvalidParameterValue(
            "The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n"
                .to_owned(),
        ));
    }
    if name.len() > MAX_NAME {
        return Err(MetricsError::InvalidParameterValue(format!(
            "The parameter DashboardName must be shorter than {} characters.",
            MAX_NAME + 1
        )));
    }
    Ok(())
}
