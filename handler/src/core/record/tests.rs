//! The walk against `serde_json`, on records made and damaged from a seed.
//!
//! `cargo test --release -p handler --lib differential` compares a million; a debug build fewer.

use fastrand::Rng;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::skip::{Kernel as _, Stop, Words};
use super::walk::Walker;
use super::{RawRecord, Reading, Record, Timestamps, Wanted, read_record};
use crate::core::aggregate::Labels;
use crate::core::object::MalformedReason;

const RECORDS: u64 = if cfg!(debug_assertions) {
    4_000
} else {
    1_000_000
};

#[test]
fn differential_against_serde_json() {
    let mut rng = Rng::with_seed(6);
    let mut agreed = [0_u64; 3];
    for number in 0..RECORDS {
        let mut text = record(&mut rng);
        if rng.u8(..) < 120 {
            damage(&mut rng, &mut text);
        }
        agreed[compare(&text, number)] += 1;
    }
    for (outcome, records) in ["sound", "malformed", "unreadable"].iter().zip(agreed) {
        assert!(
            records > RECORDS / 50,
            "only {records} records were {outcome}"
        );
    }
}

/// Compares both readings of a text; which of three outcomes both have.
fn compare(text: &[u8], number: u64) -> usize {
    let show = || format!("record {number}: {}", String::from_utf8_lossy(text));
    if text.first() != Some(&b'{') {
        // Only what opens an object is read as a record.
        return 2;
    }
    let careful = checked_end(text);
    let syntax = serde_json::from_slice::<IgnoredAny>(text);
    match (&careful, &syntax) {
        (Some(_), Err(error)) => {
            // What is promised of strings: their escapes matter only where they are wanted.
            let error = error.to_string();
            let about_strings = ["escape", "surrogate", "recursion", "unicode code point"];
            let tolerated = about_strings.iter().any(|words| error.contains(words));
            assert!(tolerated, "{error}: {}", show());
        }
        (None, Ok(_)) => panic!("serde_json reads what is not read here: {}", show()),
        _ => {}
    }
    let mut raw = RawRecord::default();
    let Reading::Complete { end, .. } = read_record(text, 0, &mut raw) else {
        assert!(
            careful.is_none(),
            "quickly refused, carefully read: {}",
            show()
        );
        return 2;
    };
    if careful.is_none() {
        // Broken inside of a skipped body, or after the object: nothing to compare.
        return 2;
    }
    assert_eq!(Some(end), careful, "{}", show());
    let judged = judged(&raw);
    if let Ok(value) = serde_json::from_slice::<Value>(&text[..end]) {
        compare_values(&judged, &value, &show);
    }
    usize::from(judged.is_err())
}

fn judged<'a>(raw: &RawRecord<'a>) -> Result<Record<'a, Labels<'a>>, MalformedReason> {
    let epoch_seconds = Timestamps::default().read(raw)?;
    let labels = raw.labels(Wanted::default())?;
    Record::judge(raw, epoch_seconds, labels)
}

/// Where the object that begins the text ends by the whole grammar.
fn checked_end(text: &[u8]) -> Option<usize> {
    let mut walker = Walker::over_lines(text, 0);
    let is_whole = walker.pass_value().is_ok();
    let rest = text.get(walker.at()..).unwrap_or_default();
    (is_whole && rest.iter().all(u8::is_ascii_whitespace)).then_some(walker.at())
}

fn compare_values(
    judged: &Result<Record<'_, Labels<'_>>, MalformedReason>,
    value: &Value,
    show: &dyn Fn() -> String,
) {
    if value["timestamp"]
        .as_str()
        .is_some_and(|text| !is_rfc_3339(text))
    {
        // jiff reads more of ISO 8601 than RFC 3339 allows.
        return;
    }
    let text = |key: &str| value[key].as_str().filter(|text| !text.is_empty());
    let timestamp = value["timestamp"]
        .as_str()
        .and_then(|text| text.parse::<jiff::Timestamp>().ok());
    let counts = [
        count(&value["input"]["inputTokenCount"]),
        count(&value["output"]["outputTokenCount"]),
        count(&value["input"]["cacheReadInputTokenCount"]),
        count(&value["input"]["cacheWriteInputTokenCount"]),
    ];
    let sound = timestamp.is_some_and(|timestamp| timestamp.as_second() >= 0)
        && text("region").is_some()
        && text("modelId").is_some()
        && counts.iter().all(Result::is_ok);
    match judged {
        Err(_) => assert!(!sound, "serde_json finds it sound: {}", show()),
        Ok(record) => {
            assert!(sound, "serde_json finds it malformed: {}", show());
            assert_eq!(
                Some(record.epoch_seconds),
                timestamp.map(jiff::Timestamp::as_second),
                "{}",
                show()
            );
            assert_eq!(Some(&*record.labels.region), text("region"), "{}", show());
            assert_eq!(
                Some(&*record.labels.model_id),
                text("modelId"),
                "{}",
                show()
            );
            assert_eq!(
                record.labels.inference_region.as_deref(),
                text("inferenceRegion"),
                "{}",
                show()
            );
            let id = text("requestId").map(str::as_bytes);
            assert_eq!(record.request_id.as_deref(), id, "{}", show());
            let tokens = record.tokens;
            let read = [
                tokens.input,
                tokens.output,
                tokens.cache_read,
                tokens.cache_write,
            ];
            assert_eq!(read.map(Ok), counts, "{}", show());
        }
    }
}

fn is_rfc_3339(timestamp: &str) -> bool {
    let shape = timestamp
        .bytes()
        .map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    shape.eq(b"0000-00-00T00:00:00Z".iter().copied())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only what is an integer below 2^53 is cast"
)]
fn count(value: &Value) -> Result<Option<u64>, ()> {
    match value {
        Value::Null => Ok(None),
        Value::Number(number) => match (number.as_u64(), number.as_f64()) {
            (Some(count), _) => Ok(Some(count)),
            (_, Some(float)) if float >= 0.0 && float.fract() == 0.0 && float < 9e15 => {
                Ok(Some(float as u64))
            }
            _ => Err(()),
        },
        _ => Err(()),
    }
}

fn record(rng: &mut Rng) -> Vec<u8> {
    let mut members = Vec::new();
    for key in ["timestamp", "region", "modelId"] {
        if rng.u8(..) > 3 {
            members.push(member(rng, key, &known(rng.clone(), key)));
        }
    }
    for _ in 0..rng.usize(..7) {
        let key = rng.choice(KEYS).expect("there are keys");
        let value = match *key {
            "input" | "output" | "identity" | "requestMetadata" if rng.u8(..) > 10 => section(rng),
            "timestamp" | "region" | "modelId" if rng.u8(..) > 60 => known(rng.clone(), key),
            _ => value(rng, 4),
        };
        members.push(member(rng, key, &value));
    }
    rng.shuffle(&mut members);
    object(rng, &members)
}

const KEYS: &[&str] = &[
    "timestamp",
    "region",
    "modelId",
    "requestId",
    "inferenceRegion",
    "errorCode",
    "input",
    "input",
    "output",
    "identity",
    "requestMetadata",
    "schemaType",
    "operation",
    "x",
    "",
];

const COUNTS: &[&str] = &[
    "inputTokenCount",
    "outputTokenCount",
    "cacheReadInputTokenCount",
    "cacheWriteInputTokenCount",
    "inputBodyJson",
    "outputBodyJson",
    "arn",
    "z",
];

fn known(mut rng: Rng, key: &str) -> Vec<u8> {
    let text = match key {
        "timestamp" => format!(
            "\"2026-0{}-1{}T0{}:59:0{}Z\"",
            rng.u8(1..10),
            rng.u8(..10),
            rng.u8(..10),
            rng.u8(..10)
        ),
        "region" => "\"us-east-1\"".to_owned(),
        _ => "\"eu.anthropic.claude\"".to_owned(),
    };
    text.into_bytes()
}

fn section(rng: &mut Rng) -> Vec<u8> {
    let mut members = Vec::new();
    for _ in 0..rng.usize(..5) {
        let key = rng.choice(COUNTS).expect("there are keys");
        let value = match key.ends_with("Count") {
            true if rng.u8(..) > 8 => rng.u32(..100_000).to_string().into_bytes(),
            true => number(rng),
            false => value(rng, 5),
        };
        members.push(member(rng, key, &value));
    }
    object(rng, &members)
}

fn member(rng: &mut Rng, key: &str, value: &[u8]) -> Vec<u8> {
    let mut text = blank(rng);
    text.push(b'"');
    for byte in key.bytes() {
        match rng.u8(..) {
            0 => text.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => text.push(byte),
        }
    }
    text.push(b'"');
    text.extend(blank(rng));
    text.push(b':');
    text.extend(blank(rng));
    text.extend_from_slice(value);
    text.extend(blank(rng));
    text
}

fn object(rng: &mut Rng, members: &[Vec<u8>]) -> Vec<u8> {
    let inside = if members.is_empty() {
        blank(rng)
    } else {
        members.join(&b','.to_owned())
    };
    [b"{", &inside[..], b"}"].concat()
}

fn blank(rng: &mut Rng) -> Vec<u8> {
    match rng.u8(..) {
        0 => b"\n\t ".to_vec(),
        1 => b"\r\n".to_vec(),
        2..20 => b" ".to_vec(),
        _ => Vec::new(),
    }
}

fn value(rng: &mut Rng, depth: u32) -> Vec<u8> {
    match rng.u8(if depth == 0 { 0..5 } else { 0..9 }) {
        0 => rng
            .choice(["null", "true", "false"])
            .expect("a literal")
            .into(),
        1 => number(rng),
        2..5 => string(rng),
        5 | 6 => {
            let elements: Vec<_> = (0..rng.usize(..5)).map(|_| value(rng, depth - 1)).collect();
            [b"[", &elements.join(&b','.to_owned())[..], b"]"].concat()
        }
        _ => {
            let members: Vec<_> = (0..rng.usize(..4))
                .map(|_| {
                    let value = value(rng, depth - 1);
                    [&string(rng)[..], b":", &value].concat()
                })
                .collect();
            object(rng, &members)
        }
    }
}

fn number(rng: &mut Rng) -> Vec<u8> {
    let written = [
        "0",
        "-0",
        "5.0",
        "1e2",
        "50e-1",
        "0.5",
        "-3",
        "12345678901",
        "1e30",
        "7E+2",
    ];
    (*rng.choice(written.iter()).expect("a number")).into()
}

/// Strings whose ends and escapes fall on every place of a block.
fn string(rng: &mut Rng) -> Vec<u8> {
    let mut text = vec![b'"'];
    for _ in 0..rng.usize(..4) {
        let piece: &[u8] = match rng.u8(..12) {
            0 => b"\\\"",
            1 => b"\\\\",
            2 => b"\\u00e9",
            3 => b"\\ud83d\\ude00",
            4 => "\u{e9}\u{1f600}".as_bytes(),
            5 => b"{[}],:",
            6 => b"\\n\\/",
            _ => b"abcdefghijklmnop",
        };
        for _ in 0..rng.usize(..6) {
            text.extend_from_slice(piece);
        }
    }
    text.push(b'"');
    text
}

fn damage(rng: &mut Rng, text: &mut Vec<u8>) {
    for _ in 0..rng.usize(1..3) {
        if text.is_empty() {
            return;
        }
        let at = rng.usize(..text.len());
        let byte = *rng.choice(b"\"\\{}[],:0\n a\xff\x01").expect("a byte");
        match rng.u8(..5) {
            0 => text.truncate(at),
            1 => drop(text.remove(at)),
            2 => text.insert(at, byte),
            _ => text[at] = byte,
        }
    }
}

#[test]
fn a_string_ends_where_it_does_byte_by_byte() {
    let mut rng = Rng::with_seed(7);
    for _ in 0..5_000 {
        let length = rng.usize(..40);
        let text: Vec<u8> = (0..length)
            .map(|_| *rng.choice(b"ab\\\"\"\x1f\x80\xff\x21 ").unwrap())
            .collect();
        assert_eq!(
            Words.long_string_end(&text, 0).map(|end| end.quote),
            naive_string_end(&text),
            "{text:?}"
        );
    }
}

fn naive_string_end(text: &[u8]) -> Result<usize, Stop> {
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => return Ok(at),
            0..0x20 => return Err(Stop::Broken),
            b'\\' => match text.get(at + 1) {
                None => return Err(Stop::Incomplete),
                Some(0..0x20) => return Err(Stop::Broken),
                Some(_) => at += 2,
            },
            _ => at += 1,
        }
    }
    Err(Stop::Incomplete)
}
