//! The one place of the suite that reads a clock and waits.
//!
//! Scenarios never wait for time: they pass it ([`crate::env`]) or wait until a condition holds
//! ([`until`]), and a condition that does not come says what it saw last.

use std::fmt::Display;
use std::future::Future;
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// How long a condition may show no change before the scenario fails. Generous: it is only waited out by a
/// scenario that fails, and two cores may be busy with the rest of the suite.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// Between the first two looks at a condition, and at most between later ones: short enough not to be felt, long enough not to
/// load the server.
const LOOK_AGAIN: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(200));

/// The system's time.
#[expect(clippy::disallowed_methods, reason = "the clock file of this crate")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// A point to measure from.
#[expect(clippy::disallowed_methods, reason = "the clock file of this crate")]
pub fn stopwatch() -> Instant {
    Instant::now()
}

/// Really waits.
#[expect(clippy::disallowed_methods, reason = "the clock file of this crate")]
pub async fn wait(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// Looks until the condition gives its value; an `Err` says what there is instead.
///
/// # Panics
/// When what the looks see has not changed for [`PATIENCE`], with what the last one saw.
pub async fn until<T, E: Display, F: Future<Output = Result<T, E>>>(
    condition: &str,
    mut look: impl FnMut() -> F,
) -> T {
    let (mut pause, longest) = LOOK_AGAIN;
    let mut last = String::new();
    let mut changed = stopwatch();
    loop {
        match look().await {
            Ok(value) => return value,
            Err(seen) => {
                let seen = seen.to_string();
                if seen != last {
                    (last, changed) = (seen, stopwatch());
                }
            }
        }
        let unchanged = changed.elapsed();
        assert!(
            unchanged < PATIENCE,
            "{condition}: no change for {unchanged:?}; last seen: {last}"
        );
        wait(pause).await;
        pause = longest.min(pause * 2);
    }
}
