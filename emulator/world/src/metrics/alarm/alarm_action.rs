//! An action of an alarm, on its way.

use jiff::Timestamp;

use super::alarm_type::AlarmType;
use crate::origin::Home;
use crate::service_message::ServiceMessage;

/// An action of an alarm, on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AlarmAction {
    pub(super) home: Home,
    pub(super) alarm: String,
    pub(super) alarm_type: AlarmType,
    /// When the state was come to.
    pub(super) updated: Timestamp,
    pub(super) message: ServiceMessage,
}
