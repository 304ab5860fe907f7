//! Log text of known make, from a seed: the same bytes on every machine.
//!
//! Not the suite's generator, which knows what its objects come to; this one knows only how records
//! look from afar: how long they are, and what their bytes are like.

use std::io::Write as _;

use fastrand::Rng;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::prose::Prose;

/// How records look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Make {
    /// Chat turns: 1.3 KB.
    Chat,
    /// Long prompts of prose: 9 KB.
    Prompt,
    /// An image in base64 and an answer in chunks: 83 KB.
    Image,
    /// A vector of numbers, twice: 35 KB.
    Embedding,
}

impl Make {
    /// Every make, by the length of its records.
    pub const ALL: [Self; 4] = [Self::Chat, Self::Prompt, Self::Embedding, Self::Image];

    /// A name for tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chat => "chat-1k",
            Self::Prompt => "prompt-9k",
            Self::Image => "image-83k",
            Self::Embedding => "embedding-35k",
        }
    }
}

const MODELS: [&str; 4] = [
    "us.anthropic.claude-3-haiku-20240307-v1:0",
    "anthropic.claude-3-5-sonnet-20240620-v1:0",
    "global.anthropic.claude-sonnet-4-20250514-v1:0",
    "arn:aws:bedrock:us-east-1:123456789012:inference-profile/eu.meta.llama3-2-3b-instruct-v1:0",
];

/// JSON lines of one make, at least `bytes` long.
pub fn text(make: Make, bytes: usize, seed: u64) -> Vec<u8> {
    let mut rng = Rng::with_seed(seed);
    let mut prose = Prose::new(&mut rng);
    let mut text = Vec::with_capacity(bytes + 100_000);
    let mut second = 0;
    while text.len() < bytes {
        second += rng.u32(..2);
        push_record(&mut text, make, second, &mut prose, &mut rng);
    }
    text
}

/// The text as one gzip member, as Bedrock compresses it.
///
/// # Panics
///
/// Never: memory takes every write.
pub fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).expect("memory takes every write");
    encoder.finish().expect("memory takes every write")
}

fn push_record(text: &mut Vec<u8>, make: Make, second: u32, prose: &mut Prose, rng: &mut Rng) {
    let (hour, minute) = (second / 3_600 % 24, second / 60 % 60);
    let model = rng.choice(MODELS).expect("there are models");
    let head = format!(
        r#"{{"schemaType":"ModelInvocationLog","schemaVersion":"1.0","timestamp":"2026-04-19T{hour:02}:{minute:02}:{:02}Z","accountId":"123456789012","identity":{{"arn":"arn:aws:sts::123456789012:assumed-role/service/i-{:08x}"}},"region":"us-east-1","requestId":"{:08x}-7d52-4a3c-9a3e-{:012x}","operation":"InvokeModel","modelId":"{model}","input":{{"inputContentType":"application/json","inputBodyJson":"#,
        second % 60,
        rng.u32(..),
        rng.u32(..),
        rng.u64(..1 << 48),
    );
    text.extend_from_slice(head.as_bytes());
    let (question, answer) = bodies(make, prose, rng);
    text.extend_from_slice(&question);
    let middle = format!(
        r#","inputTokenCount":{}}},"output":{{"outputContentType":"application/json","outputBodyJson":"#,
        rng.u32(10..4_000)
    );
    text.extend_from_slice(middle.as_bytes());
    text.extend_from_slice(&answer);
    let tail = format!(
        ",\"outputTokenCount\":{}}},\"inferenceRegion\":\"us-east-1\"}}\n",
        rng.u32(1..2_000)
    );
    text.extend_from_slice(tail.as_bytes());
}

fn bodies(make: Make, prose: &mut Prose, rng: &mut Rng) -> (Vec<u8>, Vec<u8>) {
    let mut written = |bytes| message(&sentences(prose, rng, bytes));
    match make {
        Make::Chat => (written(300), written(220)),
        Make::Prompt => (written(7_600), written(700)),
        Make::Image => (message(&base64(rng, 62_000)), chunks(prose, rng, 120)),
        Make::Embedding => (written(2_000), vectors(rng, 1_024)),
    }
}

fn message(content: &[u8]) -> Vec<u8> {
    let before = br#"{"messages":[{"role":"user","content":[{"type":"text","text":""#;
    [before, content, br#""}]}],"max_tokens":1024}"#].concat()
}

fn sentences(prose: &mut Prose, rng: &mut Rng, bytes: usize) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes + 200);
    while text.len() < bytes {
        text.extend_from_slice(prose.sentence(rng).as_bytes());
        text.push(b' ');
    }
    text
}

fn base64(rng: &mut Rng, bytes: usize) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (0..bytes).map(|_| ALPHABET[rng.usize(..64)]).collect()
}

/// The events of a streamed answer.
fn chunks(prose: &mut Prose, rng: &mut Rng, events: usize) -> Vec<u8> {
    let events: Vec<Vec<u8>> = (0..events)
        .map(|_| {
            let word = prose.word(rng).to_owned();
            format!(
                r#"{{"type":"content_block_delta","index":0,"delta":{{"type":"text_delta","text":"{word} "}},"p":"{}"}}"#,
                "abcdefghijklmnopqrstuvwxyz".repeat(rng.usize(1..4))
            )
            .into_bytes()
        })
        .collect();
    [&b"["[..], &events.join(&b','), b"]"].concat()
}

/// An embedding as Titan Text Embeddings V2 answers: `embeddingsByType` says all of `embedding` again.
/// ([Amazon Titan Embeddings Text](https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html).)
fn vectors(rng: &mut Rng, dimensions: usize) -> Vec<u8> {
    let numbers: Vec<String> = (0..dimensions)
        .map(|_| format!("{:.14}", rng.f64() * 2.0 - 1.0))
        .collect();
    let numbers = numbers.join(",");
    format!(
        r#"{{"embedding":[{numbers}],"inputTextTokenCount":9,"embeddingsByType":{{"float":[{numbers}]}}}}"#
    )
    .into_bytes()
}
