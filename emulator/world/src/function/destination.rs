//! Where an event goes that was taken, or given up: destinations get a record of the invocation, a dead-letter queue the event itself.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html>

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::event::Event;
use super::order::InvocationId;
use crate::origin::Home;
use crate::queue::MessageAttributeValue;

/// Bytes of an error message that a dead letter carries. Source: the page above, "the first 1 KB".
const MAX_ERROR_MESSAGE_BYTES: usize = 1024;

/// How an event ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) enum Condition {
    Success,
    RetriesExhausted,
    EventAgeExceeded,
    /// The function may not run at all.
    ZeroReservedConcurrency,
}

/// What a destination gets.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InvocationRecord<'a> {
    version: &'static str,
    timestamp: String,
    request_context: RequestContext<'a>,
    request_payload: Value,
    /// Absent of an event that was never run (unverified).
    #[serde(skip_serializing_if = "Option::is_none")]
    response_context: Option<ResponseContext>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_payload: Option<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    request_id: &'a str,
    /// With its qualifier.
    function_arn: String,
    condition: Condition,
    approximate_invoke_count: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResponseContext {
    status_code: u16,
    executed_version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    function_error: Option<&'static str>,
}

pub(super) fn record(
    now: Timestamp,
    home: &Home,
    id: &InvocationId,
    event: &Event,
    condition: Condition,
) -> String {
    let is_failure = condition != Condition::Success;
    let record = InvocationRecord {
        version: "1.0",
        timestamp: now.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
        request_context: RequestContext {
            request_id: id.as_str(),
            function_arn: event.function.qualified_arn(home),
            condition,
            approximate_invoke_count: event.runs,
        },
        request_payload: json_of(&event.payload),
        response_context: event.answer.is_some().then(|| ResponseContext {
            status_code: 200,
            executed_version: event.executed.unwrap_or_default().to_string(),
            function_error: is_failure.then_some("Unhandled"),
        }),
        response_payload: event.answer.as_deref().map(json_of),
    };
    serde_json::to_string(&record).unwrap_or_default()
}

/// What is no JSON is a text.
fn json_of(payload: &[u8]) -> Value {
    serde_json::from_slice(payload)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(payload).into_owned()))
}

/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq>, "Dead-letter queue message
/// attributes". The code of an event that was never run is unverified.
pub(super) fn attributes_of_dead_letter(
    id: &InvocationId,
    event: &Event,
    condition: Condition,
) -> BTreeMap<String, MessageAttributeValue> {
    let code = if event.answer.is_some() { "200" } else { "429" };
    let mut message = error_message(event, condition);
    let end = message.floor_char_boundary(MAX_ERROR_MESSAGE_BYTES);
    message.truncate(end);
    let attribute = |name: &str, data_type: &str, value: String| {
        let value = MessageAttributeValue {
            data_type: data_type.to_owned(),
            string_value: Some(value),
            binary_value: None,
        };
        (name.to_owned(), value)
    };
    [
        attribute("RequestID", "String", id.to_string()),
        attribute("ErrorCode", "Number", code.to_owned()),
        attribute("ErrorMessage", "String", message),
    ]
    .into()
}

pub(super) fn error_message(event: &Event, condition: Condition) -> String {
    let answer = event.answer.as_deref().map(json_of);
    let message = answer.and_then(|answer| Some(answer.get("errorMessage")?.as_str()?.to_owned()));
    let message = message.filter(|message| !message.is_empty());
    message.unwrap_or_else(|| match condition {
        Condition::EventAgeExceeded => "The event is too old.".to_owned(),
        // Unverified.
        Condition::ZeroReservedConcurrency => {
            "Function not invoked. Function is configured with zero reserved concurrent executions"
                .to_owned()
        }
        Condition::Success | Condition::RetriesExhausted => "The function failed.".to_owned(),
    })
}
