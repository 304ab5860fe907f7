//! One event: a line that somebody logged.

use std::sync::Arc;

use jiff::Timestamp;

/// What AWS itself adds to each event when it counts bytes.
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html>
pub const EVENT_OVERHEAD_BYTES: usize = 26;

/// One line that somebody logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEvent {
    /// Counts the events of the group, those that are gone too.
    pub sequence: u64,
    pub stream: Arc<str>,
    pub timestamp: Timestamp,
    pub ingestion: Timestamp,
    pub message: Arc<str>,
}

impl LogEvent {
    /// As AWS counts them.
    pub(super) fn bytes(&self) -> usize {
        self.message.len() + EVENT_OVERHEAD_BYTES
    }
}
