//! What is sent for a function.

/// Where a function's event, or what is told of it, is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SentFor {
    DeadLetter,
    Destination,
}
