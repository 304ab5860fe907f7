//! The one place that reads a clock.
//!
//! A [`Clock`] is either the system's, moved forward by the jumps it was told to make, or stepped: then it stands still
//! until it is moved. Everything else takes `now` from here, and waits here too, so that moving the clock wakes whoever
//! waits for a moment that has come.
//!
//! The deadline of an invocation stays in real time ([`Clock::system_now`]), because the function process compares
//! it with its own clock.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Where `now` comes from. Cheap to share behind an `Arc`; all methods take `&self`.
#[derive(Debug)]
pub struct Clock {
    hands: watch::Sender<Hands>,
}

#[derive(Debug, Clone, Copy)]
enum Hands {
    /// The system's time plus the jumps made so far.
    System { ahead: SignedDuration },
    /// Stands still at this moment until it is moved.
    Stepped { now: Timestamp },
}

impl Hands {
    fn now(self) -> Timestamp {
        match self {
            Self::System { ahead } => system_time() + ahead,
            Self::Stepped { now } => now,
        }
    }
}

impl Clock {
    /// A clock that runs with the system's.
    pub fn system() -> Self {
        Self::with(Hands::System {
            ahead: SignedDuration::ZERO,
        })
    }

    /// A clock that starts at the system's time and stands still until it is moved.
    pub fn stepped() -> Self {
        Self::with(Hands::Stepped { now: system_time() })
    }

    fn with(hands: Hands) -> Self {
        Self {
            hands: watch::Sender::new(hands),
        }
    }

    pub fn now(&self) -> Timestamp {
        self.hands.borrow().now()
    }

    /// The system's own time, whatever this clock shows: for the deadlines that another process reads.
    pub fn system_now(&self) -> Timestamp {
        system_time()
    }

    /// What to measure from how long something really took.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the system's clock"
    )]
    pub fn stopwatch(&self) -> Instant {
        Instant::now()
    }

    /// Moves the clock forward and wakes every waiter whose moment has come.
    pub fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        self.hands.send_modify(|hands| match hands {
            Hands::System { ahead } => *ahead = ahead.saturating_add(by),
            Hands::Stepped { now } => *now = now.saturating_add(by).unwrap_or(Timestamp::MAX),
        });
    }

    /// Moves the clock forward to `moment`. A moment that has passed moves nothing: time never runs back.
    pub fn advance_to(&self, moment: Timestamp) {
        let ahead = moment.duration_since(self.now());
        if let Ok(by) = Duration::try_from(ahead) {
            self.advance(by);
        }
    }

    /// Returns when this clock shows `moment` or later.
    pub async fn wait_until(&self, moment: Timestamp) {
        let mut hands = self.hands.subscribe();
        loop {
            let shown = *hands.borrow_and_update();
            let Ok(left) = Duration::try_from(moment.duration_since(shown.now())) else {
                return;
            };
            if left.is_zero() {
                return;
            }
            match shown {
                Hands::System { .. } => {
                    let _ = tokio::time::timeout(left, hands.changed()).await;
                }
                Hands::Stepped { .. } => {
                    // The sender lives as long as `self`, which is borrowed here: this cannot fail.
                    let _ = hands.changed().await;
                }
            }
        }
    }

    /// Returns after this much of the system's time, whatever this clock shows: between two attempts at something outside
    /// of this process.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that waits for the system's time"
    )]
    pub async fn pause(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the system's clock"
)]
fn system_time() -> Timestamp {
    let now = Timestamp::now();
    // The world's moments are whole microseconds.
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}

/// How much time passed; the system's may be set back, and then none has.
pub fn elapsed(since: Timestamp, until: Timestamp) -> Duration {
    Duration::try_from(until.duration_since(since)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stepped_clock_stands_still_until_it_is_moved() {
        let clock = Clock::stepped();
        let before = clock.now();
        assert_eq!(clock.now(), before);
        clock.advance(Duration::from_secs(300));
        assert_eq!(clock.now(), before + SignedDuration::from_secs(300));
    }

    #[test]
    fn time_never_runs_back() {
        let clock = Clock::stepped();
        let before = clock.now();
        clock.advance_to(before - SignedDuration::from_secs(60));
        assert_eq!(clock.now(), before);
    }

    #[test]
    fn a_system_clock_keeps_the_jumps_it_made() {
        let clock = Clock::system();
        clock.advance(Duration::from_hours(1));
        let ahead = clock.now().duration_since(clock.system_now());
        assert!(ahead >= SignedDuration::from_mins(59), "{ahead}");
    }

    #[tokio::test]
    async fn moving_the_clock_wakes_who_waits_for_a_moment_that_came() {
        let clock = Clock::stepped();
        let moment = clock.now() + SignedDuration::from_secs(30);
        let ((), ()) = tokio::join!(clock.wait_until(moment), async { clock.advance_to(moment) });
        assert_eq!(clock.now(), moment);
    }
}
