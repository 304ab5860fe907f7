//! What the function says of itself: the sums over the summary lines it logs, one for each invocation.
//!
//! A line covers the messages that settled in its invocation, so the sums over a replay add up without counting twice what
//! came back.

use serde::Deserialize;

/// The message of the line, as the handler's documentation promises it.
const SUMMARY_MESSAGE: &str = "invocation summary";

/// The sums so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) invocations: u64,
    pub(super) messages: Messages,
    pub(super) objects: Objects,
    pub(super) records: Records,
    pub(super) bytes: Bytes,
    pub(super) dropped_samples: u64,
    pub(super) publishes_ambiguous: u64,
    /// The last line in which the function told of an error.
    pub(super) last_error: Option<String>,
    /// Log events that were gone before they could be read.
    pub(super) lost_lines: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Messages {
    pub(super) poison: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Objects {
    pub(super) processed: u64,
    pub(super) skipped: u64,
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

#[derive(Deserialize)]
struct Line {
    message: String,
    summary: Option<Summary>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Summary {
    messages: Messages,
    objects: Objects,
    records: Records,
    bytes: Bytes,
    dropped_samples: u64,
    publishes_ambiguous: u64,
}

impl Tally {
    /// Takes a line of the function's log. Whatever is no summary is passed over.
    pub(super) fn read(&mut self, line: &str) {
        if is_error(line) {
            self.last_error = Some(line.to_owned());
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

    fn add(&mut self, summary: &Summary) {
        self.invocations += 1;
        self.messages.poison += summary.messages.poison;
        self.objects.processed += summary.objects.processed;
        self.objects.skipped += summary.objects.skipped;
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

/// Whether a line tells of an error: by its level, or in the words of Lambda itself.
fn is_error(line: &str) -> bool {
    line.contains(r#""level":"ERROR""#) || line.contains("Task timed out after")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_are_summed_and_other_lines_passed_over() {
        let mut tally = Tally::default();
        for line in [
            "START RequestId: 1 Version: $LATEST",
            r#"{"level":"ERROR","message":"out of luck"}"#,
            r#"{"level":"WARN","message":"no invocation summary here"}"#,
            r#"{"level":"INFO","summary":{"objects":{"processed":2,"skipped":1,"failed":9},"records":{"counted":5,"malformed":1},
                "bytes":{"compressed":10,"uncompressed":100},"unknown":true},"message":"invocation summary"}"#,
            r#"{"summary":{"objects":{"processed":1},"messages":{"poison":1}},"message":"invocation summary"}"#,
        ] {
            tally.read(line);
        }
        let expected = Tally {
            invocations: 2,
            messages: Messages { poison: 1 },
            objects: Objects {
                processed: 3,
                skipped: 1,
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
            last_error: Some(r#"{"level":"ERROR","message":"out of luck"}"#.to_owned()),
            ..Tally::default()
        };
        assert_eq!(tally, expected);
    }
}
