//! Amazon SQS: standard queues, visibility timeouts, dead-letter queues.
//!
//! [`Queues`] is what one account has in one Region; below it a queue owns its messages (`store`), each of which is in exactly one
//! place. The operations stand in the modules named after what they do; each answers at once what holds at `now`. To
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
mod directory;
mod error;
mod id;
mod message;
mod message_attributes;
mod move_progress;
mod move_task;
mod permissions;
mod receipt;
mod receive;
mod received;
pub mod redrive;
mod registry;
mod send;
mod settings;
mod store;
mod tags;
mod tally;
mod time;
pub mod view;
mod visibility;

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;

use delete::{delete_message, delete_message_batch};
use directory::{
    delete_queue, get_queue_url, list_dead_letter_source_queues, list_queues, purge_queue,
};
use move_task::{cancel_message_move_task, list_message_move_tasks, start_message_move_task};
use permissions::{add_permission, remove_permission};
use receive::receive_message;
use send::{send_message, send_message_batch};
use settings::{create_queue, get_queue_attributes, set_queue_attributes};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tags::{list_queue_tags, tag_queue, untag_queue};
use visibility::{change_message_visibility, change_message_visibility_batch};

use jiff::Timestamp;

use super::agenda::{Agenda, Due, Slot};
use super::arn::{any, at_arn};
use super::origin::Home;
use super::policy::Policy;
use super::publisher::Publisher;
use crate::effect::Effect;
use crate::service::service;

use address::{at_url, name_in_url, named, owned};
use attributes::QueueAttributes;
use move_progress::MoveTasks;
use registry::Registry;
use store::{Messages, Place, Sequence};
use tally::{Activity, Watch};

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
pub use store::Counts;
pub use tags::{ListQueueTags, ListQueueTagsResult, TagQueue, UntagQueue};
pub use visibility::{
    ChangeMessageVisibility, ChangeMessageVisibilityBatch,
    ChangeMessageVisibilityBatchRequestEntry, ChangeMessageVisibilityBatchResult,
    ChangeMessageVisibilityBatchResultEntry,
};

/// How long the name of a deleted queue cannot be used again, and a purged queue not be purged again.
/// Source: `DeleteQueue` and `PurgeQueue`, "60 seconds".
const SETTLING_TIME: Duration = Duration::from_secs(60);

/// `SenderId` of what AWS services send: they act as users of their own accounts. The value is the one in Lambda's sample
/// of an SQS event.
const SERVICE_SENDER_ID: &str = "AIDAIENQZJOLO23YVJ4VO";

/// The queues of one account in one Region.
#[derive(Debug, Default, PartialEq)]
pub struct Queues {
    registry: Registry,
    /// The names of queues that were deleted less than [`SETTLING_TIME`] ago.
    deleted: BTreeSet<QueueName>,
    move_tasks: MoveTasks,
    last_sequence: u64,
    activity: Activity,
}

/// One queue.
#[derive(Debug, PartialEq)]
struct Queue {
    id: QueueId,
    name: QueueName,
    arn: Arc<str>,
    created: Timestamp,
    last_modified: Timestamp,
    attributes: QueueAttributes,
    tags: BTreeMap<String, String>,
    messages: Messages,
    purged: Option<Timestamp>,
    /// When it moves next by itself.
    slot: Slot,
    /// Its settings are others than when whoever waits for it asked.
    is_changed: bool,
    watch: Watch,
}

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

impl Queues {
    /// Whether a queue of this name is there.
    pub fn contains(&self, name: &str) -> bool {
        self.registry.id(name).is_some()
    }

    /// The policy of the queue of this name.
    pub(crate) fn policy(&self, name: &str) -> Option<&Policy> {
        self.registry.named(name)?.attributes.policy.as_deref()
    }

    /// The tags of the queue of this name.
    pub(crate) fn tags(&self, name: &str) -> Option<&BTreeMap<String, String>> {
        Some(&self.registry.named(name)?.tags)
    }

    /// Lets the messages of a queue become visible or expire that do so by `now`. Its entry on the agenda has come.
    pub(crate) fn settle(&mut self, now: Timestamp, queue: QueueId) {
        if let Some(queue) = self.registry.get_mut(queue) {
            queue.slot.has_come();
            let retention = queue.attributes.message_retention;
            queue.messages.settle(now, retention);
        }
    }

    /// The name of a deleted queue can be used again.
    pub(crate) fn free_name(&mut self, name: &QueueName) {
        self.deleted.remove(name);
    }

    /// After a call or an entry of the agenda: says when each queue and task that was touched moves next by itself, who waits for
    /// a queue that there is news, and that its metrics are published.
    pub(crate) fn follow_up(&mut self, now: Timestamp, home: &Home, agenda: &mut Agenda) {
        let activity = &mut self.activity;
        self.registry.each_touched(|queue| {
            let id = queue.id;
            activity.note(now, id, &mut queue.watch);
            agenda.set(
                &mut queue.slot,
                queue
                    .messages
                    .next_moment(queue.attributes.message_retention),
                || Due::Queue {
                    home: home.clone(),
                    queue: id,
                },
            );
            let mut messages = queue.messages.take_news();
            if std::mem::take(&mut queue.is_changed) {
                messages = Effect::EVERYBODY;
            }
            if messages > 0 {
                agenda.soon(Due::Arrived {
                    queue: id,
                    arn: Arc::clone(&queue.arn),
                    messages,
                });
            }
        });
        self.move_tasks.follow_up(home, agenda);
        if !self.activity.is_none() {
            let publication = self.activity.publication();
            publication.expect_of(Publisher::Sqs, now, home, agenda);
        }
    }

    fn id_at_url(&self, url: &str) -> Result<QueueId, QueueError> {
        self.registry
            .id(name_in_url(url)?)
            .ok_or(QueueError::QueueDoesNotExist)
    }

    fn at_url(&mut self, url: &str) -> Result<&mut Queue, QueueError> {
        let id = self.id_at_url(url)?;
        self.with_id(id)
    }

    fn with_id(&mut self, id: QueueId) -> Result<&mut Queue, QueueError> {
        self.registry
            .get_mut(id)
            .ok_or(QueueError::QueueDoesNotExist)
    }

    /// To look at, not to change.
    fn look_at_url(&self, url: &str) -> Result<&Queue, QueueError> {
        self.registry
            .named(name_in_url(url)?)
            .ok_or(QueueError::QueueDoesNotExist)
    }

    /// The queue that this ARN names, when it is here.
    fn at_arn(&self, home: &Home, arn: &str) -> Option<&Queue> {
        let (of, name) = parse_queue_arn(arn)?;
        (of == *home).then(|| self.registry.named(name)).flatten()
    }

    fn next_sequence(&mut self) -> Sequence {
        self.last_sequence += 1;
        Sequence(self.last_sequence)
    }
}

impl Queue {
    /// Where a message goes that is sent now, with a delay of its own or with the queue's.
    fn place_of_new(&self, now: Timestamp, delay: Option<Duration>) -> Place {
        let delay = delay.unwrap_or(self.attributes.delay);
        if delay.is_zero() {
            Place::Visible { since: now }
        } else {
            Place::Delayed {
                until: time::after(now, delay),
            }
        }
    }
}
