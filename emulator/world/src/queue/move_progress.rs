//! The move tasks of a Region at work: when a message is due, and what becomes of it.
//!
//! Time is handed in: a task does at a moment all that was due until then. The operations on tasks are in
//! [`super::move_task`].

use std::time::Duration;

use jiff::Timestamp;

use super::Queues;
use super::address::parse_queue_arn;
use super::id::{QueueId, TaskNumber};
use super::message::StoredMessage;
use super::store::Sequence;
use super::time::after;
use crate::agenda::{Agenda, Due, Slot};
use crate::id::Ids;
use crate::origin::Home;

/// So many tasks of one source are remembered. Source: `ListMessageMoveTasks` lists no more.
pub(super) const MAX_REMEMBERED: usize = 10;

/// The tasks of a Region, in the order in which they started.
#[derive(Debug, Default, PartialEq)]
pub(super) struct MoveTasks {
    tasks: Vec<MoveTask>,
}

#[derive(Debug, PartialEq)]
pub(super) struct MoveTask {
    pub number: TaskNumber,
    /// When its next message is due.
    pub slot: Slot,
    pub id: String,
    pub source_arn: String,
    /// `None`: each message goes back to where it came from.
    pub destination_arn: Option<String>,
    /// Messages a second; `None`: all at once.
    pub rate: Option<i64>,
    pub started: Timestamp,
    pub to_move: usize,
    pub moved: usize,
    pub status: Status,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Running,
    Completed,
    Cancelled,
    Failed(&'static str),
}

impl Status {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Completed => "COMPLETED",
            Self::Cancelled => "CANCELLED",
            Self::Failed(_) => "FAILED",
        }
    }
}

/// The failure of a task whose message was sent to the dead-letter queue directly, so that no source is known.
const NO_SOURCE: &str = "CouldNotDetermineMessageSource";
/// The failure of a task whose source or destination was deleted.
const NO_QUEUE: &str = "AWS.SimpleQueueService.NonExistentQueue";

impl MoveTask {
    /// When the next message is due: the first one a full interval after the start.
    fn next_step(&self) -> Timestamp {
        let Some(rate) = self.rate else {
            return self.started;
        };
        let steps = u64::try_from(self.moved + 1).unwrap_or(u64::MAX);
        // Rounded up: the world's moments are whole microseconds.
        let microseconds = steps
            .saturating_mul(1_000_000)
            .div_ceil(rate.unsigned_abs().max(1));
        after(self.started, Duration::from_micros(microseconds))
    }
}

impl MoveTasks {
    pub(super) fn add(&mut self, task: MoveTask, agenda: &mut Agenda) {
        let keep = MAX_REMEMBERED - 1;
        let older: Vec<String> = self
            .latest_of(&task.source_arn)
            .skip(keep)
            .map(|task| task.id.clone())
            .collect();
        self.tasks.retain_mut(|task| {
            let stays = !older.contains(&task.id);
            if !stays {
                agenda.set(&mut task.slot, None, || unreachable!("nothing is wanted"));
            }
            stays
        });
        self.tasks.push(task);
    }

    /// Says when each task is due next.
    pub(super) fn follow_up(&mut self, home: &Home, agenda: &mut Agenda) {
        for task in &mut self.tasks {
            let wanted = (task.status == Status::Running).then(|| task.next_step());
            let number = task.number;
            agenda.set(&mut task.slot, wanted, || Due::MoveTask {
                home: home.clone(),
                task: number,
            });
        }
    }

    fn numbered(&mut self, number: TaskNumber) -> Option<&mut MoveTask> {
        self.tasks.iter_mut().find(|task| task.number == number)
    }

    pub(super) fn latest_of(&self, source_arn: &str) -> impl Iterator<Item = &MoveTask> {
        self.tasks
            .iter()
            .rev()
            .filter(move |task| task.source_arn == source_arn)
    }

    pub(super) fn running_of(&self, source_arn: &str) -> Option<&MoveTask> {
        self.latest_of(source_arn)
            .find(|task| task.status == Status::Running)
    }

    pub(super) fn by_id(&mut self, id: &str) -> Option<&mut MoveTask> {
        self.tasks.iter_mut().find(|task| task.id == id)
    }
}

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
            ..StoredMessage::new(ids.uuid(), old.sender_id, now, old.body)
        };
        let place = destination.place_of_new(now, None);
        destination.messages.insert(new_sequence, message, place);
    }
}
