//! How the events of a function, a version or an alias are tried, and where they go, as it was put.

use jiff::Timestamp;

/// What was put for a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EventInvokeConfig {
    pub(super) max_event_age_seconds: Option<u32>,
    pub(super) max_retry_attempts: Option<u32>,
    /// ARNs.
    pub(super) on_success: Option<String>,
    pub(super) on_failure: Option<String>,
    pub(super) last_modified: Timestamp,
}
