//! The move tasks of a Region at work: what becomes of each message that is due ([`super::task`]).
//!
//! Time is handed in: a task does at a moment all that was due until then. The operations on tasks are in
//! [`super::move_task`].

use jiff::Timestamp;

use super::address::parse_queue_arn;
use super::id::{QueueId, TaskNumber};
use super::message::StoredMessage;
use super::sequence::Sequence;
use super::state::Queues;
use super::task::{MoveTask, Status};
use crate::id::Ids;

/// The failure of a task whose message was sent to the dead-letter queue directly, so that no source is known.
const NO_SOURCE: &str = "CouldNotDetermineMessageSource";
/// The failure of a task whose source or destination was deleted.
const NO_QUEUE: &str = "AWS.SimpleQueueService.NonExistentQueue";

/// What one step of a task came to.
enum Step {
    Moved,
    NothingLeft,
    Failed(&'static str),
}

impl Queues {
    /// The entry of this task has come: moves what is due by `now`.
    pub(crate) fn step_move_task(&mut self, now: Timestamp, ids: &mut Ids, number: TaskNumber) {
        if let Some(task) = self.move_tasks.numbered(number) {
            task.slot.has_come();
        }
        self.advance_move_task(now, ids, number);
    }

    /// Moves what this task has to move until `now`.
    pub(super) fn advance_move_task(&mut self, now: Timestamp, ids: &mut Ids, number: TaskNumber) {
        let tasks = &mut self.move_tasks.tasks;
        let Some(position) = tasks.iter().position(|task| task.number == number) else {
            return;
        };
        // Taken out while the queues are changed, and put back where it was.
        let mut task = tasks.remove(position);
        while task.status == Status::Running && task.next_step() <= now {
            // Not `now`: a message that was moved a while ago was sent a while ago.
            let moment = task.next_step();
            match self.move_one(&task, moment, ids) {
                Step::Moved => task.moved += 1,
                Step::NothingLeft => task.status = Status::Completed,
                Step::Failed(reason) => task.status = Status::Failed(reason),
            }
            if task.status == Status::Running && task.moved >= task.to_move {
                task.status = Status::Completed;
            }
        }
        if task.status == Status::Running && task.moved >= task.to_move {
            task.status = Status::Completed;
        }
        self.move_tasks.tasks.insert(position, task);
    }

    /// The ARN of the queue that this task empties.
    pub(crate) fn source_of_task(&self, number: TaskNumber) -> Option<&str> {
        let mut tasks = self.move_tasks.tasks.iter();
        let task = tasks.find(|task| task.number == number)?;
        Some(&task.source_arn)
    }

    /// Whether a task is emptying the queue with this ARN.
    pub(crate) fn is_being_moved(&self, arn: &str) -> bool {
        self.move_tasks.running_of(arn).is_some()
    }

    fn move_one(&mut self, task: &MoveTask, now: Timestamp, ids: &mut Ids) -> Step {
        let Some((_, source)) = parse_queue_arn(&task.source_arn) else {
            return Step::Failed(NO_QUEUE);
        };
        let Some(source) = self.registry.id(source) else {
            return Step::Failed(NO_QUEUE);
        };
        let Some(queue) = self.registry.get(source) else {
            return Step::Failed(NO_QUEUE);
        };
        let Some((sequence, message)) = queue.messages.visible().next() else {
            return Step::NothingLeft;
        };
        let origin = message.dead_letter_source.clone();
        let Some(destination_arn) = task.destination_arn.clone().or(origin) else {
            return Step::Failed(NO_SOURCE);
        };
        let destination = parse_queue_arn(&destination_arn).map(|(_, name)| name);
        let Some(destination) = destination.and_then(|name| self.registry.id(name)) else {
            return Step::Failed(NO_QUEUE);
        };
        self.redrive(source, sequence, destination, now, ids);
        Step::Moved
    }

    fn redrive(
        &mut self,
        source: QueueId,
        sequence: Sequence,
        destination: QueueId,
        now: Timestamp,
        ids: &mut Ids,
    ) {
        let new_sequence = self.next_sequence();
        let source = self.registry.get_mut(source);
        let Some(old) = source.and_then(|queue| queue.messages.remove(sequence)) else {
            return;
        };
        let destination = self
            .registry
            .get_mut(destination)
            .expect("looked up before the message was taken");
        let message = StoredMessage {
            attributes: old.attributes,
            trace_header: old.trace_header,
            group_id: old.group_id,
            ..StoredMessage::new(ids.uuid().into(), old.sender_id, now, old.body)
        };
        let place = destination.place_of_new(now, None);
        destination.messages.insert(new_sequence, message, place);
    }
}
