//! Where the time of reading goes: waiting for S3, decoding, aggregating.
//!
//! Objects are read side by side, so these are sums over objects and may exceed the invocation's own time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

use super::deadline::remaining;

/// The stages of reading an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Waiting for S3: the answer, and each chunk of the body.
    Fetch,
    /// Decompressing, or copying plain text.
    Decode,
    /// Parsing records and summing them.
    Aggregate,
}

/// Sums over all objects of an invocation, in nanoseconds.
#[derive(Debug, Default)]
pub(super) struct StageClock {
    fetch: AtomicU64,
    decode: AtomicU64,
    aggregate: AtomicU64,
}

impl StageClock {
    /// Books the time since `from` on a stage, and says where the next one begins.
    pub(super) fn lap(&self, stage: Stage, from: Timestamp, now: Timestamp) -> Timestamp {
        let nanoseconds = u64::try_from(remaining(from, now).as_nanos()).unwrap_or(u64::MAX);
        self.of(stage).fetch_add(nanoseconds, Ordering::Relaxed);
        now
    }

    pub(super) fn total(&self, stage: Stage) -> Duration {
        Duration::from_nanos(self.of(stage).load(Ordering::Relaxed))
    }

    fn of(&self, stage: Stage) -> &AtomicU64 {
        match stage {
            Stage::Fetch => &self.fetch,
            Stage::Decode => &self.decode,
            Stage::Aggregate => &self.aggregate,
        }
    }
}
