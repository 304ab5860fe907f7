//! From due moment to due moment, instead of waiting for them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Aws;
use crate::world::World;
use crate::world::upcoming::Upcoming;

/// So many moments are gone to before a world that never comes to rest is given up.
const MAX_STEPS: u64 = 100_000;
/// So many of them are told one by one.
const MAX_TOLD: usize = 1_000;
/// So many of the last ones are told when there was no end.
const MAX_LAST: usize = 5;

/// Something due: when, what, and for whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub at: Timestamp,
    pub what: String,
    /// An ARN.
    pub whom: String,
}

/// Where [`Aws::run_until_idle`] went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Travelled {
    pub from: Timestamp,
    pub to: Timestamp,
    /// The moments that were waited for, the first thousand.
    pub steps: Vec<Step>,
    /// How many moments there were beyond those.
    pub untold: u64,
}

/// There was always something more to do.
#[derive(Debug, Clone, thiserror::Error)]
#[error("still not idle after {MAX_STEPS} moments, at {at}; the last ones: {last}")]
pub struct NeverIdle {
    pub at: Timestamp,
    pub last: String,
}

impl Aws {
    /// What is due next, whoever waits for it.
    pub fn next_due(&self) -> Option<Step> {
        self.next_of(|_| true)
    }

    /// Goes from due moment to due moment until nothing waits to be done: no message is on its way to a function, none comes back
    /// to a queue that a function or a redrive reads, no batch is being gathered, no message is posted again. Never past a function that is
    /// still running, or a POST that is not answered.
    ///
    /// What only tidies up, a retention say, is gone past when it lies on the way, and not waited for.
    ///
    /// # Errors
    /// A world that does not come to rest: a function that sends itself a message, say.
    pub async fn run_until_idle(&self) -> Result<Travelled, NeverIdle> {
        let from = self.clock().now();
        let mut travelled = Travelled {
            from,
            to: from,
            steps: Vec::new(),
            untold: 0,
        };
        let mut last = Vec::new();
        for _ in 0..MAX_STEPS {
            self.quiet().await;
            let Some(step) = self.next_of(|upcoming| upcoming.is_work) else {
                travelled.to = self.clock().now();
                return Ok(travelled);
            };
            self.clock().advance_to(step.at);
            self.enter(World::advance);
            last.push(format!("{} ({})", step.what, step.whom));
            last.drain(..last.len().saturating_sub(MAX_LAST));
            travelled.tell(step);
        }
        Err(NeverIdle {
            at: self.clock().now(),
            last: last.join(", "),
        })
    }

    /// Waits until no function runs and no POST is under way.
    async fn quiet(&self) {
        let mut changes = self.changes();
        loop {
            // Marked as seen before looking: what changes after the look wakes the wait below.
            changes.borrow_and_update();
            if !self.inspect(is_busy) {
                return;
            }
            // The sender lives in `self`: this cannot fail.
            let _ = changes.changed().await;
        }
    }

    fn next_of(&self, counts: impl Fn(&Upcoming) -> bool) -> Option<Step> {
        let next = self.inspect(|world| {
            let mut upcoming = world.upcoming();
            upcoming.find(|upcoming| counts(upcoming))
        });
        next.map(|upcoming| Step {
            at: upcoming.at,
            what: upcoming.what.to_owned(),
            whom: upcoming.whom,
        })
    }
}

fn is_busy(world: &World) -> bool {
    world.has_invocations() || world.has_posts() || world.is_unfinished()
}

impl Travelled {
    fn tell(&mut self, step: Step) {
        if self.steps.len() < MAX_TOLD {
            self.steps.push(step);
        } else {
            self.untold += 1;
        }
    }
}
