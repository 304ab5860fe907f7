//! How often a call is tried, and how long is waited between two attempts.
//!
//! Exponential with full jitter: the wait is a random part of a ceiling that doubles, so that
//! functions that were throttled together do not come back together. Source of the scheme: "Timeouts,
//! retries, and backoff with jitter" (Amazon Builders' Library). Randomness is handed in.

use std::sync::Arc;
use std::time::Duration;

/// The first ceiling. CloudWatch's and S3's throttles are counted per second, so a few doublings of a
/// fifth of it cross the next second.
const FIRST_CEILING: Duration = Duration::from_millis(200);

/// The highest ceiling: longer waits are better spent in the queue than in a running function.
const HIGHEST_CEILING: Duration = Duration::from_secs(5);

/// A number in `0.0..1.0`, another one at every call: random in production, of a seed in a simulation.
pub type Jitter = Arc<dyn Fn() -> f64 + Send + Sync>;

/// Attempts and waits of one kind of call.
#[derive(Clone)]
pub struct RetryPolicy {
    /// Attempts, the first included (`MAX_RETRY_ATTEMPTS`).
    pub max_attempts: u32,
    /// Which part of each ceiling is waited.
    pub jitter: Jitter,
}

impl RetryPolicy {
    /// How long to wait after the failure of attempt number `attempt` (counted from 1), or `None`
    /// when it was the last.
    pub fn wait_after(&self, attempt: u32) -> Option<Duration> {
        if attempt >= self.max_attempts {
            return None;
        }
        let doublings = attempt.saturating_sub(1).min(16);
        let ceiling = (FIRST_CEILING * 2_u32.pow(doublings)).min(HIGHEST_CEILING);
        Some(ceiling.mul_f64((self.jitter)().clamp(0.0, 1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(max_attempts: u32, jitter: fn() -> f64) -> Vec<Option<u128>> {
        let policy = RetryPolicy {
            max_attempts,
            jitter: Arc::new(jitter),
        };
        (1..=max_attempts)
            .map(|attempt| policy.wait_after(attempt).map(|wait| wait.as_millis()))
            .collect()
    }

    #[test]
    fn ceilings_double_up_to_the_highest() {
        let expected = [200, 400, 800, 1_600, 3_200, 5_000, 5_000].map(Some);
        assert_eq!(waits(8, || 1.0)[..7], expected);
    }

    #[test]
    fn the_last_attempt_is_followed_by_nothing() {
        assert_eq!(waits(3, || 1.0), [Some(200), Some(400), None]);
        assert_eq!(waits(1, || 1.0), [None]);
    }

    #[test]
    fn jitter_takes_a_part_of_the_ceiling() {
        assert_eq!(waits(2, || 0.25)[0], Some(50));
        assert_eq!(waits(2, || 0.0)[0], Some(0));
    }

    #[test]
    fn a_seed_repeats_its_waits() {
        let seeded = || {
            let random = std::sync::Mutex::new(fastrand::Rng::with_seed(7));
            let jitter = move || random.lock().expect("nobody panics here").f64();
            let policy = RetryPolicy {
                max_attempts: 9,
                jitter: Arc::new(jitter),
            };
            [1, 2, 3].map(|attempt| policy.wait_after(attempt))
        };
        assert_eq!(seeded(), seeded());
    }
}
