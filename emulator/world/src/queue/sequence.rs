//! The order in which messages were sent.

/// Numbers the messages of a Region in the order in which they were sent. A message keeps its number when it moves to
/// a dead-letter queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sequence(pub u64);
