//! The expected metrics of log objects, recomputed as naively as possible.
//!
//! A whole object becomes one `String`, each value one `serde_json::Value`, and the sums are added
//! up field by field. It shares no code with the handler, so that the two agree only by both
//! following the rules of counting. It is not for large or hostile input: nesting deeper than
//! `serde_json`'s limit and lone surrogates are left to the handler's own tests.

mod record;
mod values;

use std::collections::HashSet;
use std::io;

use self::record::{Record, sound_record};
use self::values::values;
use crate::sums::{Series, Sums};

pub use self::values::text_of;

/// The classes whose tokens are published (`ENABLE_CROSS_REGION_DETECTION`, `ENABLE_GLOBAL_CROSS_REGION`).
#[derive(Debug, Clone, Copy)]
pub struct Switches {
    pub cross_region: bool,
    pub global_cross_region: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            cross_region: true,
            global_cross_region: true,
        }
    }
}

impl Switches {
    fn publish(self, class: &str) -> bool {
        match class {
            "CrossRegion" => self.cross_region,
            "GlobalCrossRegion" => self.global_cross_region,
            _ => true,
        }
    }
}

/// What a set of objects (key and bytes) adds up to.
///
/// # Errors
/// When an object begins like gzip and cannot be inflated.
pub fn sums_of<'a>(
    objects: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    switches: Switches,
) -> io::Result<Sums> {
    let mut sums = Sums::default();
    for (key, body) in objects {
        add_object(&mut sums, key, body, switches)?;
    }
    Ok(sums)
}

/// Whether an object is no log: its key says so, or there is nothing in it.
pub fn is_skipped(key: &str, body: &[u8]) -> bool {
    let folder = key.rsplit('/').nth(1);
    folder == Some("data")
        || key.ends_with("amazon-bedrock-logs-permission-check")
        || body.is_empty()
}

/// Whether a text begins with a sound record.
pub fn begins_with_a_record(text: &str) -> bool {
    let mut values = serde_json::Deserializer::from_str(text).into_iter();
    matches!(values.next(), Some(Ok(value)) if sound_record(&value).is_some())
}

fn add_object(sums: &mut Sums, key: &str, body: &[u8], switches: Switches) -> io::Result<()> {
    if is_skipped(key, body) {
        sums.objects.skipped += 1;
        return Ok(());
    }
    let text = text_of(body)?;
    sums.objects.processed += 1;
    let mut seen = HashSet::new();
    for value in values(&text) {
        match value.as_ref().and_then(sound_record) {
            None => sums.records.malformed += 1,
            Some(record) => add_record(sums, &record, &mut seen, switches),
        }
    }
    Ok(())
}

fn add_record(sums: &mut Sums, record: &Record, seen: &mut HashSet<String>, switches: Switches) {
    if let Some(id) = &record.request_id
        && !seen.insert(id.clone())
    {
        sums.records.duplicate += 1;
        return;
    }
    sums.records.counted += 1;
    let name = if record.failed {
        "InvocationErrorCount"
    } else {
        "InvocationCount"
    };
    sums.sample(Series::by(name, "Region", &record.region), 1);
    for &(name, count) in record
        .tokens
        .iter()
        .filter(|_| switches.publish(record.class))
    {
        sums.sample(Series::by(name, "InferenceProfile", record.class), count);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const SOUND: &str = r#"{"timestamp":"2026-04-19T13:28:51Z","region":"us-east-1","modelId":"us.amazon.nova-lite-v1:0"}"#;

    #[test]
    fn lines_that_cannot_be_read_take_no_neighbour() {
        let cut = &SOUND[..40];
        let not_unicode_cut = r#"{"input":{"inputBodyJson":"cut"#;
        for (text, counted, malformed) in [
            (format!("{SOUND}\n{{\"timestamp\":\n{SOUND}\n{SOUND}"), 3, 1),
            (format!("{SOUND}\n{{\"timestamp\":\n{SOUND}"), 2, 1),
            (format!("{cut}\n{SOUND}\n"), 1, 1),
            (format!("{not_unicode_cut}\n{SOUND}\n"), 1, 1),
            (format!("[1, 2]\n{SOUND}\n"), 1, 1),
            (format!("[{SOUND},\n{SOUND},\n{cut}"), 2, 1),
            (format!("[{SOUND},\n{cut}\n{SOUND}]\n{SOUND}"), 3, 1),
            (format!("[{SOUND}, 7]"), 1, 1),
            (format!("[{SOUND}"), 1, 1),
            (format!("[{SOUND},{cut}\n{SOUND}\n{SOUND}\n"), 3, 1),
            (format!("[\n{SOUND},\n{cut}\n{cut}\n"), 1, 1),
            (format!("[[{SOUND}]]\n[{SOUND}]{SOUND}"), 2, 1),
            (format!("{SOUND} what\n{SOUND}{SOUND}"), 3, 1),
            ("[]".to_owned(), 0, 0),
            ("{}\n\n[".to_owned(), 0, 2),
        ] {
            let sums =
                sums_of([("a.json", text.as_bytes())], Switches::default()).expect("plain text");
            assert_eq!(
                (sums.records.counted, sums.records.malformed),
                (counted, malformed),
                "{text}"
            );
        }
    }

    /// The same cases are put to the handler and to `fixtures/expected.py`.
    #[test]
    fn every_case_of_the_counting_rules_comes_to_what_it_says() {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/rules.json");
        let cases = std::fs::read(file).expect("the cases are checked in");
        let cases: Vec<Value> = serde_json::from_slice(&cases).expect("the cases are JSON");
        for case in cases {
            let text = case["text"].as_str().expect("every case has a text");
            let found =
                sums_of([("a.json", text.as_bytes())], Switches::default()).expect("plain text");
            let records = json!({ "counted": found.records.counted,
                "malformed": found.records.malformed, "duplicate": found.records.duplicate });
            let sums: serde_json::Map<String, Value> = found
                .series
                .iter()
                .map(|(series, statistics)| (named(series), json!(statistics.sum)))
                .collect();
            let name = &case["name"];
            assert_eq!(records, case["records"], "{name}");
            assert_eq!(Value::from(sums), case["sums"], "{name}");
        }
    }

    fn named(series: &Series) -> String {
        let dimensions = series.dimensions.iter();
        dimensions.fold(series.name.clone(), |name, (dimension, value)| {
            format!("{name} {dimension}={value}")
        })
    }

    #[test]
    fn the_fixtures_add_up_to_what_the_python_script_found() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
        let objects =
            crate::files::read_tree(&root.join("logs")).expect("the fixtures are checked in");
        let pairs = objects
            .iter()
            .map(|(key, body)| (key.as_str(), body.as_slice()));
        let found = sums_of(pairs, Switches::default()).expect("the fixtures are sound gzip");
        let expected =
            std::fs::read_to_string(root.join("expected.json")).expect("the answer is checked in");
        let expected: Value = serde_json::from_str(&expected).expect("the answer is JSON");
        Sums::from_document(&expected)
            .expect("the answer is a document")
            .assert_same(&found);
    }
}
