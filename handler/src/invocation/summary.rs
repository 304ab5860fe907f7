//! The one line that tells what an invocation did.
//!
//! Its shape is a contract: dashboards, alarms and replays read it. `records`, `bytes`,
//! `objects.processed`, `objects.skipped` and `objects.given_up` cover exactly the messages that are done
//! with after this invocation; what belongs to a failed message is counted under `objects.failed` alone,
//! because the message comes back and would be counted again. So the sums over all invocations of a
//! replay add up.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::core::notification::IgnoredEvents;
use crate::core::object::{ByteCounts, RecordCounts};
use crate::core::settle::OutcomeCounts;

/// The constant message of the line.
pub const SUMMARY_MESSAGE: &str = "invocation summary";

/// What one invocation did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    pub request_id: String,
    pub messages: OutcomeCounts,
    pub objects: ObjectCounts,
    /// Events that tell of something else than a creation, and were acknowledged unread.
    pub ignored_events: IgnoredEvents,
    pub records: RecordCounts,
    pub bytes: ByteCounts,
    /// Distinct series, by metric and dimension values, of all messages with data.
    pub series: u64,
    /// Samples that the bound on series kept out.
    pub dropped_samples: u64,
    pub publishes: PublishCounts,
    pub duration: DurationCounts,
}

/// How many objects ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ObjectCounts {
    pub processed: u64,
    pub skipped: u64,
    /// Of failed messages, whatever becomes of these.
    pub failed: u64,
    /// Those of them whose messages were acknowledged all the same (`DLQ_ENABLED=false`): they do not
    /// come back.
    pub given_up: u64,
    /// Named again by another notification of the same event: read once, or not at all.
    pub duplicate: u64,
    /// Another write took their place before they were read: its own event counts it.
    pub replaced: u64,
}

impl ObjectCounts {
    /// Adds another message's counts.
    pub(super) fn add(&mut self, other: Self) {
        self.processed += other.processed;
        self.skipped += other.skipped;
        self.failed += other.failed;
        self.given_up += other.given_up;
        self.duplicate += other.duplicate;
        self.replaced += other.replaced;
    }
}

/// Requests to CloudWatch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PublishCounts {
    /// Confirmed.
    pub confirmed: u64,
    /// Surely not applied.
    pub failed: u64,
    /// Perhaps applied: the window in which a message may be counted twice.
    pub ambiguous: u64,
    /// Attempts beyond the first of all calls, S3's included.
    pub retries: u64,
}

impl PublishCounts {
    /// Adds the counts of further requests.
    pub(super) fn add(&mut self, other: Self) {
        self.confirmed += other.confirmed;
        self.failed += other.failed;
        self.ambiguous += other.ambiguous;
        self.retries += other.retries;
    }
}

/// Where the time went. The line has it in milliseconds with three decimals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DurationCounts {
    pub total: Duration,
    /// All but publishing: until objects were read.
    pub read: Duration,
    /// Summing up what was read, and publishing it.
    pub publish: Duration,
    /// Waiting for S3, summed over objects, which are read side by side.
    pub fetch: Duration,
    /// Decompressing, summed over objects.
    pub decode: Duration,
    /// Parsing and summing records, summed over objects.
    pub aggregate: Duration,
}

/// The line's JSON, field by field as the contract has it.
#[derive(Serialize)]
struct Line<'a> {
    request_id: &'a str,
    messages: Messages,
    objects: Objects,
    ignored_events: &'a BTreeMap<&'static str, u64>,
    records: Records,
    bytes: Bytes,
    series: u64,
    dropped_samples: u64,
    publishes: u64,
    publishes_failed: u64,
    publishes_ambiguous: u64,
    retries: u64,
    duration_ms: f64,
    read_ms: f64,
    publish_ms: f64,
    fetch_ms: f64,
    decode_ms: f64,
    aggregate_ms: f64,
}

#[derive(Serialize)]
struct Messages {
    published: u64,
    retry: u64,
    poison: u64,
    ignored: u64,
}

#[derive(Serialize)]
struct Objects {
    processed: u64,
    skipped: u64,
    failed: u64,
    given_up: u64,
    duplicate: u64,
    replaced: u64,
}

#[derive(Serialize)]
struct Records {
    counted: u64,
    malformed: u64,
    duplicate: u64,
    expired: u64,
}

#[derive(Serialize)]
struct Bytes {
    compressed: u64,
    uncompressed: u64,
}

impl Summary {
    fn line(&self) -> Line<'_> {
        Line {
            request_id: &self.request_id,
            messages: Messages {
                published: self.messages.published,
                retry: self.messages.retry,
                poison: self.messages.poison,
                ignored: self.messages.ignored,
            },
            objects: Objects {
                processed: self.objects.processed,
                skipped: self.objects.skipped,
                failed: self.objects.failed,
                given_up: self.objects.given_up,
                duplicate: self.objects.duplicate,
                replaced: self.objects.replaced,
            },
            ignored_events: self.ignored_events.by_name(),
            records: Records {
                counted: self.records.counted,
                malformed: self.records.malformed,
                duplicate: self.records.duplicate,
                expired: self.records.expired,
            },
            bytes: Bytes {
                compressed: self.bytes.compressed,
                uncompressed: self.bytes.uncompressed,
            },
            series: self.series,
            dropped_samples: self.dropped_samples,
            publishes: self.publishes.confirmed,
            publishes_failed: self.publishes.failed,
            publishes_ambiguous: self.publishes.ambiguous,
            retries: self.publishes.retries,
            duration_ms: milliseconds(self.duration.total),
            read_ms: milliseconds(self.duration.read),
            publish_ms: milliseconds(self.duration.publish),
            fetch_ms: milliseconds(self.duration.fetch),
            decode_ms: milliseconds(self.duration.decode),
            aggregate_ms: milliseconds(self.duration.aggregate),
        }
    }
}

/// With three decimals.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}

/// The summary as one JSON object: the log writes a field of the name `summary` as it stands.
impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_string(&self.line()).map_err(|_| fmt::Error)?;
        formatter.write_str(&json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_shape_is_a_contract() {
        let summary = Summary {
            request_id: "r-1".into(),
            records: RecordCounts {
                counted: 4,
                malformed: 3,
                duplicate: 2,
                expired: 1,
            },
            duration: DurationCounts {
                total: Duration::from_nanos(1_234_567),
                ..DurationCounts::default()
            },
            ..Summary::default()
        };
        let expected = r#"{"request_id":"r-1","messages":{"published":0,"retry":0,"poison":0,"ignored":0},"objects":{"processed":0,"skipped":0,"failed":0,"given_up":0,"duplicate":0,"replaced":0},"ignored_events":{},"records":{"counted":4,"malformed":3,"duplicate":2,"expired":1},"bytes":{"compressed":0,"uncompressed":0},"series":0,"dropped_samples":0,"publishes":0,"publishes_failed":0,"publishes_ambiguous":0,"retries":0,"duration_ms":1.235,"read_ms":0.0,"publish_ms":0.0,"fetch_ms":0.0,"decode_ms":0.0,"aggregate_ms":0.0}"#;
        assert_eq!(summary.to_string(), expected);
    }
}
