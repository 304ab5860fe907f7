//! From due moment to due moment, instead of waiting for them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Aws;
use crate::world::upcoming::Upcoming;
use crate::world::{Wait, World};

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
    /// How many long polls wait in the end. What only waits is no work, so the clock does not go on for them.
    #[serde(default)]
    pub long_polls: u64,
}

/// There was always something more to do.
#[derive(Debug, Clone, thiserror::Error)]
#[error("still not idle after {MAX_STEPS} moments, at {at}; the last ones: {last}")]
pub struct NeverIdle {
    pub at: Timestamp,
    pub last: String,
}

impl Aws {
    /// What is due next, whoever waits for it: the end of a long poll too.
    pub fn next_due(&self) -> Option<Step> {
        let poll = self.next_end_of_a_poll();
        let steps = self.next_of(|_| true).into_iter().chain(poll);
        steps.min_by_key(|step| step.at)
    }

    fn next_end_of_a_poll(&self) -> Option<Step> {
        let waiting = self.waiters.waiting(self.clock().now()).into_iter();
        let Wait { queue, until } = waiting.min_by_key(|wait| wait.until)?;
        let whom = self.inspect(|world| world.arn_of_queue(queue).map(str::to_owned))?;
        Some(Step {
            at: until,
            what: "a long poll ends".to_owned(),
            whom,
        })
    }

    /// Goes from due moment to due moment until nothing waits to be done: no message is on its way to a function, none comes back
    /// to a queue that a function or a redrive reads, no batch is being gathered, no message is posted again. Never past a function that is
    /// still running, or a POST that is not answered.
    ///
    /// What only tidies up, a retention say, is gone past when it lies on the way, and not waited for. Nor is the end of a long poll: it is
    /// told how many wait.
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
            long_polls: 0,
        };
        let mut last = Vec::new();
        for _ in 0..MAX_STEPS {
            self.quiet().await;
            let Some(step) = self.next_of(|upcoming| upcoming.is_work) else {
                travelled.to = self.clock().now();
                travelled.long_polls = self.waiters.waiting(travelled.to).len() as u64;
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::aws::waiters::Waiter;
    use crate::clock::Clock;
    use crate::world::origin::Origin;
    use crate::world::queue::{CreateQueue, ReceiveMessage, SendMessage, queue_url};
    use crate::world::{Call, Request as _};

    /// On a stepped clock, with these queues.
    fn with_queues(names: &[&str]) -> Aws {
        let clock = Arc::new(Clock::stepped());
        let aws = Aws::new(World::new(0), clock, ToString::to_string);
        for name in names {
            let create = CreateQueue {
                queue_name: (*name).to_owned(),
                ..CreateQueue::default()
            };
            aws.call(&Origin::default(), create).unwrap();
        }
        aws
    }

    fn poll(aws: &Aws, name: &str, seconds: i64) -> Waiter {
        let origin = Origin::default();
        let receive = ReceiveMessage {
            queue_url: queue_url(&origin, name),
            wait_time_seconds: Some(seconds),
            ..ReceiveMessage::default()
        };
        let (_, waiter) = aws.ask(Call::new(origin, receive.into_operation()));
        waiter.expect("there is nothing yet")
    }

    #[tokio::test]
    async fn the_end_of_a_long_poll_is_due() {
        let aws = with_queues(&["orders", "others"]);
        let began = aws.clock().now();
        let _later = poll(&aws, "orders", 20);
        let sooner = poll(&aws, "others", 10);
        let due = |aws: &Aws| {
            let step = aws.next_due()?;
            let queue = step.whom.rsplit(':').next()?.to_owned();
            Some((step.at.duration_since(began).as_secs(), step.what, queue))
        };
        let ends = |after, queue: &str| Some((after, "a long poll ends".to_owned(), queue.into()));
        assert_eq!(due(&aws), ends(10, "others"));
        drop(sooner);
        assert_eq!(due(&aws), ends(20, "orders"), "its client is gone");
        let origin = Origin::default();
        let send = SendMessage {
            queue_url: queue_url(&origin, "others"),
            delay_seconds: Some(5),
            message_body: "x".into(),
            ..SendMessage::default()
        };
        aws.call(&origin, send).unwrap();
        let visible = due(&aws).map(|(after, what, _)| (after, what));
        assert_eq!(visible, Some((5, "a message becomes visible".to_owned())));
        aws.clock().advance(Duration::from_secs(20));
        aws.enter(World::advance);
        let left = due(&aws).map(|(_, what, _)| what);
        assert_ne!(left.as_deref(), Some("a long poll ends"), "it is over");
    }

    #[tokio::test]
    async fn a_long_poll_that_waits_is_no_work_and_is_told() {
        let aws = with_queues(&["orders"]);
        let began = aws.clock().now();
        let _polls = [poll(&aws, "orders", 20), poll(&aws, "orders", 10)];
        let travelled = aws.run_until_idle().await.unwrap();
        assert_eq!((travelled.to, travelled.long_polls), (began, 2));
        aws.clock().advance(Duration::from_secs(10));
        let travelled = aws.run_until_idle().await.unwrap();
        assert_eq!(travelled.long_polls, 1, "the time of one is up");
    }
}
