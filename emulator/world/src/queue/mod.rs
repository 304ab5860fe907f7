//! Amazon SQS: standard queues, visibility timeouts, dead-letter queues.
//!
//! [`Queues`] is what one account has in one Region (`state`); below it a queue (`standard_queue`) owns its messages (`store`), each of
//! which is in exactly one place. The operations stand in the modules named after what they do; each answers at once what holds at `now`. To
//! wait for messages (long polling) is the server's part: it asks again when there is news ([`crate::Wait`]). What the event source and replay want to know without asking as a client is in
//! [`view`].
//!
//! # Departures from AWS
//! - One server, not many: a receive returns whatever can be received up to its maximum, the oldest first, and never a
//!   message twice. Counts are exact. A queue is created, deleted and purged at once.
//! - FIFO queues are refused.
//! - [`attributes`] and `move_task` say theirs.

pub mod address;
mod asks;
pub mod attributes;
mod batch;
mod body;
mod delete;
mod digest;
mod directory;
mod error;
mod follow_up;
mod id;
mod looked_at;
mod message;
mod message_attributes;
mod move_progress;
mod move_task;
mod permissions;
mod policy;
mod publish;
mod receipt;
mod receive;
mod received;
pub mod redrive;
mod registry;
mod send;
mod sequence;
mod settings;
mod spelled;
mod standard_queue;
mod state;
mod store;
mod table;
mod tags;
mod tally;
mod task;
mod time;
pub mod view;
mod visibility;

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;

pub(crate) use address::queue_url_of;
pub use address::{QueueName, parse_queue_arn, queue_arn, queue_url};
pub use batch::BatchResultErrorEntry;
pub use body::{Md5OfBody, MessageBody};
pub use delete::{
    DeleteMessage, DeleteMessageBatch, DeleteMessageBatchRequestEntry, DeleteMessageBatchResult,
    DeleteMessageBatchResultEntry,
};
pub use directory::{
    DeleteQueue, GetQueueUrl, GetQueueUrlResult, ListDeadLetterSourceQueues,
    ListDeadLetterSourceQueuesResult, ListQueues, ListQueuesResult, PurgeQueue,
};
pub use error::QueueError;
pub use id::QueueId;
pub(crate) use id::TaskNumber;
pub use message_attributes::MessageAttributeValue;
pub use move_task::{
    CancelMessageMoveTask, CancelMessageMoveTaskResult, ListMessageMoveTasks,
    ListMessageMoveTasksResult, ListMessageMoveTasksResultEntry, StartMessageMoveTask,
    StartMessageMoveTaskResult,
};
pub use permissions::{AddPermission, RemovePermission};
pub use receive::{ReceiveMessage, ReceiveMessageResult};
pub use received::Message;
pub use send::{
    SendMessage, SendMessageBatch, SendMessageBatchRequestEntry, SendMessageBatchResult,
    SendMessageBatchResultEntry, SendMessageResult,
};
pub use settings::{
    CreateQueue, CreateQueueResult, GetQueueAttributes, GetQueueAttributesResult,
    SetQueueAttributes,
};
pub(crate) use spelled::{spell, spelled_bytes};
pub use state::Queues;
pub use store::Counts;
pub use table::{MODEL, Operation, Reply};
pub use tags::{ListQueueTags, ListQueueTagsResult, TagQueue, UntagQueue};
pub use visibility::{
    ChangeMessageVisibility, ChangeMessageVisibilityBatch,
    ChangeMessageVisibilityBatchRequestEntry, ChangeMessageVisibilityBatchResult,
    ChangeMessageVisibilityBatchResultEntry,
};
