//! The event that Lambda hands over: a batch of queue messages.
//!
//! `lambda_runtime` fails the whole batch when the event does not fit its type, before the function
//! has a say. So its type is any JSON, and [`SqsEvent`] takes what has `Records`: every field of a
//! message may be absent or of a wrong type, and only the body's text and the identifier are looked
//! at. What a body says is parsed for each message alone, in [`crate::core::notification`].

use serde::Serialize;
use serde_json::Value;

/// A batch of messages.
#[derive(Debug)]
pub struct SqsEvent {
    records: Vec<Value>,
}

/// The event is no batch: the function was invoked by something else than its queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("event is no SQS batch: it has no array `Records`")]
pub struct NoBatch;

impl TryFrom<Value> for SqsEvent {
    type Error = NoBatch;

    fn try_from(mut event: Value) -> Result<Self, NoBatch> {
        match event.get_mut("Records").map(Value::take) {
            Some(Value::Array(records)) => Ok(Self { records }),
            _ => Err(NoBatch),
        }
    }
}

/// One message of the batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqsMessage {
    /// What its failure is reported by. SQS always gives one; without it the message is processed
    /// like the others, but its failure can only be logged.
    pub message_id: Option<String>,
    /// The notification; `None` where there is no text.
    pub body: Option<String>,
    /// How often the queue handed it out, this time included.
    pub receive_count: Option<u64>,
}

impl SqsEvent {
    /// The messages, in the batch's order.
    pub fn into_messages(self) -> Vec<SqsMessage> {
        self.records.into_iter().map(message).collect()
    }
}

fn message(mut record: Value) -> SqsMessage {
    let receive_count = record
        .pointer("/attributes/ApproximateReceiveCount")
        .and_then(Value::as_str)
        .and_then(|count| count.parse().ok());
    SqsMessage {
        message_id: take_text(&mut record, "messageId").filter(|id| !id.is_empty()),
        body: take_text(&mut record, "body"),
        receive_count,
    }
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

    fn batch(event: &str) -> Result<SqsEvent, NoBatch> {
        SqsEvent::try_from(serde_json::from_str::<Value>(event).expect("JSON"))
    }

    fn messages(event: &str) -> Vec<SqsMessage> {
        batch(event).expect("a batch").into_messages()
    }

    #[test]
    fn a_full_and_a_minimal_record_are_read() {
        let event = r#"{"Records":[
            {"messageId":"m1","receiptHandle":"r","body":"text","attributes":{"ApproximateReceiveCount":"3"},
             "messageAttributes":{},"md5OfBody":"x","eventSource":"aws:sqs","eventSourceARN":"arn","awsRegion":"us-east-1"},
            {"messageId":"m2","body":"{}"}]}"#;
        let expected =
            [("m1", "text", Some(3)), ("m2", "{}", None)].map(|(id, body, receive_count)| {
                SqsMessage {
                    message_id: Some(id.into()),
                    body: Some(body.into()),
                    receive_count,
                }
            });
        assert_eq!(messages(event), expected);
    }

    #[test]
    fn a_strange_message_does_not_spoil_its_batch() {
        let event = r#"{"Records":[{"body":{"not":"text"}},{"messageId":7,"body":null},{"messageId":""},5,{"messageId":"m","body":"b"}]}"#;
        let messages = messages(event);
        assert_eq!(messages.len(), 5);
        assert!(
            messages[..4]
                .iter()
                .all(|message| message.message_id.is_none() && message.body.is_none())
        );
        assert_eq!(messages[4].message_id.as_deref(), Some("m"));
    }

    #[test]
    fn what_is_no_batch_is_refused() {
        for event in ["{}", "[]", "null", r#"{"Records":{}}"#] {
            assert!(batch(event).is_err(), "{event}");
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
