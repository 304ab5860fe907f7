//! Where the time of a replay goes: `--bench`.
//!
//! Stages overlap (several puts, invocations and objects at once), so their times are sums over whatever ran side by side
//! and may exceed the elapsed time. What they cost the machine is the processors' time, by process.

use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use serde::Serialize;

/// Seconds that each stage of the chain was busy, summed over what ran side by side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Stages {
    /// From the first byte of each put to its answer, notification and queue included.
    pub(super) put: f64,
    /// Each invocation's time beyond the function's own: the Lambda runtime API, both ways.
    pub(super) deliver: f64,
    /// The function waits for S3: each object's answer, and each chunk of its body.
    pub(super) fetch: f64,
    /// Decompressing.
    pub(super) decode: f64,
    /// Parsing records and summing them.
    pub(super) aggregate: f64,
    /// From the last object read to the last answer of CloudWatch.
    pub(super) publish: f64,
}

impl Stages {
    /// Name and seconds, in the chain's order.
    pub(super) fn by_name(&self) -> [(&'static str, f64); 6] {
        [
            ("put", self.put),
            ("deliver", self.deliver),
            ("fetch", self.fetch),
            ("decode", self.decode),
            ("aggregate", self.aggregate),
            ("publish", self.publish),
        ]
    }
}

/// Seconds of processor time, of the system's work on their behalf too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub(super) struct ProcessorSeconds {
    /// This process: the emulator, and the replay's own puts.
    pub(super) emulator: f64,
    /// The function's processes, all that have ended.
    pub(super) function: f64,
}

impl ProcessorSeconds {
    /// Up to now; nothing where the system does not tell.
    pub(super) fn now() -> Self {
        Self {
            emulator: used(UsageWho::RUSAGE_SELF).as_secs_f64(),
            function: used(UsageWho::RUSAGE_CHILDREN).as_secs_f64(),
        }
    }

    pub(super) fn since(self, earlier: Self) -> Self {
        Self {
            emulator: self.emulator - earlier.emulator,
            function: self.function - earlier.function,
        }
    }
}

fn used(who: UsageWho) -> Duration {
    let Ok(usage) = getrusage(who) else {
        return Duration::ZERO;
    };
    let microseconds =
        usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Duration::from_micros(microseconds.unsigned_abs())
}

/// What `--bench` adds to the report.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Bench {
    pub(super) stage_seconds: Stages,
    pub(super) processor_seconds: ProcessorSeconds,
    /// The most resident memory that one process of the function had, in MB of 2^20; nothing where the system does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) peak_memory_mb: Option<u64>,
}
