//! What leaves the world.

use crate::bucket::BodyId;
use crate::function::{Function, InvocationId, Order, Outcome};
use crate::notice::Notice;
use crate::queue::QueueId;
use crate::topic::Post;

/// What the outside has to do because of a call, or because time passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// No object points at this body any more.
    DropBody { body: BodyId },
    /// To ask this queue for messages may now be answered differently: so many became receivable, or everything about it
    /// changed ([`Effect::EVERYBODY`]).
    Arrived { queue: QueueId, messages: u32 },
    /// A function is to be run. What came of it is said by [`crate::World::end_invocation`].
    Invoke(Box<Order>),
    /// A function is to be made ready for its invocations. That it is, is said by [`crate::World::function_prepared`].
    Prepare(Box<Function>),
    /// An invocation has ended for whose answer a caller waits.
    Ended {
        invocation: InvocationId,
        outcome: Outcome,
    },
    /// A message is to be posted. What came of it is said by [`crate::World::end_post`].
    Post(Box<Post>),
    /// Something for the log.
    Tell(Notice),
}

impl Effect {
    /// Whoever waits for a queue shall ask again: it was deleted, or its settings are others.
    pub const EVERYBODY: u32 = u32::MAX;
}
