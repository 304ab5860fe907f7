//! What names queues and their tasks, as long as there is a world.

/// Names a queue as long as there is a world: a queue that is made again under its name is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueueId(pub(super) u64);

/// Tells tasks apart, of whatever queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TaskNumber(pub(super) u64);
