//! What a build made of the logs: the figures that are compared, and that `--save` keeps in a repository.
//!
//! They are read from the document of a replay. What differs between two runs of one build is left out: times, ids of
//! messages, and of the function's health all but the sums.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::numbers;
use crate::replay::decode_key;

/// What a saved file says of its form.
const FORMAT: u32 = 1;

/// The dimension of the function's health. Its samples are requests, whose number depends on who shared a batch.
const HEALTH_DIMENSION: &str = "FunctionName";

/// Everything that is compared, sorted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Figures {
    pub(super) format: u32,
    pub(super) objects: Objects,
    pub(super) records: Records,
    pub(super) bytes: Bytes,
    /// The objects whose messages ended in the dead-letter queue; a message that names none is told by its event.
    pub(super) dead_letters: Vec<String>,
    /// Places that the function did not tell, although it counted them.
    pub(super) problems_untold: u64,
    pub(super) problems: Vec<Problem>,
    pub(super) metrics: Vec<Series>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Objects {
    pub(super) processed: u64,
    pub(super) skipped: u64,
    pub(super) failed: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Records {
    pub(super) counted: u64,
    pub(super) malformed: u64,
    pub(super) duplicate: u64,
    pub(super) expired: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Bytes {
    pub(super) compressed: u64,
    pub(super) uncompressed: u64,
}

/// A record or an object that did not count, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Problem {
    pub(super) kind: String,
    pub(super) object: String,
    /// As this machine has it: it is told, and neither saved nor compared.
    #[serde(default, skip_serializing)]
    pub(super) file: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<u64>,
    /// Bytes from the beginning of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) offset: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
}

/// A series over the whole run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Series {
    #[serde(flatten)]
    pub(super) id: SeriesId,
    #[serde(flatten)]
    pub(super) statistics: Statistics,
}

/// What tells series apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct SeriesId {
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) dimensions: BTreeMap<String, String>,
    pub(super) unit: String,
}

/// What was published to a series. The sum alone where the others depend on what shared a batch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Statistics {
    #[serde(serialize_with = "number")]
    pub(super) sum: f64,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "optional_number"
    )]
    pub(super) samples: Option<f64>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "optional_number"
    )]
    pub(super) minimum: Option<f64>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "optional_number"
    )]
    pub(super) maximum: Option<f64>,
}

/// What a run cost. Never compared: it is another one each time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub(super) struct Cost {
    /// Of the function's processes.
    pub(super) processor_seconds: f64,
    /// The most that one of them had, in MB of 2^20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) peak_memory_mb: Option<u64>,
}

/// A run: what is compared, what it cost, and what a reader must know of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Run {
    pub(super) figures: Figures,
    pub(super) cost: Cost,
    pub(super) warnings: Vec<String>,
}

/// The document of `replay --format json --bench`, as far as it is of use here. Fields are added to it, never changed.
#[derive(Debug, Deserialize)]
struct Document {
    objects: Objects,
    records: Records,
    bytes: Bytes,
    metrics: Vec<DocumentMetric>,
    dead_letters: Vec<DocumentLetter>,
    #[serde(default)]
    problems: Vec<Problem>,
    #[serde(default)]
    problems_untold: u64,
    #[serde(default)]
    warnings: Vec<String>,
    bench: Option<DocumentBench>,
}

#[derive(Debug, Deserialize)]
struct DocumentMetric {
    #[serde(flatten)]
    id: SeriesId,
    sample_count: f64,
    sum: f64,
    min: f64,
    max: f64,
}

#[derive(Debug, Deserialize)]
struct DocumentLetter {
    body: String,
}

#[derive(Debug, Deserialize)]
struct DocumentBench {
    processor_seconds: DocumentProcessors,
    peak_memory_mb: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct DocumentProcessors {
    function: f64,
}

impl Run {
    /// Reads the document of a replay.
    pub(super) fn of_document(json: &[u8]) -> Result<Self, serde_json::Error> {
        let document: Document = serde_json::from_slice(json)?;
        let cost = document.bench.map(|bench| Cost {
            processor_seconds: hundredths(bench.processor_seconds.function),
            peak_memory_mb: bench.peak_memory_mb,
        });
        let letters = document.dead_letters.iter();
        let mut figures = Figures {
            format: FORMAT,
            objects: document.objects,
            records: document.records,
            bytes: document.bytes,
            dead_letters: letters.flat_map(|letter| named(&letter.body)).collect(),
            problems_untold: document.problems_untold,
            problems: document.problems,
            metrics: document.metrics.into_iter().map(Series::from).collect(),
        };
        figures.sort();
        Ok(Self {
            figures,
            cost: cost.unwrap_or_default(),
            warnings: document.warnings,
        })
    }
}

impl Figures {
    /// Reads what `--save` wrote.
    pub(super) fn of_saved(json: &[u8]) -> Result<Self, SavedError> {
        let mut figures: Self = serde_json::from_slice(json)?;
        if figures.format != FORMAT {
            return Err(SavedError::Format {
                found: figures.format,
            });
        }
        figures.sort();
        Ok(figures)
    }

    fn sort(&mut self) {
        self.dead_letters.sort();
        self.problems.sort();
        self.metrics.sort_by(|one, other| one.id.cmp(&other.id));
    }

    /// As `--save` writes it: a line for each series and place, so that a review shows what changed and nothing else.
    pub(super) fn to_text(&self) -> String {
        let mut text = String::from("{\n");
        let _ = writeln!(text, "  \"format\": {},", self.format);
        for (name, value) in [
            ("objects", json(&self.objects)),
            ("records", json(&self.records)),
            ("bytes", json(&self.bytes)),
        ] {
            let _ = writeln!(text, "  \"{name}\": {value},");
        }
        list(&mut text, "dead_letters", &self.dead_letters);
        let _ = writeln!(text, "  \"problems_untold\": {},", self.problems_untold);
        list(&mut text, "problems", &self.problems);
        list(&mut text, "metrics", &self.metrics);
        let end = text.trim_end_matches(",\n").len();
        text.truncate(end);
        text.push_str("\n}\n");
        text
    }

    /// Whether the build did anything: a function that does not start leaves nothing but dead letters.
    pub(super) fn has_settled_nothing(&self) -> bool {
        let Objects {
            processed, skipped, ..
        } = self.objects;
        processed + skipped == 0 && self.metrics.is_empty() && !self.dead_letters.is_empty()
    }
}

/// Why a file is not a saved result.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SavedError {
    #[error("it is not what --save writes")]
    Json(#[from] serde_json::Error),
    #[error("it is of form {found}, and this program knows form {FORMAT}")]
    Format { found: u32 },
}

impl From<DocumentMetric> for Series {
    fn from(metric: DocumentMetric) -> Self {
        let is_health = metric.id.dimensions.keys().eq([HEALTH_DIMENSION]);
        let of_records = |value: f64| (!is_health).then(|| stable(value));
        Self {
            statistics: Statistics {
                sum: stable(metric.sum),
                samples: of_records(metric.sample_count),
                minimum: of_records(metric.min),
                maximum: of_records(metric.max),
            },
            id: metric.id,
        }
    }
}

/// The objects that a message names, else the event that it tells of, else that it could not be read.
fn named(body: &str) -> Vec<String> {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let keys: Vec<String> = body["Records"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|record| record["s3"]["object"]["key"].as_str())
        .map(decode_key)
        .collect();
    if keys.is_empty() {
        return vec![body["Event"].as_str().unwrap_or("a message").to_owned()];
    }
    keys
}

/// What is left of a sum whatever the order of its parts: whole numbers are exact, others are kept to twelve digits.
fn stable(value: f64) -> f64 {
    if value.fract() == 0.0 {
        return value;
    }
    format!("{value:.11e}").parse().unwrap_or(value)
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("numbers, texts and maps of texts are JSON")
}

/// A list with an element a line.
fn list<T: Serialize>(text: &mut String, name: &str, elements: &[T]) {
    if elements.is_empty() {
        let _ = writeln!(text, "  \"{name}\": [],");
        return;
    }
    let lines: Vec<_> = elements
        .iter()
        .map(|element| format!("    {}", json(element)))
        .collect();
    let _ = writeln!(text, "  \"{name}\": [\n{}\n  ],", lines.join(",\n"));
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn number<S: serde::Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    numbers::number(value, serializer)
}

#[expect(clippy::ref_option, reason = "serde's signature")]
fn optional_number<S: serde::Serializer>(
    value: &Option<f64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => numbers::number(value, serializer),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r#"{"objects":{"processed":2,"skipped":1,"failed":1},
        "records":{"counted":4,"malformed":1,"duplicate":0,"expired":0},
        "bytes":{"compressed":10,"uncompressed":20},"elapsed_seconds":0.5,"mb_per_second":1.25,
        "metrics":[
          {"namespace":"N","name":"B","dimensions":{"Region":"r"},"unit":"Count","sample_count":4,"sum":0.30000000000000004,"min":0,"max":2},
          {"namespace":"N","name":"A","dimensions":{"FunctionName":"f"},"unit":"Count","sample_count":3,"sum":4,"min":1,"max":2}],
        "warnings":["objects do not add up"],"dead_letters":[
          {"message_id":"m","receive_count":5,"body":"{\"Records\":[{\"s3\":{\"object\":{\"key\":\"b+c\"}}}]}"},
          {"message_id":"n","receive_count":5,"body":"{\"Event\":\"s3:TestEvent\"}"}],
        "problems":[{"kind":"malformed","object":"a","file":"/home/somebody/a","line":3,"offset":40,"reason":"no modelId"}],
        "bench":{"stage_seconds":{},"processor_seconds":{"emulator":1,"function":0.256},"peak_memory_mb":31}}"#;

    #[test]
    fn what_is_saved_is_sorted_and_tells_nothing_of_the_machine_or_the_time() {
        let Run {
            figures,
            cost,
            warnings,
        } = Run::of_document(DOCUMENT.as_bytes()).unwrap();
        assert_eq!(warnings, ["objects do not add up"]);
        let expected = r#"{
  "format": 1,
  "objects": {"processed":2,"skipped":1,"failed":1},
  "records": {"counted":4,"malformed":1,"duplicate":0,"expired":0},
  "bytes": {"compressed":10,"uncompressed":20},
  "dead_letters": [
    "b c",
    "s3:TestEvent"
  ],
  "problems_untold": 0,
  "problems": [
    {"kind":"malformed","object":"a","line":3,"offset":40,"reason":"no modelId"}
  ],
  "metrics": [
    {"namespace":"N","name":"A","dimensions":{"FunctionName":"f"},"unit":"Count","sum":4},
    {"namespace":"N","name":"B","dimensions":{"Region":"r"},"unit":"Count","sum":0.3,"samples":4,"minimum":0,"maximum":2}
  ]
}
"#;
        assert_eq!(figures.to_text(), expected);
        let saved = Figures::of_saved(expected.as_bytes()).unwrap();
        assert_eq!(saved.to_text(), expected);
        let expected = Cost {
            processor_seconds: 0.26,
            peak_memory_mb: Some(31),
        };
        assert_eq!(cost, expected);
    }

    #[test]
    fn what_is_no_saved_result_is_told_apart() {
        let other = DOCUMENT.replace("{\"objects\"", "{\"format\":2,\"objects\"");
        assert!(matches!(Figures::of_saved(b"[]"), Err(SavedError::Json(_))));
        assert!(Figures::of_saved(other.as_bytes()).is_err());
        let mut figures = Run::of_document(DOCUMENT.as_bytes()).unwrap().figures;
        figures.format = 2;
        assert!(matches!(
            Figures::of_saved(figures.to_text().as_bytes()),
            Err(SavedError::Format { found: 2 })
        ));
    }
}
