//! The queue behind an event source, as the delivery sees it: the one seam between the delivery and SQS.
//!
//! The emulator's own queues stand behind [`super::local::LocalQueue`]; an SQS elsewhere may stand behind another
//! implementation, and the delivery is the same.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use super::message::QueueMessage;

/// Messages that SQS hands out or deletes in one call.
pub const MAX_MESSAGES_PER_CALL: usize = 10;

/// Names one receive of one message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReceiptHandle(String);

impl ReceiptHandle {
    pub fn new(handle: impl Into<String>) -> Self {
        Self(handle.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What went wrong between the delivery and a queue, whole calls and single messages alike.
#[derive(Debug, thiserror::Error)]
#[error("{operation} failed")]
pub struct PortError {
    pub operation: &'static str,
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

impl PortError {
    pub fn new(
        operation: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self {
            operation,
            source: source.into(),
        }
    }
}

/// A message that was not deleted, and why.
#[derive(Debug)]
pub struct NotDeleted {
    pub receipt_handle: ReceiptHandle,
    pub reason: String,
}

impl fmt::Display for NotDeleted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.reason)
    }
}

/// A queue that messages are received from.
///
/// # What an implementation promises
/// - A message that was received is invisible for the queue's visibility timeout, and comes back with a receive count one
///   higher and another receipt handle unless it is deleted before. Nothing else brings it back: the delivery never
///   returns a message, it only does not delete it.
/// - An error of [`QueuePort::receive`] hands out nothing. Messages may be invisible because of it all the same (an answer
///   that was lost on its way), and come back in time.
/// - An error of [`QueuePort::delete`] leaves it open which messages were deleted; those that were not come back. A
///   receipt handle that is too old is no error.
/// - Dropping a future is safe at any time, with the same consequence as an error.
pub trait QueuePort: Send + Sync + 'static {
    /// Waits until there may be messages. Calling [`QueuePort::receive`] right away would be as correct, but a queue in this
    /// process can tell, so that waiting is not work (see [`crate::aws::activity`]).
    fn ready(&self) -> impl Future<Output = ()> + Send;

    /// Receives up to `max` messages, at most [`MAX_MESSAGES_PER_CALL`]. May wait for the first one, up to `wait`, never
    /// for others.
    fn receive(
        &self,
        max: usize,
        wait: Duration,
    ) -> impl Future<Output = Result<Vec<QueueMessage>, PortError>> + Send;

    /// Deletes up to [`MAX_MESSAGES_PER_CALL`] messages and tells which ones were refused.
    fn delete(
        &self,
        receipt_handles: Vec<ReceiptHandle>,
    ) -> impl Future<Output = Result<Vec<NotDeleted>, PortError>> + Send;
}
