//! What came of an invocation.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

/// What came of an invocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The function's answer.
    Response(Bytes),
    /// The function failed, by its own word, by its end or by its time-out.
    Failure(FunctionFailure),
    /// It was not begun: too many run already.
    Throttled,
    /// It could not be run, or nobody knows how it ended; the reason.
    Lost(String),
}

/// How an invocation ended that was ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    pub outcome: Outcome,
    /// How long the function's code took; `None` where it did not come to that.
    pub duration: Option<Duration>,
}

impl From<Outcome> for Ran {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            duration: None,
        }
    }
}

/// An invocation that failed, as Lambda tells its caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionFailure {
    /// What the function reported, or an object with `errorType` and `errorMessage`.
    pub payload: Bytes,
}

impl FunctionFailure {
    pub fn new(error_type: &str, message: &str) -> Self {
        let payload = json!({ "errorType": error_type, "errorMessage": message });
        Self {
            payload: payload.to_string().into(),
        }
    }

    /// The `errorMessage` in it, where there is one.
    pub fn message(&self) -> Option<String> {
        let payload: Value = serde_json::from_slice(&self.payload).ok()?;
        Some(payload.get("errorMessage")?.as_str()?.to_owned())
    }
}
