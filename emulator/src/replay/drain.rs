//! Puts everything and waits until the chain is empty, and never sits a time-out out: the emulator goes from due moment to due
//! moment ([`aws_endpoint::aws::Aws::run_until_idle`]). Meanwhile the function's log is read.

use std::pin::pin;
use std::time::Duration;

use aws_endpoint::Emulator;
use aws_endpoint::stack::FUNCTION;
use aws_world::logs::Cursor;
use aws_world::origin::{Home, Region};

use super::progress::Progress;
use super::put::PutError;
use super::tally::Tally;
use crate::error::CliError;

/// How often the log is read and the bar drawn.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The chain of a replay at work.
#[derive(Debug)]
pub(super) struct Chain<'a> {
    emulator: &'a Emulator,
    region: &'a Region,
    progress: &'a Progress,
    tally: Tally,
    cursor: Cursor,
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
    ) -> Result<(), CliError> {
        let (emulator, clock) = (self.emulator, self.emulator.aws().clock());
        let mut work = pin!(async {
            // While objects are being put the clock stands where it is: a jump would take time from what comes in.
            put.await?;
            emulator.run_until_idle().await?;
            Ok(())
        });
        loop {
            let ended = tokio::select! {
                ended = &mut work => Some(ended),
                () = clock.pause(LOOK_EVERY) => None,
            };
            self.read_log();
            if let Some(ended) = ended {
                return ended;
            }
        }
    }

    fn read_log(&mut self) {
        let group = format!("/aws/lambda/{FUNCTION}");
        let new = self.emulator.aws().inspect(|world| {
            let log_groups = &world
                .local(&Home::in_region(self.region.clone()))?
                .log_groups;
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
