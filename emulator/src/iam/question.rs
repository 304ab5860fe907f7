//! How the running emulator is asked.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// A path with a parameter.
pub(super) fn path(path: &str, name: &str, value: &str) -> String {
    let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
    format!("{path}?{name}={value}")
}
