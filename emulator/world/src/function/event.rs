//! Asynchronous invocations: events that nobody waits for, and what becomes of those that the function does not take.
//!
//! An event is run at once where it may be. After an error of the function it is tried again, after one and then two minutes; what is
//! throttled, or could not be run, is tried again for as long as it is not too old, 1 s after the first refusal and up to 5 minutes after
//! the later ones; of a function for which nothing is reserved it is given up at once. <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>
//!
//! Here is an event itself; those that wait are in [`super::event_queue`], [`super::event_attempt`] has them run, and how they end is in
//! [`super::conclusion`].

use bytes::Bytes;
use jiff::Timestamp;

use super::qualifier::{QualifiedName, Version};

/// How often an event is tried again after errors of the function, and for how long at all, where nobody says.
/// Source: the page above, "two more times" and "up to 6 hours".
pub(super) const MAX_RETRY_ATTEMPTS: u32 = 2;
pub(super) const MAX_EVENT_AGE_SECONDS: u32 = 21_600;

/// An event on its way to a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub(super) function: QualifiedName,
    pub(super) payload: Bytes,
    pub(super) accepted: Timestamp,
    /// Times that the function was run on it.
    pub(super) runs: u32,
    /// Times that it was not, since then.
    pub(super) refusals: u32,
    /// What the function answered at last.
    pub(super) answer: Option<Bytes>,
    /// The version that was run at last.
    pub(super) executed: Option<Version>,
}

impl Event {
    pub(super) fn new(function: QualifiedName, payload: Bytes, accepted: Timestamp) -> Self {
        Self {
            function,
            payload,
            accepted,
            runs: 0,
            refusals: 0,
            answer: None,
            executed: None,
        }
    }
}
