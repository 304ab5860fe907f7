//! What the function says of itself: the sums over the summary lines it logs, one for each invocation.
//!
//! A line covers the messages that settled in its invocation, so the sums over a replay add up without counting twice what
//! came back.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::problems::{Failure, MORE_PLACES_MESSAGE, PLACE_MESSAGE, Place, Places};
use super::stages::Stages;
use crate::numbers::thousandths;

/// The message of the line, as the handler's documentation promises it.
const SUMMARY_MESSAGE: &str = "invocation summary";

/// The message of an object's end that is not retried, and does not become a dead letter.
const GIVEN_UP_MESSAGE: &str = "poison message is acknowledged";

/// The sums so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Tally {
    pub(super) invocations: u64,
    pub(super) objects: Objects,
    pub(super) records: Records,
    pub(super) bytes: Bytes,
    pub(super) durations: Durations,
    pub(super) dropped_samples: u64,
    pub(super) publishes_ambiguous: u64,
    /// What is not counted, and where it is.
    pub(super) places: Places,
    /// The last line in which the function told of an error.
    pub(super) last_error: Option<String>,
    /// Log events that were gone before they could be read.
    pub(super) lost_lines: u64,
    /// The most memory that an invocation's process had, in MB, by Lambda's own line.
    pub(super) peak_memory_mb: Option<u64>,
    /// Invocations that have told of themselves, and of which Lambda's own line is still to come.
    unreported: BTreeMap<String, f64>,
}

/// Milliseconds, summed over all invocations that told of themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Durations {
    /// By Lambda's own line, beyond what the function said.
    around: f64,
    inside: DurationsInside,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(default)]
struct DurationsInside {
    #[serde(rename = "duration_ms")]
    total: f64,
    #[serde(rename = "fetch_ms")]
    fetch: f64,
    #[serde(rename = "decode_ms")]
    decode: f64,
    #[serde(rename = "aggregate_ms")]
    aggregate: f64,
    #[serde(rename = "publish_ms")]
    publish: f64,
}

impl Durations {
    /// The stages, with what the puts took.
    pub(super) fn stages(&self, put_seconds: f64) -> Stages {
        let seconds = |milliseconds: f64| thousandths(milliseconds / 1e3);
        Stages {
            put: thousandths(put_seconds),
            deliver: seconds(self.around),
            fetch: seconds(self.inside.fetch),
            decode: seconds(self.inside.decode),
            aggregate: seconds(self.inside.aggregate),
            publish: seconds(self.inside.publish),
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Objects {
    pub(super) processed: u64,
    pub(super) skipped: u64,
    /// Of poison messages that were acknowledged.
    pub(super) given_up: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Records {
    pub(super) counted: u64,
    pub(super) malformed: u64,
    pub(super) duplicate: u64,
    pub(super) expired: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Bytes {
    pub(super) compressed: u64,
    pub(super) uncompressed: u64,
}

impl DurationsInside {
    fn add(&mut self, other: Self) {
        self.total += other.total;
        self.fetch += other.fetch;
        self.decode += other.decode;
        self.aggregate += other.aggregate;
        self.publish += other.publish;
    }
}

#[derive(Deserialize)]
struct Line {
    message: String,
    summary: Option<Summary>,
}

/// A line about what is not counted.
#[derive(Deserialize)]
#[serde(untagged)]
enum Told {
    Place {
        #[serde(flatten)]
        place: Place,
        message: String,
    },
    More {
        places: u64,
        message: String,
    },
}

#[derive(Deserialize)]
struct FailureLine {
    #[serde(flatten)]
    failure: Failure,
    message: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Summary {
    request_id: String,
    #[serde(flatten)]
    durations: DurationsInside,
    objects: Objects,
    records: Records,
    bytes: Bytes,
    dropped_samples: u64,
    publishes_ambiguous: u64,
}

impl Tally {
    /// Takes a line of the function's log. Whatever is no summary is passed over.
    pub(super) fn read(&mut self, line: &str) {
        if self.read_place(line) {
            return;
        }
        if is_error(line) {
            self.last_error = Some(line.to_owned());
            self.read_failure(line);
        }
        if let Some(report) = line.strip_prefix("REPORT RequestId: ") {
            self.read_report(report);
        }
        if !line.contains(SUMMARY_MESSAGE) {
            return;
        }
        match serde_json::from_str(line) {
            Ok(Line {
                message,
                summary: Some(summary),
            }) if message == SUMMARY_MESSAGE => self.add(&summary),
            _ => {}
        }
    }

    /// Takes a line that tells of what is not counted, or how much of it has no line.
    fn read_place(&mut self, line: &str) -> bool {
        if !line.contains(PLACE_MESSAGE) && !line.contains(MORE_PLACES_MESSAGE) {
            return false;
        }
        match serde_json::from_str(line) {
            Ok(Told::Place { place, message }) if message == PLACE_MESSAGE => {
                self.places.add(place);
                true
            }
            Ok(Told::More { places, message }) if message == MORE_PLACES_MESSAGE => {
                self.places.add_untold(places);
                true
            }
            _ => false,
        }
    }

    /// Takes a line that says why a message failed, where it names the object.
    fn read_failure(&mut self, line: &str) {
        if let Ok(FailureLine { failure, message }) = serde_json::from_str(line) {
            let is_given_up = message == GIVEN_UP_MESSAGE;
            self.places.add_failure(failure, is_given_up);
        }
    }

    /// Lambda's own line: how long the invocation took as seen from outside.
    fn read_report(&mut self, report: &str) {
        let mut fields = report.split('\t');
        let inside = fields.next().and_then(|id| self.unreported.remove(id));
        let outside =
            fields.find_map(|field| field.strip_prefix("Duration: ")?.strip_suffix(" ms"));
        let memory =
            fields.find_map(|field| field.strip_prefix("Max Memory Used: ")?.strip_suffix(" MB"));
        let memory = memory.and_then(|megabytes| megabytes.parse().ok());
        self.peak_memory_mb = self.peak_memory_mb.max(memory);
        if let (Some(inside), Some(Ok(outside))) = (inside, outside.map(str::parse::<f64>)) {
            self.durations.around += (outside - inside).max(0.0);
        }
    }

    fn add(&mut self, summary: &Summary) {
        self.invocations += 1;
        self.durations.inside.add(summary.durations);
        self.unreported
            .insert(summary.request_id.clone(), summary.durations.total);
        self.objects.processed += summary.objects.processed;
        self.objects.skipped += summary.objects.skipped;
        self.objects.given_up += summary.objects.given_up;
        self.records.counted += summary.records.counted;
        self.records.malformed += summary.records.malformed;
        self.records.duplicate += summary.records.duplicate;
        self.records.expired += summary.records.expired;
        self.bytes.compressed += summary.bytes.compressed;
        self.bytes.uncompressed += summary.bytes.uncompressed;
        self.dropped_samples += summary.dropped_samples;
        self.publishes_ambiguous += summary.publishes_ambiguous;
    }
}

/// Whether a line tells why a message failed: by its level, or in the words of Lambda itself. What may pass by itself is a
/// warning of the function's, however often it came.
fn is_error(line: &str) -> bool {
    let levels = [r#""level":"ERROR""#, r#""level":"WARN""#];
    levels.iter().any(|level| line.contains(level)) || line.contains("Task timed out after")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::inputs::Inputs;
    use super::super::problems::{Problems, told};
    use super::*;

    #[test]
    fn places_and_failures_are_read_and_places_are_no_errors() {
        let mut tally = Tally::default();
        for line in [
            r#"{"level":"WARN","kind":"malformed","bucket":"b","key":"k","line":2,"offset":9,"reason":"why","message":"not counted"}"#,
            r#"{"level":"WARN","kind":"empty","bucket":"b","key":"k","reason":"why","message":"not counted"}"#,
            r#"{"level":"WARN","places":7,"logged":20,"message":"further places are not logged"}"#,
        ] {
            tally.read(line);
        }
        assert_eq!(tally.last_error, None);
        let failure = r#"{"level":"ERROR","message_id":"m","bucket":"b","key":"f","reason":"corrupt","message":"poison message is acknowledged"}"#;
        tally.read(failure);
        tally.read("2026-04-19T13:28:51Z r Task timed out after 3.00 seconds");
        let problems = Problems::new(&Inputs::default(), &tally.places, &BTreeMap::new());
        let lines = told(&problems.all, problems.untold, true);
        assert_eq!(
            lines[..3],
            [
                "f: failed: corrupt",
                "k: empty: why",
                "k:2 (byte 9): malformed: why"
            ]
        );
        assert_eq!(problems.untold, 7);
        assert!(
            tally
                .last_error
                .is_some_and(|line| line.contains("timed out"))
        );
    }

    #[test]
    fn summaries_are_summed_and_other_lines_passed_over() {
        let mut tally = Tally::default();
        for line in [
            "START RequestId: 1 Version: $LATEST",
            "REPORT RequestId: not-told\tDuration: 99.00 ms\tMax Memory Used: 12 MB",
            r#"{"level":"ERROR","message":"out of luck"}"#,
            r#"{"level":"WARN","message":"no invocation summary here"}"#,
            r#"{"level":"INFO","summary":{"request_id":"r","duration_ms":20.0,"publish_ms":4.5,"fetch_ms":1.0,"decode_ms":2.0,"aggregate_ms":3.0,"objects":{"processed":2,"skipped":1,"failed":9,"given_up":4},"records":{"counted":5,"malformed":1},
                "bytes":{"compressed":10,"uncompressed":100},"unknown":true},"message":"invocation summary"}"#,
            "REPORT RequestId: r\tDuration: 25.50 ms\tBilled Duration: 26 ms\tMemory Size: 512 MB\tMax Memory Used: 31 MB",
            r#"{"summary":{"objects":{"processed":1},"messages":{"poison":1}},"message":"invocation summary"}"#,
        ] {
            tally.read(line);
        }
        let stages = Stages {
            put: 0.25,
            deliver: 0.006,
            fetch: 0.001,
            decode: 0.002,
            aggregate: 0.003,
            publish: 0.005,
        };
        assert_eq!(tally.durations.stages(0.25), stages);
        let expected = Tally {
            durations: tally.durations,
            unreported: [(String::new(), 0.0)].into(),
            invocations: 2,
            objects: Objects {
                processed: 3,
                skipped: 1,
                given_up: 4,
            },
            records: Records {
                counted: 5,
                malformed: 1,
                ..Records::default()
            },
            bytes: Bytes {
                compressed: 10,
                uncompressed: 100,
            },
            peak_memory_mb: Some(31),
            last_error: Some(
                r#"{"level":"WARN","message":"no invocation summary here"}"#.to_owned(),
            ),
            ..Tally::default()
        };
        assert_eq!(tally, expected);
    }
}
