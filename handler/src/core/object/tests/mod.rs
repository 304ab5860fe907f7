//! The rules of counting, as data: a text, and what it comes to however it is framed and cut.

mod alike;
mod counting;
mod damage;
mod framing;
mod oracle;
mod places;
mod properties;

use std::io::Write as _;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{AgeWindow, Buffers, Limits, ObjectError, ObjectReader, ObjectTally, Step};
use crate::core::aggregate::Rules;
use crate::core::datapoint::Samples;

/// A sound record whose input tokens are `tokens` and whose requestId names them: sums tell which
/// records were counted.
fn sound(tokens: u64) -> String {
    format!(
        r#"{{"timestamp":"2026-04-19T13:28:51Z","region":"us-east-1","modelId":"us.anthropic.claude-x","requestId":"r{tokens}","input":{{"inputTokenCount":{tokens},"inputBodyJson":{{"a":["]}}",{{"inputTokenCount":999999}}]}}}},"output":{{"outputTokenCount":1}}}}"#
    )
}

/// The same over several lines.
fn pretty(tokens: u64) -> String {
    let value: serde_json::Value = serde_json::from_str(&sound(tokens)).unwrap();
    serde_json::to_string_pretty(&value).unwrap()
}

/// What a text comes to: records counted, the sum of their input tokens, malformed, duplicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Expected {
    counted: u64,
    input_tokens: u64,
    malformed: u64,
    duplicate: u64,
}

/// Checks a text in every framing and cut.
fn check(name: &str, text: impl AsRef<[u8]>, input_tokens: &[u64], malformed: u64, duplicate: u64) {
    let text = text.as_ref();
    let expected = Expected {
        counted: input_tokens.len() as u64,
        input_tokens: input_tokens.iter().sum(),
        malformed,
        duplicate,
    };
    // Each framing is read in the memory of the one before.
    let mut buffers = Buffers::default();
    for (framing, bytes) in framings(text) {
        let in_place;
        (in_place, buffers) =
            read_in_place(&bytes, buffers).expect("what is read in chunks is read in place");
        assert_eq!(outcome(&in_place), expected, "{name}, {framing}, in place");
        for chunk in [1, 7, 64 << 10] {
            let tally = read(&bytes, chunk, &Limits::default()).unwrap_or_else(|error| {
                panic!("{name}, {framing}, chunks of {chunk}: {error}");
            });
            assert_eq!(
                outcome(&tally),
                expected,
                "{name}, {framing}, chunks of {chunk}:\n{}",
                String::from_utf8_lossy(&text[..text.len().min(2000)])
            );
            assert_eq!(tally.bytes.uncompressed, text.len() as u64, "{name}");
            assert_eq!(tally.bytes.compressed, bytes.len() as u64, "{name}");
        }
    }
}

fn framings(text: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let (front, back) = text.split_at(text.len() / 2);
    vec![
        ("plain", text.to_vec()),
        ("gzip", gzip(text)),
        ("two members", [gzip(front), gzip(back)].concat()),
        (
            "members, an empty one, padding",
            [gzip(b""), gzip(front), vec![0; 3], gzip(back), vec![0; 512]].concat(),
        ),
    ]
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn rules() -> Arc<Rules> {
    Arc::new(Rules::default())
}

fn read(bytes: &[u8], chunk: usize, limits: &Limits) -> Result<ObjectTally, ObjectError> {
    read_within(bytes, chunk, limits, AgeWindow::default())
}

/// Reads through the reader's own room, as much at a time as it gives, an object whose length was
/// announced.
fn read_in_place(bytes: &[u8], buffers: Buffers) -> Result<(ObjectTally, Buffers), ObjectError> {
    let (rules, limits) = (rules(), Limits::default());
    let mut reader = ObjectReader::within(buffers, &rules, &limits, AgeWindow::default());
    reader.announce(bytes.len() as u64);
    let mut rest = bytes;
    while !rest.is_empty() {
        let room = reader.room();
        let taken = room.len().min(rest.len());
        room[..taken].copy_from_slice(&rest[..taken]);
        rest = &rest[taken..];
        reader.filled(taken);
        while reader.read(usize::MAX)? == Step::Paused {}
    }
    reader.finish_within()
}

fn read_within(
    bytes: &[u8],
    chunk: usize,
    limits: &Limits,
    window: AgeWindow,
) -> Result<ObjectTally, ObjectError> {
    push_all(ObjectReader::new(&rules(), limits, window), bytes, chunk)
}

fn push_all(
    mut reader: ObjectReader,
    bytes: &[u8],
    chunk: usize,
) -> Result<ObjectTally, ObjectError> {
    for chunk in bytes.chunks(chunk) {
        reader.push(chunk);
        while reader.read(3)? == Step::Paused {}
    }
    reader.finish()
}

fn outcome(tally: &ObjectTally) -> Expected {
    Expected {
        counted: tally.records.counted,
        input_tokens: sum_of(tally, "InputTokens"),
        malformed: tally.records.malformed,
        duplicate: tally.records.duplicate,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the tests' sums are small integers"
)]
fn sum_of(tally: &ObjectTally, metric: &str) -> u64 {
    let datapoints = tally.aggregate.clone().into_datapoints();
    let sums = datapoints
        .iter()
        .filter(|datapoint| datapoint.metric() == metric)
        .map(|datapoint| match datapoint.samples() {
            Samples::Distinct { values, counts } => values
                .iter()
                .zip(counts)
                .map(|(value, count)| value * count)
                .sum(),
            Samples::Statistics { sum, .. } => *sum,
        });
    sums.sum::<f64>() as u64
}
