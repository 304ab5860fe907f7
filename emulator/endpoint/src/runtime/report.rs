//! The lines that Lambda itself writes around an invocation. People read them, and tools parse them.
//! <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html>

use std::fmt::Write as _;
use std::time::Duration;

use jiff::Timestamp;

/// The line before an invocation.
pub fn start(request_id: &str) -> String {
    format!("START RequestId: {request_id} Version: $LATEST")
}

/// The line after an invocation.
pub fn end(request_id: &str) -> String {
    format!("END RequestId: {request_id}")
}

/// The line that tells of a time-out.
pub fn timed_out(now: Timestamp, request_id: &str, timeout: Duration) -> String {
    format!(
        "{now:.3} {request_id} Task timed out after {:.2} seconds",
        timeout.as_secs_f64()
    )
}

/// The line that tells of a failed init phase.
pub fn init_failed(init: Duration, error_type: &str) -> String {
    format!(
        "INIT_REPORT Init Duration: {:.2} ms\tPhase: init\tStatus: error\tError Type: {error_type}",
        milliseconds(init)
    )
}

/// What the line REPORT says.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    pub request_id: &'a str,
    pub duration: Duration,
    pub memory_size_mb: u32,
    /// MB; unknown where the system does not tell.
    pub max_memory_used_mb: Option<u64>,
    /// Of the first invocation on a process.
    pub init: Option<Duration>,
    pub status: Status<'a>,
}

/// How an invocation ended, in the words of REPORT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status<'a> {
    /// An answer, or an error that the function itself reported: REPORT says nothing of it.
    Answered,
    Error {
        error_type: &'a str,
    },
    Timeout,
}

impl Report<'_> {
    pub fn line(&self) -> String {
        let mut line = format!(
            "REPORT RequestId: {}\tDuration: {:.2} ms\tBilled Duration: {} ms\tMemory Size: {} MB",
            self.request_id,
            milliseconds(self.duration),
            self.billed().as_micros().div_ceil(1000),
            self.memory_size_mb,
        );
        if let Some(used) = self.max_memory_used_mb {
            let _ = write!(line, "\tMax Memory Used: {used} MB");
        }
        if let Some(init) = self.init {
            let _ = write!(line, "\tInit Duration: {:.2} ms", milliseconds(init));
        }
        match self.status {
            Status::Answered => {}
            Status::Error { error_type } => {
                let _ = write!(line, "\tStatus: error\tError Type: {error_type}");
            }
            Status::Timeout => line.push_str("\tStatus: timeout"),
        }
        line
    }

    /// The init phase of a function on a custom runtime is billed.
    fn billed(&self) -> Duration {
        self.duration + self.init.unwrap_or_default()
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: Report<'_> = Report {
        request_id: "8f5c",
        duration: Duration::from_micros(12_341),
        memory_size_mb: 512,
        max_memory_used_mb: Some(31),
        init: None,
        status: Status::Answered,
    };

    #[test]
    fn a_warm_invocation_is_billed_by_the_started_millisecond() {
        assert_eq!(
            REPORT.line(),
            "REPORT RequestId: 8f5c\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\tMax Memory Used: 31 MB"
        );
    }

    #[test]
    fn a_cold_invocation_tells_and_bills_its_init() {
        let report = Report {
            init: Some(Duration::from_millis(20)),
            ..REPORT
        };
        let line = report.line();
        assert!(line.contains("Billed Duration: 33 ms"), "{line}");
        assert!(line.ends_with("Init Duration: 20.00 ms"), "{line}");
    }

    #[test]
    fn a_time_out_is_told_twice() {
        let report = Report {
            status: Status::Timeout,
            ..REPORT
        };
        assert!(report.line().ends_with("\tStatus: timeout"));
        let now = "2026-04-19T13:28:51.5Z".parse().unwrap();
        assert_eq!(
            timed_out(now, "8f5c", Duration::from_secs(3)),
            "2026-04-19T13:28:51.500Z 8f5c Task timed out after 3.00 seconds"
        );
    }
}
