//! One log record as text, and what it counts.
//!
//! The answer is noted from the same choices that the text is written from, never read back from the
//! text. Sizes follow real records: 1 KB chat turns, 9 KB prompts, 80 KB with an image and a streamed
//! answer, 35 KB embeddings.

use std::io::Write;

use fastrand::Rng;
use jiff::Timestamp;

use super::choices::{CountSpread, Counts, MODELS, Model, Served};
use super::pieces::{self, Pieces};
use super::plan::Plan;
use super::profile::Profile;
use crate::sums::Series;

/// What a record adds.
pub(super) enum Outcome {
    Counted(Vec<(Series, u64)>),
    Malformed,
    Duplicate,
}

/// Where a call that was served elsewhere ran.
const ELSEWHERE: &str = "ca-central-1";

/// Composes one record after the other.
pub(super) struct Composer {
    rng: Rng,
    profile: Profile,
    start_epoch_s: i64,
    calls_per_second: u32,
    odd_per_mille: u32,
    counts: CountSpread,
    composed: u64,
    region: &'static str,
    text: Vec<u8>,
    outcome: Outcome,
    prose: Pieces,
    base64: Pieces,
    floats: Pieces,
    chunks: Pieces,
}

impl Composer {
    pub(super) fn new(plan: &Plan) -> Self {
        let mut rng = Rng::with_seed(plan.seed);
        Self {
            prose: pieces::prose(&mut rng),
            base64: pieces::base64(&mut rng),
            floats: pieces::floats(&mut rng),
            chunks: pieces::chunks(&mut rng),
            rng,
            profile: plan.profile,
            start_epoch_s: plan.start_epoch_s,
            calls_per_second: plan.calls_per_second.max(1),
            odd_per_mille: plan.odd_per_mille,
            counts: plan.counts,
            composed: 0,
            region: "",
            text: Vec::new(),
            outcome: Outcome::Malformed,
        }
    }

    /// The time of the next record.
    pub(super) fn now_epoch_s(&self) -> i64 {
        self.start_epoch_s
            + i64::try_from(self.composed / u64::from(self.calls_per_second))
                .unwrap_or(i64::MAX / 2)
    }

    /// A new object: nothing in it can repeat a record of another.
    pub(super) fn begin_object(&mut self, region: &'static str) {
        self.region = region;
        self.outcome = Outcome::Malformed;
    }

    /// The next record and what it counts. Only where a record is a line of its own may one be cut off.
    pub(super) fn next_record(&mut self, may_cut: bool) -> (&[u8], &Outcome) {
        self.composed += 1;
        let odd = self.rng.u32(..1000) < self.odd_per_mille;
        if odd
            && self.rng.bool()
            && matches!(self.outcome, Outcome::Counted(_) | Outcome::Duplicate)
        {
            self.outcome = Outcome::Duplicate;
            return (&self.text, &self.outcome);
        }
        self.compose();
        if odd {
            self.spoil(may_cut);
        }
        (&self.text, &self.outcome)
    }

    /// Makes the record that was just composed unreadable or unusable.
    fn spoil(&mut self, may_cut: bool) {
        self.outcome = Outcome::Malformed;
        if may_cut {
            let length = self.rng.usize(1..self.text.len());
            self.text.truncate(length);
        } else {
            // Of a repeated key the last counts: the record has no Region any more.
            self.text.pop();
            self.text.extend_from_slice(br#","region":null}"#);
        }
    }

    fn compose(&mut self) {
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        let model = &MODELS[self.rng.usize(..MODELS.len())];
        let kind = self.rng.u32(..100);
        let body = self.body_profile();
        let drawn = Counts::draw(&mut self.rng, kind, body);
        let counts = match self.counts {
            CountSpread::Drawn => drawn,
            CountSpread::Distinct => drawn.made_distinct(self.composed),
        };
        self.write_record(&mut text, model, &counts);
        self.text = text;
        self.outcome = Outcome::Counted(counts.samples(self.region, model.class));
    }

    fn body_profile(&mut self) -> Profile {
        match self.profile {
            Profile::Mix => match self.rng.u32(..100) {
                0..70 => Profile::Kb1,
                70..92 => Profile::Kb9,
                92..96 => Profile::Kb80,
                _ => Profile::Embeddings,
            },
            profile => profile,
        }
    }

    /// Field order varies between records: the envelope comes before the bodies, after them, or around them.
    fn write_record(&mut self, text: &mut Vec<u8>, model: &Model, counts: &Counts) {
        let order = self.rng.u32(..3);
        text.push(b'{');
        if order != 1 {
            self.write_who(text);
        }
        if order == 2 {
            self.write_model(text, model, counts);
        }
        self.write_input(text, counts);
        self.write_output(text, counts);
        if order != 2 {
            self.write_model(text, model, counts);
        }
        if order == 1 {
            self.write_who(text);
        }
        text.pop();
        text.push(b'}');
    }

    fn write_who(&mut self, text: &mut Vec<u8>) {
        let time = Timestamp::from_second(self.now_epoch_s()).unwrap_or_default();
        let (id, session) = (self.rng.u128(..), self.rng.u32(..));
        put(
            text,
            format_args!(
                r#""schemaType":"ModelInvocationLog","schemaVersion":"1.0","timestamp":"{}","accountId":"123456789012","identity":{{"arn":"arn:aws:sts::123456789012:assumed-role/claims-service/i-{session:08x}"}},"region":"{}","requestId":"{}","#,
                time.strftime("%Y-%m-%dT%H:%M:%SZ"),
                self.region,
                uuid(id),
            ),
        );
    }

    fn write_model(&mut self, text: &mut Vec<u8>, model: &Model, counts: &Counts) {
        put(
            text,
            format_args!(r#""operation":"{}","modelId":""#, counts.operation()),
        );
        let (before, after) = model.id.split_once("{region}").unwrap_or((model.id, ""));
        let region = if after.is_empty() { "" } else { self.region };
        put(text, format_args!(r#"{before}{region}{after}","#));
        match model.served {
            Served::Absent => {}
            Served::Same => put(
                text,
                format_args!(r#""inferenceRegion":"{}","#, self.region),
            ),
            Served::Elsewhere => put(text, format_args!(r#""inferenceRegion":"{ELSEWHERE}","#)),
        }
        if let Some(code) = counts.error {
            put(text, format_args!(r#""errorCode":"{code}","#));
        }
        if self.rng.u32(..10) == 0 {
            put(
                text,
                format_args!(
                    r#""requestMetadata":{{"team":"claims","inputTokenCount":"999999"}},"#
                ),
            );
        }
    }

    fn write_input(&mut self, text: &mut Vec<u8>, counts: &Counts) {
        put(
            text,
            format_args!(r#""input":{{"inputContentType":"application/json","#),
        );
        put_count(text, "inputTokenCount", counts.input);
        put_count(text, "cacheReadInputTokenCount", counts.cache_read);
        put(text, format_args!(r#""inputBodyJson":"#));
        match counts.body {
            None => text.extend_from_slice(b"{}"),
            Some(body) => self.write_prompt(text, body),
        }
        text.push(b',');
        put_count(text, "cacheWriteInputTokenCount", counts.cache_write);
        close(text);
    }

    fn write_prompt(&mut self, text: &mut Vec<u8>, body: Profile) {
        text.extend_from_slice(br#"{"messages":[{"role":"user","content":["#);
        if body == Profile::Kb80 {
            text.extend_from_slice(
                br#"{"type":"image","source":{"type":"base64","media_type":"image/png","data":""#,
            );
            self.base64.append(text, &mut self.rng, 52_000);
            text.extend_from_slice(br#""}},"#);
        }
        text.extend_from_slice(br#"{"type":"text","text":""#);
        let prompt = match body {
            Profile::Kb1 => 240,
            Profile::Kb80 => 2_500,
            Profile::Embeddings => 900,
            Profile::Kb9 | Profile::Mix => 6_400,
        };
        let prompt = self.rng.usize(prompt * 3 / 4..prompt * 5 / 4);
        self.prose.append(text, &mut self.rng, prompt);
        text.extend_from_slice(br#""}]}],"inputTokenCount":999999,"region":"mars-north-1"}"#);
    }

    fn write_output(&mut self, text: &mut Vec<u8>, counts: &Counts) {
        text.extend_from_slice(br#""output":{"outputBodyJson":"#);
        match counts.body {
            None => text.extend_from_slice(b"{}"),
            Some(Profile::Embeddings) => {
                text.extend_from_slice(br#"{"embedding":["#);
                let start = text.len();
                self.floats.append(text, &mut self.rng, 16_500);
                let end = text.len();
                // The vector comes twice, as Titan Text Embeddings V2 answers.
                text.extend_from_slice(
                    br#"],"inputTextTokenCount":999999,"embeddingsByType":{"float":["#,
                );
                text.extend_from_within(start..end);
                text.extend_from_slice(b"]}}");
            }
            Some(Profile::Kb80) => {
                text.push(b'[');
                self.chunks.append(text, &mut self.rng, 27_000);
                text.extend_from_slice(br#",{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":999999,"outputTokenCount":888888}}]"#);
            }
            Some(body) => {
                text.extend_from_slice(
                    br#"{"output":{"message":{"role":"assistant","content":[{"text":""#,
                );
                let answer = if body == Profile::Kb1 { 160 } else { 1_700 };
                self.prose.append(text, &mut self.rng, answer);
                text.extend_from_slice(
                    br#""}]}},"stopReason":"end_turn","outputTokenCount":888888}"#,
                );
            }
        }
        text.extend_from_slice(br#","outputContentType":"application/json","#);
        put_count(text, "outputTokenCount", counts.output);
        close(text);
    }
}

fn put(text: &mut Vec<u8>, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("a Vec takes every byte");
}

fn put_count(text: &mut Vec<u8>, field: &str, count: Option<u64>) {
    if let Some(count) = count {
        put(text, format_args!(r#""{field}":{count},"#));
    }
}

/// Ends an object whose last field was followed by a comma, and puts a comma after it.
fn close(text: &mut Vec<u8>) {
    text.pop();
    text.extend_from_slice(b"},");
}

fn uuid(bits: u128) -> String {
    let hex = format!("{bits:032x}");
    format!(
        "{}-{}-4{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..]
    )
}
