//! The alarm that suppresses actions, and actions that wait.

use serde::Serialize;

use super::super::state::State;

/// The alarm that suppresses actions.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::metrics::alarm) struct Suppressor {
    /// Its name or ARN, as it was said.
    pub(in crate::metrics::alarm) said: String,
    pub(in crate::metrics::alarm) name: String,
    /// Seconds that actions wait for it to come to ALARM.
    pub(in crate::metrics::alarm) wait_period: i64,
    /// Seconds that they wait after it has left it.
    pub(in crate::metrics::alarm) extension_period: i64,
}

/// What actions wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum SuppressedBy {
    WaitPeriod,
    ExtensionPeriod,
    Alarm,
}

impl SuppressedBy {
    pub(in crate::metrics::alarm) fn as_str(self) -> &'static str {
        match self {
            Self::WaitPeriod => "WaitPeriod",
            Self::ExtensionPeriod => "ExtensionPeriod",
            Self::Alarm => "Alarm",
        }
    }
}

/// Actions that wait.
#[derive(Debug, PartialEq)]
pub(super) struct Suppression {
    pub(super) by: SuppressedBy,
    /// The state of the alarm before.
    pub(super) before: State,
}
