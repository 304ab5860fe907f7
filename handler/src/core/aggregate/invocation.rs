//! What one sound record says, as it is summed.

use std::borrow::Cow;

use crate::core::profile::InferenceProfileClass;

/// What one sound record says, already judged and classified.
#[derive(Debug, Clone, PartialEq)]
pub struct Invocation<'a> {
    /// When the call was made, in epoch seconds; not negative.
    pub epoch_seconds: i64,
    /// What it is told apart by.
    pub labels: Labels<'a>,
    /// The class of its modelId.
    pub class: InferenceProfileClass,
    /// The token counts.
    pub tokens: Tokens,
}

/// What tells one record's call from another's: where it is summed depends on it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Labels<'a> {
    /// The caller's Region.
    pub region: Cow<'a, str>,
    /// The modelId as the caller passed it.
    pub model_id: Cow<'a, str>,
    /// The Region that ran the call.
    pub inference_region: Option<Cow<'a, str>>,
    /// `errorCode` of a failed call.
    pub error_code: Option<Cow<'a, str>>,
    /// `identity.arn`.
    pub identity: Option<Cow<'a, str>>,
    /// The entries of `requestMetadata`; empty unless the rules ask for one.
    pub request_metadata: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

/// The token counts that one record carries. `None` adds no sample.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tokens {
    /// `input.inputTokenCount`
    pub input: Option<u64>,
    /// `output.outputTokenCount`
    pub output: Option<u64>,
    /// `input.cacheReadInputTokenCount`
    pub cache_read: Option<u64>,
    /// `input.cacheWriteInputTokenCount`
    pub cache_write: Option<u64>,
}
