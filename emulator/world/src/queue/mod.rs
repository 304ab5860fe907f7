//! Amazon SQS: standard queues, visibility timeouts, dead-letter queues.
//!
//! [`Queues`] is the state of one Region; below it a queue owns its messages (`store`), each of which is in exactly one
//! place. The operations stand in the modules named after what they do; each answers at once what holds at `now`. To
//! wait for messages (long polling) is the server's part: it asks again when something changed or when
//! [`Queues::next_deadline`] comes. What the event source and replay want to know without asking as a client is in
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
mod delete;
mod directory;
mod error;
mod message;
mod message_attributes;
mod move_progress;
mod move_task;
mod permissions;
mod receipt;
mod receive;
pub mod redrive;
mod send;
mod settings;
mod store;
mod tags;
mod time;
pub mod view;
mod visibility;

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use super::id::Ids;
use super::operation::operations;
use super::origin::Region;

use address::name_in_url;
use attributes::QueueAttributes;
use message::StoredMessage;
use move_progress::MoveTasks;
use store::{Messages, Place, Sequence};
use time::is_within;

pub use address::{QueueName, parse_queue_arn, queue_arn, queue_url};
pub use batch::BatchResultErrorEntry;
pub use delete::*;
pub use directory::*;
pub use error::QueueError;
pub use message_attributes::MessageAttributeValue;
pub use move_task::*;
pub use permissions::*;
pub use receive::*;
pub use send::*;
pub use settings::*;
pub use store::Counts;
pub use tags::*;
pub use visibility::*;

/// How long the name of a deleted queue cannot be used again, and a purged queue not be purged again.
/// Source: `DeleteQueue` and `PurgeQueue`, "60 seconds".
const SETTLING_TIME: Duration = Duration::from_secs(60);

/// `SenderId` of what AWS services send: they act as users of their own accounts. The value is the one in Lambda's sample
/// of an SQS event.
const SERVICE_SENDER_ID: &str = "AIDAIENQZJOLO23YVJ4VO";

/// The queues of one Region, by name.
#[derive(Debug, Default)]
pub struct Queues {
    by_name: BTreeMap<QueueName, Queue>,
    /// When the queues of these names were deleted; forgotten after [`SETTLING_TIME`].
    deleted: BTreeMap<QueueName, Timestamp>,
    move_tasks: MoveTasks,
    last_sequence: u64,
}

/// One queue.
#[derive(Debug)]
struct Queue {
    name: QueueName,
    arn: String,
    created: Timestamp,
    last_modified: Timestamp,
    attributes: QueueAttributes,
    tags: BTreeMap<String, String>,
    messages: Messages,
    purged: Option<Timestamp>,
}

operations! {
    service Sqs; state Queues; error QueueError;
    AddPermission -> () = add_permission;
    CancelMessageMoveTask -> CancelMessageMoveTaskResult = cancel_message_move_task;
    ChangeMessageVisibility -> () = change_message_visibility;
    ChangeMessageVisibilityBatch -> ChangeMessageVisibilityBatchResult = change_message_visibility_batch;
    CreateQueue -> CreateQueueResult = create_queue;
    DeleteMessage -> () = delete_message;
    DeleteMessageBatch -> DeleteMessageBatchResult = delete_message_batch;
    DeleteQueue -> () = delete_queue;
    GetQueueAttributes -> GetQueueAttributesResult = get_queue_attributes;
    GetQueueUrl -> GetQueueUrlResult = get_queue_url;
    ListDeadLetterSourceQueues -> ListDeadLetterSourceQueuesResult = list_dead_letter_source_queues;
    ListMessageMoveTasks -> ListMessageMoveTasksResult = list_message_move_tasks;
    ListQueueTags -> ListQueueTagsResult = list_queue_tags;
    ListQueues -> ListQueuesResult = list_queues;
    PurgeQueue -> () = purge_queue;
    ReceiveMessage -> ReceiveMessageResult = receive_message;
    RemovePermission -> () = remove_permission;
    SendMessage -> SendMessageResult = send_message;
    SendMessageBatch -> SendMessageBatchResult = send_message_batch;
    SetQueueAttributes -> () = set_queue_attributes;
    StartMessageMoveTask -> StartMessageMoveTaskResult = start_message_move_task;
    TagQueue -> () = tag_queue;
    UntagQueue -> () = untag_queue;
}

impl Queues {
    /// Whether a queue of this name is there.
    pub fn contains(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// Lets time pass: messages become visible or expire, move tasks move on. The world does this before each call.
    pub(super) fn settle(&mut self, now: Timestamp, ids: &mut Ids) {
        self.deleted
            .retain(|_, deleted| is_within(now, *deleted, SETTLING_TIME));
        for queue in self.by_name.values_mut() {
            let retention = queue.attributes.message_retention;
            queue.messages.settle(now, retention);
        }
        self.advance_move_tasks(now, ids);
    }

    /// Takes a message that a service sends; nothing happens when no queue has this name.
    pub(super) fn accept(&mut self, now: Timestamp, ids: &mut Ids, name: &str, body: String) {
        let sequence = self.next_sequence();
        let Some(queue) = self.by_name.get_mut(name) else {
            return;
        };
        let message = StoredMessage::new(ids.uuid(), SERVICE_SENDER_ID.to_owned(), now, body);
        let place = queue.place_of_new(now, None);
        queue.messages.insert(sequence, message, place);
    }

    /// The next moment at which a message of these queues becomes visible, expires or is moved by a task.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let of_queues = self.by_name.values().filter_map(Queue::next_deadline);
        of_queues.chain(self.move_tasks.next_step()).min()
    }

    fn named(&mut self, name: &str) -> Result<&mut Queue, QueueError> {
        self.by_name
            .get_mut(name)
            .ok_or(QueueError::QueueDoesNotExist)
    }

    fn at_url(&mut self, url: &str) -> Result<&mut Queue, QueueError> {
        self.named(name_in_url(url)?)
    }

    /// The queue that this ARN names, when it is in this Region.
    fn at_arn(&self, region: &Region, arn: &str) -> Option<&Queue> {
        let (of_region, name) = parse_queue_arn(arn)?;
        (of_region == *region)
            .then(|| self.by_name.get(name))
            .flatten()
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

    fn next_deadline(&self) -> Option<Timestamp> {
        let retention = self.attributes.message_retention;
        let moments = [
            self.messages.next_visible_at(),
            self.messages.next_expiry(retention),
        ];
        moments.into_iter().flatten().min()
    }
}
