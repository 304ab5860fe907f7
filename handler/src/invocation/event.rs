//! The event that Lambda hands over: a batch of queue messages, or something else's event.
//!
//! `lambda_runtime` fails the whole batch when the event does not fit its type, before the function
//! has a say. So its type is any JSON, and [`SqsEvent`] takes what is surely a queue's. Whatever else
//! invokes the function, S3 or a topic that was wired straight to it, is a [`ForeignEvent`] and fails
//! the invocation: it would be lost behind a success otherwise. What a message's body says is parsed
//! for each message alone, in [`crate::core::notification`].
//!
//! Source: "Using Lambda with Amazon SQS" (AWS Lambda Developer Guide), and there the sample events of
//! the other services.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// What a queue's event source mapping writes into each record.
const SQS: &str = "aws:sqs";

/// The longest name of a sender that is repeated in an error, in bytes: `EventBridge`'s own bound on a
/// `detail-type`, the longest of them.
const MAX_NAME_BYTES: usize = 128;

/// A batch of messages.
#[derive(Debug)]
pub struct SqsEvent {
    messages: Vec<SqsMessage>,
}

/// The function was invoked by something else than its queue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForeignEvent {
    #[error(
        "event of {sender} is no batch of SQS messages, for it has no array `Records`; {WHAT_TO_DO}"
    )]
    NoRecords { sender: Sender },
    #[error("record {index} of the event is one of {sender} and no SQS message; {WHAT_TO_DO}")]
    Record { index: usize, sender: Sender },
    #[error(
        "record {index} of the event has no text `body`, so it is no SQS message; {WHAT_TO_DO}"
    )]
    NoBody { index: usize },
}

const WHAT_TO_DO: &str = "hint: let what sends it write to an SQS queue, and let an event source mapping of \
                          that queue invoke the function";

/// Who sent a foreign event, as far as it says so. Names only, and only what looks like one: an event
/// is never quoted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sender {
    source: Option<String>,
    detail_type: Option<String>,
}

impl Sender {
    /// The sender of a whole event: `EventBridge` names `source` and `detail-type`, some mappings
    /// `eventSource`.
    fn of_event(event: &Value) -> Self {
        let field = |field| name(event.get(field)?);
        Self {
            source: field("source").or_else(|| field("eventSource")),
            detail_type: field("detail-type"),
        }
    }

    fn of_record(source: &Value) -> Self {
        Self {
            source: name(source),
            detail_type: None,
        }
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Some(source) => write!(formatter, "`{source}`")?,
            None => formatter.write_str("an unnamed source")?,
        }
        match &self.detail_type {
            Some(detail_type) => write!(formatter, " (detail-type `{detail_type}`)"),
            None => Ok(()),
        }
    }
}

/// A text that can be a service's or an event's name.
fn name(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b" .:/_-".contains(&byte);
    let sound = (1..=MAX_NAME_BYTES).contains(&text.len()) && text.bytes().all(is_name);
    sound.then(|| text.to_owned())
}

impl TryFrom<Value> for SqsEvent {
    type Error = ForeignEvent;

    /// Takes a batch whose records are all a queue's. One that is not fails them all: Lambda never
    /// mixes sources, so the whole event is somebody else's. Nothing is read of it, nothing published,
    /// and a queue would deliver its messages again.
    fn try_from(mut event: Value) -> Result<Self, ForeignEvent> {
        let Some(Value::Array(records)) = event.get_mut("Records").map(Value::take) else {
            let sender = Sender::of_event(&event);
            return Err(ForeignEvent::NoRecords { sender });
        };
        let mut messages = Vec::with_capacity(records.len());
        for (index, record) in records.into_iter().enumerate() {
            messages.push(message(index, record)?);
        }
        Ok(Self { messages })
    }
}

/// One message of the batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqsMessage {
    /// What its failure is reported by. SQS always gives one; without it the message is processed
    /// like the others, but its failure can only be logged.
    pub message_id: Option<String>,
    /// The notification.
    pub body: String,
    /// How often the queue handed it out, this time included.
    pub receive_count: Option<u64>,
}

impl SqsEvent {
    /// The messages, in the batch's order.
    pub fn into_messages(self) -> Vec<SqsMessage> {
        self.messages
    }
}

/// The message that a record is. It says that it is a queue's, or says nothing of its source and has
/// what a queue's record has, as the deployment guide's sample.
fn message(index: usize, mut record: Value) -> Result<SqsMessage, ForeignEvent> {
    let source = source_of(&record);
    if source.is_some_and(|source| source != SQS) {
        let sender = source.map(Sender::of_record).unwrap_or_default();
        return Err(ForeignEvent::Record { index, sender });
    }
    let says_so = source.is_some();
    let message_id = take_text(&mut record, "messageId").filter(|id| !id.is_empty());
    let Some(body) = take_text(&mut record, "body") else {
        return Err(ForeignEvent::NoBody { index });
    };
    if !says_so && message_id.is_none() {
        let sender = Sender::default();
        return Err(ForeignEvent::Record { index, sender });
    }
    let receive_count = record
        .pointer("/attributes/ApproximateReceiveCount")
        .and_then(Value::as_str)
        .and_then(|count| count.parse().ok());
    Ok(SqsMessage {
        message_id,
        body,
        receive_count,
    })
}

/// What a record says of its source; SNS spells the field with a capital.
fn source_of(record: &Value) -> Option<&Value> {
    let fields = ["eventSource", "EventSource"].into_iter();
    let mut sources = fields.filter_map(|field| record.get(field));
    sources.find(|source| !source.is_null())
}

/// Moves a text out of its record: a body may be a megabyte.
fn take_text(record: &mut Value, field: &str) -> Option<String> {
    match record.get_mut(field).map(Value::take) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

/// The answer: which messages the queue shall keep. An empty list is total success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SqsBatchResponse {
    #[serde(rename = "batchItemFailures")]
    pub batch_item_failures: Vec<BatchItemFailure>,
}

/// One message to keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BatchItemFailure {
    #[serde(rename = "itemIdentifier")]
    pub item_identifier: String,
}

impl SqsBatchResponse {
    /// The answer that keeps the given messages.
    pub fn keeping<'a>(message_ids: impl IntoIterator<Item = &'a str>) -> Self {
        let failure = |id: &str| BatchItemFailure {
            item_identifier: id.to_owned(),
        };
        Self {
            batch_item_failures: message_ids.into_iter().map(failure).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(event: &str) -> Result<SqsEvent, ForeignEvent> {
        SqsEvent::try_from(serde_json::from_str::<Value>(event).expect("JSON"))
    }

    fn messages(event: &str) -> Vec<SqsMessage> {
        batch(event).expect("a batch").into_messages()
    }

    fn refusal(event: &str) -> String {
        batch(event).expect_err("no batch").to_string()
    }

    fn message(id: Option<&str>, body: &str) -> SqsMessage {
        SqsMessage {
            message_id: id.map(ToOwned::to_owned),
            body: body.to_owned(),
            receive_count: None,
        }
    }

    #[test]
    fn a_full_and_a_minimal_record_are_read() {
        let event = r#"{"Records":[
            {"messageId":"m1","receiptHandle":"r","body":"text","attributes":{"ApproximateReceiveCount":"3"},
             "messageAttributes":{},"md5OfBody":"x","eventSource":"aws:sqs","eventSourceARN":"arn","awsRegion":"us-east-1"},
            {"messageId":"m2","body":"{}"}]}"#;
        let first = SqsMessage {
            receive_count: Some(3),
            ..message(Some("m1"), "text")
        };
        assert_eq!(messages(event), [first, message(Some("m2"), "{}")]);
    }

    #[test]
    fn an_empty_batch_is_a_batch() {
        assert_eq!(messages(r#"{"Records":[]}"#), []);
    }

    #[test]
    fn a_message_of_a_queue_needs_no_usable_identifier() {
        let event = r#"{"Records":[{"eventSource":"aws:sqs","body":"a"},
            {"eventSource":"aws:sqs","messageId":7,"body":"b"},
            {"eventSource":"aws:sqs","messageId":"","body":""},
            {"eventSource":null,"messageId":"m","body":"c"}]}"#;
        let expected = [
            message(None, "a"),
            message(None, "b"),
            message(None, ""),
            message(Some("m"), "c"),
        ];
        assert_eq!(messages(event), expected);
    }

    #[test]
    fn an_event_of_another_service_is_refused_by_its_name() {
        let cases = [
            (
                r#"{"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{}}]}"#,
                "`aws:s3`",
            ),
            (
                r#"{"Records":[{"EventSource":"aws:sns","EventVersion":"1.0","Sns":{"Message":"{}"}}]}"#,
                "`aws:sns`",
            ),
            (
                r#"{"Records":[{"eventSource":"aws:dynamodb","messageId":"m","body":"b"}]}"#,
                "`aws:dynamodb`",
            ),
            (
                r#"{"source":"aws.s3","detail-type":"Object Created","detail":{}}"#,
                "`aws.s3` (detail-type `Object Created`)",
            ),
            (r#"{"eventSource":"aws:kafka","records":{}}"#, "`aws:kafka`"),
            (r#"{"Records":[{"cf":{}}]}"#, "no text `body`"),
            (r#"{"Records":[{"eventSource":5}]}"#, "an unnamed source"),
            (r#"{"Records":[{"body":"no id"}]}"#, "an unnamed source"),
            (
                r#"{"Records":[{"messageId":7,"body":"no id"}]}"#,
                "an unnamed source",
            ),
        ];
        for (event, named) in cases {
            let refusal = refusal(event);
            assert!(refusal.contains(named), "{event}: {refusal}");
            assert!(refusal.contains("event source mapping"), "{refusal}");
        }
    }

    #[test]
    fn an_event_without_an_array_of_records_is_refused() {
        for event in [
            "{}",
            "[]",
            "null",
            "7",
            r#""text""#,
            r#"{"Records":{}}"#,
            r#"{"Records":null}"#,
            r#"{"records":[]}"#,
        ] {
            assert!(refusal(event).contains("no array `Records`"), "{event}");
        }
    }

    #[test]
    fn a_record_without_a_text_body_is_no_queues() {
        for record in [
            r#"{"messageId":"m"}"#,
            r#"{"messageId":"m","body":null}"#,
            r#"{"messageId":"m","body":{"Records":[]}}"#,
            r#"{"messageId":"m","eventSource":"aws:sqs"}"#,
            "5",
            "null",
        ] {
            let refusal = refusal(&format!(r#"{{"Records":[{record}]}}"#));
            assert!(refusal.contains("no text `body`"), "{record}: {refusal}");
        }
    }

    #[test]
    fn one_foreign_record_refuses_its_whole_event() {
        let event = r#"{"Records":[{"messageId":"m","body":"b","eventSource":"aws:sqs"},
            {"messageId":"n","body":"b","eventSource":"aws:s3"}]}"#;
        assert!(refusal(event).starts_with("record 1 of the event is one of `aws:s3`"));
    }

    #[test]
    fn an_event_is_never_quoted() {
        let secret = "a prompt, \n that nobody should read";
        let long = "x".repeat(MAX_NAME_BYTES + 1);
        for text in [secret, long.as_str()] {
            for event in [
                serde_json::json!({"source": text, "detail-type": text, "detail": text}),
                serde_json::json!({"Records": [{"eventSource": text, "body": text}]}),
                serde_json::json!({"Records": [{"messageId": text, "body": [text]}]}),
                serde_json::json!({"Records": text}),
            ] {
                let refusal = refusal(&event.to_string());
                assert!(!refusal.contains(text), "{refusal}");
            }
        }
    }

    #[test]
    fn the_answer_is_spelled_as_the_event_source_reads_it() {
        let json = |ids: &[&str]| {
            let response = SqsBatchResponse::keeping(ids.iter().copied());
            serde_json::to_string(&response).expect("plain data")
        };
        assert_eq!(json(&[]), r#"{"batchItemFailures":[]}"#);
        assert_eq!(
            json(&["m"]),
            r#"{"batchItemFailures":[{"itemIdentifier":"m"}]}"#
        );
    }
}
