//! The choices that both a record's text and its answer are made from: which model, which counts, failed or not.

use fastrand::Rng;

use super::profile::Profile;
use crate::sums::Series;

/// A modelId, the class it belongs to, and the inferenceRegion it is logged with.
pub(super) struct Model {
    pub(super) id: &'static str,
    pub(super) class: &'static str,
    pub(super) served: Served,
}

pub(super) enum Served {
    Absent,
    Same,
    Elsewhere,
}

const fn model(id: &'static str, class: &'static str, served: Served) -> Model {
    Model { id, class, served }
}

/// `{region}` stands for the caller's Region.
pub(super) const MODELS: [Model; 14] = [
    model(
        "us.anthropic.claude-sonnet-4-20250514-v1:0",
        "CrossRegion",
        Served::Elsewhere,
    ),
    model(
        "us.anthropic.claude-3-haiku-20240307-v1:0",
        "CrossRegion",
        Served::Same,
    ),
    model("eu.amazon.nova-lite-v1:0", "CrossRegion", Served::Elsewhere),
    model("apac.amazon.nova-pro-v1:0", "CrossRegion", Served::Absent),
    model(
        "sa.meta.llama4-scout-17b-instruct-v1:0",
        "CrossRegion",
        Served::Same,
    ),
    model(
        "arn:aws:bedrock:{region}:123456789012:inference-profile/us.meta.llama3-3-70b-instruct-v1:0",
        "CrossRegion",
        Served::Same,
    ),
    model(
        "global.anthropic.claude-sonnet-4-20250514-v1:0",
        "GlobalCrossRegion",
        Served::Elsewhere,
    ),
    model(
        "arn:aws:bedrock:{region}:123456789012:inference-profile/global.cohere.embed-v4:0",
        "GlobalCrossRegion",
        Served::Absent,
    ),
    model(
        "anthropic.claude-3-haiku-20240307-v1:0",
        "InRegion",
        Served::Same,
    ),
    model("openai.gpt-5.6-sol", "InRegion", Served::Absent),
    model(
        "arn:aws:bedrock:{region}::foundation-model/amazon.titan-embed-text-v2:0",
        "InRegion",
        Served::Same,
    ),
    model(
        "arn:aws:bedrock:{region}:123456789012:provisioned-model/7b9d2f4c1e3a",
        "InRegion",
        Served::Absent,
    ),
    model(
        "arn:aws:bedrock:{region}:123456789012:application-inference-profile/a1b2c3d4e5f6",
        "CrossRegion",
        Served::Elsewhere,
    ),
    model(
        "arn:aws:bedrock:{region}:123456789012:application-inference-profile/f6e5d4c3b2a1",
        "Unknown",
        Served::Same,
    ),
];

const FAILURES: [&str; 3] = [
    "ThrottlingException",
    "ModelTimeoutException",
    "ValidationException",
];

/// How often token counts repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountSpread {
    /// Drawn from the range of real calls.
    Drawn,
    /// No count of a metric comes twice: nothing can be folded into a value with its count.
    Distinct,
}

/// The choices that both the text and the answer are made from.
pub(super) struct Counts {
    pub(super) input: Option<u64>,
    pub(super) output: Option<u64>,
    pub(super) cache_read: Option<u64>,
    pub(super) cache_write: Option<u64>,
    pub(super) error: Option<&'static str>,
    /// Nothing where the call failed.
    pub(super) body: Option<Profile>,
}

impl Counts {
    pub(super) fn draw(rng: &mut Rng, kind: u32, body: Profile) -> Self {
        let (input, output) = (Some(rng.u64(1..8_000)), Some(rng.u64(1..2_000)));
        let plain = Self {
            input,
            output,
            cache_read: None,
            cache_write: None,
            error: None,
            body: Some(body),
        };
        match kind {
            0..3 => Self {
                input: None,
                output: None,
                error: Some(FAILURES[rng.usize(..3)]),
                body: None,
                ..plain
            },
            3 => Self {
                output: None,
                error: Some(FAILURES[rng.usize(..3)]),
                body: None,
                ..plain
            },
            4 => Self {
                input: None,
                output: None,
                ..plain
            },
            5 => Self {
                input: Some(0),
                output: Some(0),
                ..plain
            },
            6..20 => Self {
                cache_read: Some(rng.u64(..50_000)),
                cache_write: Some(rng.u64(..9_000)),
                ..plain
            },
            _ if body == Profile::Embeddings => Self {
                output: None,
                ..plain
            },
            _ => plain,
        }
    }

    /// The same with token counts that only the record of this number has. Counts that are absent or zero stay.
    pub(super) fn made_distinct(mut self, number: u64) -> Self {
        let counts = [
            &mut self.input,
            &mut self.output,
            &mut self.cache_read,
            &mut self.cache_write,
        ];
        for count in counts.into_iter().flatten().filter(|count| **count > 0) {
            *count = number;
        }
        self
    }

    pub(super) fn operation(&self) -> &'static str {
        match self.body {
            Some(Profile::Kb80) => "InvokeModelWithResponseStream",
            Some(Profile::Embeddings) => "InvokeModel",
            _ => "Converse",
        }
    }

    pub(super) fn samples(&self, region: &str, class: &str) -> Vec<(Series, u64)> {
        let invocations = if self.error.is_some() {
            "InvocationErrorCount"
        } else {
            "InvocationCount"
        };
        let mut samples = vec![(Series::by(invocations, "Region", region), 1)];
        for (name, count) in [
            ("InputTokens", self.input),
            ("OutputTokens", self.output),
            ("CacheReadInputTokens", self.cache_read),
            ("CacheWriteInputTokens", self.cache_write),
        ] {
            samples.extend(count.map(|count| (Series::by(name, "InferenceProfile", class), count)));
        }
        samples
    }
}
