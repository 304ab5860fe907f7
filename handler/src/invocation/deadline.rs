//! How much of an invocation's time is left for what.
//!
//! Lambda kills a function at its deadline and takes the whole batch for failed. Before that, two
//! moments matter: until [`Deadline::fetch_until`] objects are read, until [`Deadline::publish_until`]
//! requests are sent; what is left then answers the runtime. What is not finished by its moment is
//! returned as failed, so the queue delivers it again.

use std::future::Future;
use std::time::Duration;

use futures::future::{Either, select};
use jiff::Timestamp;

use super::ports::Time;

/// Kept at the end for logging and answering.
const ANSWER_RESERVE: Duration = Duration::from_millis(500);

/// Kept before that for publishing what was read.
const PUBLISH_RESERVE: Duration = Duration::from_secs(5);

/// The smallest share of a short invocation that both reserves leave for reading: with a time-out of
/// three seconds they may not eat all of it.
const LARGEST_RESERVED_PART: u32 = 4;

/// The moments of one invocation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    fetch_until: Timestamp,
    publish_until: Timestamp,
    ends_at: Timestamp,
}

/// The time was up before the work was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not enough of the invocation's time is left")]
pub(super) struct OutOfTime;

impl Deadline {
    /// The moments of an invocation that begins now and is killed at `ends_at`.
    pub(super) fn new(now: Timestamp, ends_at: Timestamp) -> Self {
        let remaining = remaining(now, ends_at);
        let answer = ANSWER_RESERVE.min(remaining / (2 * LARGEST_RESERVED_PART));
        let publish = PUBLISH_RESERVE.min(remaining / LARGEST_RESERVED_PART);
        Self {
            fetch_until: earlier(ends_at, answer + publish),
            publish_until: earlier(ends_at, answer),
            ends_at,
        }
    }

    /// When objects are no longer read.
    pub(super) fn fetch_until(self) -> Timestamp {
        self.fetch_until
    }

    /// When requests are no longer sent.
    pub(super) fn publish_until(self) -> Timestamp {
        self.publish_until
    }

    /// When Lambda kills the invocation.
    pub(super) fn ends_at(self) -> Timestamp {
        self.ends_at
    }
}

/// Runs `work` until a moment.
///
/// # Errors
///
/// [`OutOfTime`] when the moment comes first; `work` is dropped where it stands.
pub(super) async fn until<T: Time, W: Future>(
    time: &T,
    moment: Timestamp,
    work: W,
) -> Result<W::Output, OutOfTime> {
    let left = remaining(time.now(), moment);
    if left.is_zero() {
        return Err(OutOfTime);
    }
    let work = std::pin::pin!(work);
    let alarm = std::pin::pin!(time.sleep(left));
    match select(work, alarm).await {
        Either::Left((output, _)) => Ok(output),
        Either::Right(((), _)) => Err(OutOfTime),
    }
}

/// Waits, unless the wait would reach beyond the moment.
///
/// # Errors
///
/// [`OutOfTime`] at once when it would.
pub(super) async fn wait_until<T: Time>(
    time: &T,
    moment: Timestamp,
    wait: Duration,
) -> Result<(), OutOfTime> {
    if remaining(time.now(), moment) <= wait {
        return Err(OutOfTime);
    }
    time.sleep(wait).await;
    Ok(())
}

/// The time from one moment to a later one, zero if it is not later.
pub(super) fn remaining(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}

fn earlier(moment: Timestamp, by: Duration) -> Timestamp {
    moment.checked_sub(by).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(seconds: i64) -> (i64, i64) {
        let now = Timestamp::UNIX_EPOCH;
        let ends_at = Timestamp::from_second(seconds).expect("in range");
        let deadline = Deadline::new(now, ends_at);
        (
            deadline.fetch_until().as_millisecond(),
            deadline.publish_until().as_millisecond(),
        )
    }

    #[test]
    fn a_long_invocation_keeps_fixed_reserves() {
        assert_eq!(moments(300), (294_500, 299_500));
    }

    #[test]
    fn a_short_invocation_keeps_most_of_its_time_for_reading() {
        assert_eq!(moments(3), (3_000 - 375 - 750, 3_000 - 375));
    }

    #[test]
    fn a_deadline_that_has_passed_leaves_nothing() {
        let now = Timestamp::from_second(10).expect("in range");
        assert_eq!(remaining(now, Timestamp::UNIX_EPOCH), Duration::ZERO);
    }
}
