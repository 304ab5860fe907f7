//! Move tasks: which there are in a Region, how far each is, and when its next message is due.

use std::time::Duration;

use jiff::Timestamp;

use super::id::TaskNumber;
use super::time::after;
use crate::agenda::{Agenda, Due, Slot};
use crate::origin::Home;

/// So many tasks of one source are remembered. Source: `ListMessageMoveTasks` lists no more.
const MAX_REMEMBERED: usize = 10;

/// The tasks of a Region, in the order in which they started.
#[derive(Debug, Default, PartialEq)]
pub(super) struct MoveTasks {
    pub(super) tasks: Vec<MoveTask>,
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

impl MoveTask {
    /// When the next message is due: the first one a full interval after the start.
    pub(super) fn next_step(&self) -> Timestamp {
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

    pub(super) fn numbered(&mut self, number: TaskNumber) -> Option<&mut MoveTask> {
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
