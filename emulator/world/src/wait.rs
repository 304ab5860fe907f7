//! What a long poll waits for.

use jiff::Timestamp;

use crate::queue::QueueId;

/// What a call that found nothing waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// [`crate::Effect::Arrived`] of this queue, or its end.
    pub queue: QueueId,
    pub until: Timestamp,
}
