//! What a replay found, as the one JSON document that `--format json` prints.

use std::collections::{BTreeMap, BTreeSet};

use aws_endpoint::Emulator;
use aws_endpoint::stack::DEAD_LETTER_QUEUE;
use aws_world::metrics::SeriesTotal;
use aws_world::origin::{Home, Region};
use aws_world::queue::view::DeadLetter;
use jiff::SignedDuration;
use serde::Serialize;

use super::inputs::{Inputs, Kind};
use super::notified::notified_keys;
use super::problems::{Problem, Problems};
use super::replayed::Replayed;
use super::stages::Bench;
use super::tally::Tally;
use crate::numbers::{number, thousandths, to_double};

/// What becomes of figures that are read at different places while they change.
const LAGGING: &str = "interrupted: figures lag behind each other. An object may be counted whose metrics are not published yet, and the other way about";

/// Why objects do not add up where the replay came to its end.
const UNTOLD: &str = "The function tells its counts in a line `invocation summary`: it logs none where LOG_LEVEL is WARN or ERROR, or it is another \
                      function, which has no such line";

/// The document. Its shape is a contract; fields are added, never changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Document {
    pub(super) objects: Objects,
    pub(super) records: Records,
    pub(super) bytes: Bytes,
    pub(super) elapsed_seconds: f64,
    /// 10^6 bytes of log text in a second.
    pub(super) mb_per_second: f64,
    /// One entry for each series over the whole run, read back from CloudWatch.
    pub(super) metrics: Vec<Metric>,
    pub(super) dead_letters: Vec<Letter>,
    /// What is not counted, by object and place.
    pub(super) problems: Vec<Problem>,
    /// How many more there are of that.
    pub(super) problems_untold: u64,
    /// Files that were replayed, and those that were not, by kind.
    pub(super) inputs: InputCounts,
    /// It was stopped before its end: figures lag behind each other. Told where it is so.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) interrupted: bool,
    /// What a reader must know before trusting the figures.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) warnings: Vec<String>,
    /// Where the time went, when that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bench: Option<Bench>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct InputCounts {
    pub(super) logs: u64,
    #[serde(flatten)]
    pub(super) left_out: BTreeMap<Kind, u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Objects {
    pub(super) processed: u64,
    /// No logs, by the function's judgement or by that of the replay, which puts none that it knows for such.
    pub(super) skipped: u64,
    pub(super) failed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Records {
    pub(super) counted: u64,
    pub(super) malformed: u64,
    pub(super) duplicate: u64,
    pub(super) expired: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Bytes {
    pub(super) compressed: u64,
    pub(super) uncompressed: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Metric {
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) dimensions: BTreeMap<String, String>,
    pub(super) unit: String,
    #[serde(serialize_with = "number")]
    pub(super) sample_count: f64,
    #[serde(serialize_with = "number")]
    pub(super) sum: f64,
    #[serde(serialize_with = "number")]
    pub(super) min: f64,
    #[serde(serialize_with = "number")]
    pub(super) max: f64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Letter {
    pub(super) message_id: String,
    pub(super) receive_count: u32,
    pub(super) body: String,
}

impl Document {
    /// Reads everything back from where it ended up.
    pub(super) fn gather(
        emulator: &Emulator,
        region: &Region,
        inputs: &Inputs,
        tally: &Tally,
        elapsed: SignedDuration,
    ) -> Self {
        let (metrics, dead_letters) = emulator.aws().inspect(|world| {
            let Some(local) = world.local(&Home::in_region(region.clone())) else {
                return (Vec::new(), Vec::new());
            };
            let dead_letters = local.queues.dead_letters(DEAD_LETTER_QUEUE);
            (local.metrics.totals(), dead_letters)
        });
        let problems = Problems::new(inputs, &tally.places, &dead_keys(&dead_letters, tally));
        let (logs, left_out) = inputs.kinds();
        let elapsed_seconds = elapsed.as_secs_f64();
        let megabytes = to_double(tally.bytes.uncompressed) / 1e6;
        Self {
            objects: Objects {
                processed: tally.objects.processed,
                skipped: tally.objects.skipped + inputs.skipped(),
                failed: failed_objects(inputs, &dead_letters) + tally.objects.given_up,
            },
            records: Records {
                counted: tally.records.counted,
                malformed: tally.records.malformed,
                duplicate: tally.records.duplicate,
                expired: tally.records.expired,
            },
            bytes: Bytes {
                compressed: tally.bytes.compressed,
                uncompressed: tally.bytes.uncompressed,
            },
            elapsed_seconds: thousandths(elapsed_seconds),
            mb_per_second: thousandths(megabytes / elapsed_seconds.max(1e-9)),
            metrics: metrics.into_iter().map(Metric::from).collect(),
            dead_letters: dead_letters.into_iter().map(Letter::from).collect(),
            problems: problems.all,
            problems_untold: problems.untold,
            inputs: InputCounts {
                logs,
                left_out: left_out.clone(),
            },
            interrupted: false,
            warnings: Vec::new(),
            bench: None,
        }
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("numbers, texts and maps of texts are JSON")
    }

    pub(super) fn replayed(&self, tally: &Tally) -> Replayed {
        let Records {
            counted,
            duplicate,
            expired,
            ..
        } = self.records;
        // A function that says nothing of itself has perhaps read something.
        let has_told = tally.invocations > 0;
        if !self.dead_letters.is_empty() {
            Replayed::SomeDeadLetters
        } else if has_told && counted + duplicate + expired == 0 {
            Replayed::NothingRead
        } else {
            Replayed::EveryMessageSettled
        }
    }

    /// Records that are not counted and that the function told nothing of, if there are any.
    fn placeless_records(&self) -> Option<u64> {
        let problems = self.problems.iter();
        let told =
            problems.filter(|problem| matches!(problem.kind.as_str(), "malformed" | "expired"));
        let told = told.count() as u64 + self.problems_untold;
        let placeless = (self.records.malformed + self.records.expired).saturating_sub(told);
        (placeless > 0).then_some(placeless)
    }

    /// What a reader must know before trusting the figures.
    pub(super) fn warnings(&self, inputs: &Inputs, tally: &Tally) -> Vec<String> {
        let mut warnings = Vec::new();
        let is_told = self.problems.iter().any(|problem| problem.kind == "failed");
        if let (false, Replayed::SomeDeadLetters, Some(error)) =
            (is_told, self.replayed(tally), &tally.last_error)
        {
            warnings.push(format!("the function's last error: {error}"));
        }
        let Objects {
            processed,
            skipped,
            failed,
        } = self.objects;
        let files = inputs.len() as u64 + inputs.skipped();
        if self.interrupted {
            warnings.push(LAGGING.to_owned());
        } else if processed + skipped + failed != files {
            warnings.push(format!(
                "objects do not add up: {processed} processed, {skipped} skipped and {failed} failed of {files} files. {UNTOLD}"
            ));
        }
        if let Some(placeless) = self.placeless_records() {
            warnings.push(format!(
                "of {placeless} malformed or expired records the function does not say where they are: it may be older than LOGGED_PLACES"
            ));
        }
        if tally.objects.given_up > 0 {
            warnings.push(format!(
                "{} objects could not be read and were given up, as DLQ_ENABLED is false; the function's last error: {}",
                tally.objects.given_up,
                tally.last_error.as_deref().unwrap_or("not logged")
            ));
        }
        if tally.lost_lines > 0 {
            warnings.push(format!(
                "{} lines of the function's log were lost: objects, records and bytes are too low",
                tally.lost_lines
            ));
        }
        if tally.dropped_samples > 0 {
            warnings.push(format!(
                "{} samples were not published: the function's bound on series was hit",
                tally.dropped_samples
            ));
        }
        if tally.publishes_ambiguous > 0 {
            warnings.push(format!(
                "{} publishes were left without an answer: their messages may be counted twice",
                tally.publishes_ambiguous
            ));
        }
        warnings
    }
}

impl From<SeriesTotal> for Metric {
    fn from(total: SeriesTotal) -> Self {
        let dimensions = total.dimensions.into_iter();
        Self {
            namespace: total.namespace,
            name: total.name,
            dimensions: dimensions
                .map(|dimension| (dimension.name, dimension.value))
                .collect(),
            unit: total.unit.as_str().to_owned(),
            sample_count: total.sample_count,
            sum: total.sum,
            min: total.minimum,
            max: total.maximum,
        }
    }
}

impl From<DeadLetter> for Letter {
    fn from(letter: DeadLetter) -> Self {
        Self {
            message_id: letter.message_id.to_string(),
            receive_count: letter.receive_count,
            body: letter.body,
        }
    }
}

/// The files whose notification is a dead letter.
fn failed_objects(inputs: &Inputs, dead_letters: &[DeadLetter]) -> u64 {
    let keys: BTreeSet<String> = dead_letters
        .iter()
        .flat_map(|letter| notified_keys(&letter.body))
        .collect();
    keys.iter().filter(|key| inputs.contains(key)).count() as u64
}

/// The objects whose notification is a dead letter, and what is known of each where the function said nothing of it.
fn dead_keys(dead_letters: &[DeadLetter], tally: &Tally) -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    for letter in dead_letters {
        let last_error = tally.last_error.as_deref().unwrap_or("not logged");
        let reason = format!(
            "its message is a dead letter after {} receives; the function's last error: {last_error}",
            letter.receive_count
        );
        let of_letter = notified_keys(&letter.body).into_iter();
        keys.extend(of_letter.map(|key| (key, reason.clone())));
    }
    keys
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn document() -> Document {
        Document {
            objects: Objects {
                processed: 1,
                skipped: 2,
                failed: 0,
            },
            records: Records {
                counted: 4,
                malformed: 0,
                duplicate: 0,
                expired: 0,
            },
            bytes: Bytes {
                compressed: 10,
                uncompressed: 20,
            },
            elapsed_seconds: 0.5,
            mb_per_second: 1.25,
            metrics: vec![Metric {
                namespace: "Custom/BedrockMetrics".to_owned(),
                name: "InvocationCount".to_owned(),
                dimensions: [("Region".to_owned(), "us-east-1".to_owned())].into(),
                unit: "Count".to_owned(),
                sample_count: 4.0,
                sum: 4.0,
                min: 1.0,
                max: 1.5,
            }],
            dead_letters: vec![Letter {
                message_id: "m".to_owned(),
                receive_count: 5,
                body: "{}".to_owned(),
            }],
            problems: vec![
                Problem {
                    kind: "malformed".to_owned(),
                    object: "k".to_owned(),
                    file: "f/k".to_owned(),
                    line: Some(13),
                    offset: Some(4711),
                    reason: "why".to_owned(),
                },
                Problem {
                    kind: "empty".to_owned(),
                    object: "l".to_owned(),
                    file: "f/l".to_owned(),
                    line: None,
                    offset: None,
                    reason: "why".to_owned(),
                },
            ],
            problems_untold: 3,
            inputs: InputCounts {
                logs: 4,
                left_out: [(Kind::OffloadedBody, 2), (Kind::NotSelected, 1)].into(),
            },
            interrupted: false,
            warnings: Vec::new(),
            bench: None,
        }
    }

    #[test]
    fn the_documents_shape_is_a_contract() {
        let expected = r#"{"objects":{"processed":1,"skipped":2,"failed":0},"records":{"counted":4,"malformed":0,"duplicate":0,"expired":0},"bytes":{"compressed":10,"uncompressed":20},"elapsed_seconds":0.5,"mb_per_second":1.25,"metrics":[{"namespace":"Custom/BedrockMetrics","name":"InvocationCount","dimensions":{"Region":"us-east-1"},"unit":"Count","sample_count":4,"sum":4,"min":1,"max":1.5}],"dead_letters":[{"message_id":"m","receive_count":5,"body":"{}"}],"problems":[{"kind":"malformed","object":"k","file":"f/k","line":13,"offset":4711,"reason":"why"},{"kind":"empty","object":"l","file":"f/l","reason":"why"}],"problems_untold":3,"inputs":{"logs":4,"offloaded_body":2,"not_selected":1}}"#;
        assert_eq!(document().to_json(), expected);
        let tally = Tally::default();
        assert_eq!(document().replayed(&tally), Replayed::SomeDeadLetters);
    }

    #[test]
    fn figures_that_do_not_add_up_are_explained_by_why_they_do_not() {
        let (inputs, tally) = (Inputs::default(), Tally::default());
        let whole = document().warnings(&inputs, &tally).join("; ");
        for reason in ["do not add up", "LOG_LEVEL", "another function"] {
            assert!(whole.contains(reason), "{whole}");
        }
        let mut document = document();
        document.interrupted = true;
        let stopped = document.warnings(&inputs, &tally).join("; ");
        assert!(stopped.contains("lag behind each other"), "{stopped}");
        assert!(!stopped.contains("add up"), "{stopped}");
        assert!(document.to_json().contains(r#""interrupted":true"#));
    }

    #[test]
    fn a_function_that_does_not_say_where_is_told_of() {
        let mut document = document();
        for (malformed, told) in [(4, None), (5, Some(1))] {
            document.records.malformed = malformed;
            assert_eq!(document.placeless_records(), told);
        }
    }
}
