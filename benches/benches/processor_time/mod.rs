//! Criterion's measure of time, for one thread: what the processor spent on it.
//!
//! Not what passed meanwhile: whatever else runs on the machine would count as ours.

use std::time::Duration;

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use nix::time::{ClockId, clock_gettime};

/// Time on the processor of the thread that benches.
pub(crate) struct ProcessorTime;

/// Both are durations: they are shown alike.
static SHOWN_AS: WallTime = WallTime;

impl Measurement for ProcessorTime {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)
            .expect("every thread has a clock")
            .into()
    }

    fn end(&self, start: Duration) -> Duration {
        self.start().saturating_sub(start)
    }

    fn add(&self, v1: &Duration, v2: &Duration) -> Duration {
        *v1 + *v2
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        SHOWN_AS.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        SHOWN_AS.formatter()
    }
}
