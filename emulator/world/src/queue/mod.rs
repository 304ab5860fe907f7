//! Amazon SQS: standard queues, visibility timeouts, dead-letter queues.
//!
//! [`Queues`] is what one account has in one Region (`state`); below it a queue (`standard_queue`) owns its messages (`store`), each of
//! which is in exactly one place. The operations stand in the modules named after what they do; each answers at once what holds at `now`. To
//! wait for messages (long polling) is the server's part: it asks again when there is news ([`crate::wait::Wait`]). What the event source and replay want to know without asking as a client is in
//! [`view`].
//!
//! # Departures from AWS
//! - One server, not many: a receive returns whatever can be received up to its maximum, the oldest first, and never a
//!   message twice. Counts are exact. A queue is created, deleted and purged at once.
//! - FIFO queues are refused.
//! - [`attributes`] and `move_task` say theirs.

pub mod address;
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
mod publish;
mod receipt;
mod receive;
mod received;
pub mod redrive;
mod registry;
mod send;
mod settings;
mod standard_queue;
mod state;
mod store;
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

use crate::arn::{any, at_arn};
use crate::service::service;

use address::{at_url, named, owned};
use delete::{delete_message, delete_message_batch};
use directory::{
    delete_queue, get_queue_url, list_dead_letter_source_queues, list_queues, purge_queue,
};
use move_task::{cancel_message_move_task, list_message_move_tasks, start_message_move_task};
use permissions::{add_permission, remove_permission};
use receive::receive_message;
use send::{send_message, send_message_batch};
use settings::{create_queue, get_queue_attributes, set_queue_attributes};
use tags::{list_queue_tags, tag_queue, untag_queue};
use visibility::{change_message_visibility, change_message_visibility_batch};

pub(crate) use address::queue_url_of;
pub use address::{QueueName, parse_queue_arn, queue_arn, queue_url};
pub use batch::BatchResultErrorEntry;
pub use body::MessageBody;
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
pub use state::Queues;
pub use store::Counts;
pub use tags::{ListQueueTags, ListQueueTagsResult, TagQueue, UntagQueue};
pub use visibility::{
    ChangeMessageVisibility, ChangeMessageVisibilityBatch,
    ChangeMessageVisibilityBatchRequestEntry, ChangeMessageVisibilityBatchResult,
    ChangeMessageVisibilityBatchResultEntry,
};

service! {
    Sqs = "Amazon SQS", "sqs"; error QueueError;
    change AddPermission -> () = add_permission, on at_url(queue_url);
    change CancelMessageMoveTask -> CancelMessageMoveTaskResult = cancel_message_move_task, on any();
    change ChangeMessageVisibility -> () = change_message_visibility, on at_url(queue_url);
    change ChangeMessageVisibilityBatch -> ChangeMessageVisibilityBatchResult = change_message_visibility_batch, on at_url(queue_url) as "ChangeMessageVisibility";
    /// standard queues; a `.fifo` queue is refused with `UnsupportedOperation`
    change CreateQueue -> CreateQueueResult = create_queue, on named(queue_name);
    change DeleteMessage -> () = delete_message, on at_url(queue_url);
    change DeleteMessageBatch -> DeleteMessageBatchResult = delete_message_batch, on at_url(queue_url) as "DeleteMessage";
    change DeleteQueue -> () = delete_queue, on at_url(queue_url);
    /// counts are exact
    read GetQueueAttributes -> GetQueueAttributesResult = get_queue_attributes, on at_url(queue_url);
    read GetQueueUrl -> GetQueueUrlResult = get_queue_url, on owned(queue_name, queue_owner_aws_account_id);
    read ListDeadLetterSourceQueues -> ListDeadLetterSourceQueuesResult = list_dead_letter_source_queues, on at_url(queue_url);
    read ListMessageMoveTasks -> ListMessageMoveTasksResult = list_message_move_tasks, on at_arn(source_arn);
    read ListQueueTags -> ListQueueTagsResult = list_queue_tags, on at_url(queue_url);
    read ListQueues -> ListQueuesResult = list_queues, on any();
    /// at once
    change PurgeQueue -> () = purge_queue, on at_url(queue_url);
    /// long polling included; it follows the emulator's clock
    change ReceiveMessage -> ReceiveMessageResult = receive_message, on at_url(queue_url);
    change RemovePermission -> () = remove_permission, on at_url(queue_url);
    change SendMessage -> SendMessageResult = send_message, on at_url(queue_url);
    change SendMessageBatch -> SendMessageBatchResult = send_message_batch, on at_url(queue_url) as "SendMessage";
    change SetQueueAttributes -> () = set_queue_attributes, on at_url(queue_url);
    /// without a rate it is done when the call returns
    change StartMessageMoveTask -> StartMessageMoveTaskResult = start_message_move_task, on at_arn(source_arn);
    change TagQueue -> () = tag_queue, on at_url(queue_url);
    change UntagQueue -> () = untag_queue, on at_url(queue_url);
}
