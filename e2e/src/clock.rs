//! The one place of the suite that reads a clock and waits.
//!
//! Scenarios never wait for time: they pass it ([`crate::env`]) or wait until a condition holds
//! ([`until`]), and a condition that does not come says what it saw last.

use std::fmt::Display;
use std::future::Future;
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// How long a condition may take to come true before the scenario fails. Generous: it is only waited
/// out by a scenario that fails, and two cores may be busy with the rest of the suite.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks at a condition: short enough not to be felt, long enough not to load the server.
const LOOK_EVERY: Duration = Duration::from_millis(20);

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
/// When the condition has not come within [`PATIENCE`], with what the last look saw.
pub async fn until<T, E: Display, F: Future<Output = Result<T, E>>>(
    condition: &str,
    mut look: impl FnMut() -> F,
) -> T {
    let begun = stopwatch();
    loop {
        match look().await {
            Ok(value) => return value,
            Err(last) => {
                let waited = begun.elapsed();
                assert!(
                    waited < PATIENCE,
                    "{condition}: not within {waited:?}; last seen: {last}"
                );
            }
        }
        wait(LOOK_EVERY).await;
    }
}
