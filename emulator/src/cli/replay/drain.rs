//! Waits until the chain is empty, and never sits a time-out out.
//!
//! When only invisible messages are left and nothing works on them, nothing happens until the next deadline: the clock jumps
//! there. A batch that waits for its window counts as such too.

use std::pin::pin;
use std::time::Duration;

use jiff::Timestamp;

use super::progress::Progress;
use super::put::PutError;
use super::tally::Tally;
use crate::Emulator;
use crate::delivery::Doing;
use crate::stack::{FUNCTION, QUEUE};
use crate::world::logs::Cursor;
use crate::world::origin::Region;

/// How often the chain is looked at, and the bar drawn.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// The chain of a replay at work.
#[derive(Debug)]
pub(super) struct Chain<'a> {
    emulator: &'a Emulator,
    region: &'a Region,
    progress: &'a Progress,
    tally: Tally,
    cursor: Cursor,
}

/// What the chain is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Working,
    /// Nothing happens before this moment.
    Idle {
        until: Timestamp,
    },
    Empty,
}

impl<'a> Chain<'a> {
    pub(super) fn new(emulator: &'a Emulator, region: &'a Region, progress: &'a Progress) -> Self {
        Self {
            emulator,
            region,
            progress,
            tally: Tally::default(),
            cursor: Cursor::default(),
        }
    }

    /// What the function said of itself.
    pub(super) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Runs until everything is put and every message has settled or is a dead letter.
    pub(super) async fn run(
        &mut self,
        put: impl Future<Output = Result<(), PutError>>,
    ) -> Result<(), PutError> {
        let clock = self.emulator.aws().clock();
        let mut put = pin!(put);
        let mut all_put = false;
        loop {
            tokio::select! {
                result = &mut put, if !all_put => {
                    result?;
                    all_put = true;
                }
                () = clock.pause(LOOK_EVERY) => {}
            }
            self.read_log();
            // While objects are being put the clock stands where it is: a jump would take time from what comes in.
            if !all_put {
                continue;
            }
            match self.state() {
                State::Working => {}
                State::Idle { until } => clock.advance_to(until),
                State::Empty => break,
            }
        }
        self.read_log();
        Ok(())
    }

    fn state(&self) -> State {
        let now = self.emulator.aws().clock().now();
        let (counts, next_visible) = self.emulator.aws().inspect(|world| {
            let queues = world.region(self.region).map(|region| &region.queues);
            let counts = queues.and_then(|queues| queues.counts(QUEUE, now));
            let next = queues.and_then(|queues| queues.next_visible_at(QUEUE));
            (counts.unwrap_or_default(), next)
        });
        // Asked after the counts: a message that was invisible then and is not any more is on its way by now.
        let doing = self.emulator.delivery().activity().now();
        if doing == Doing::Work || counts.visible > 0 {
            return State::Working;
        }
        let window = match doing {
            Doing::Waiting { until } => Some(until),
            Doing::Work | Doing::Nothing => None,
        };
        match window.into_iter().chain(next_visible).min() {
            Some(until) => State::Idle { until },
            None => State::Empty,
        }
    }

    fn read_log(&mut self) {
        let group = format!("/aws/lambda/{FUNCTION}");
        let new = self.emulator.aws().inspect(|world| {
            let log_groups = &world.region(self.region)?.log_groups;
            Some(log_groups.events_after(&group, self.cursor))
        });
        let Some(new) = new else {
            return;
        };
        self.cursor = new.next;
        self.tally.lost_lines += new.lost;
        for event in new.events {
            self.tally.read(&event.message);
        }
        self.progress.show(&self.tally);
    }
}
