//! A message on its way from a queue to a function, and the event it becomes part of.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Serialize;

use super::port::ReceiptHandle;

/// A message as a queue hands it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueMessage {
    pub message_id: String,
    /// Of this receive; a later one has another.
    pub receipt_handle: ReceiptHandle,
    pub body: String,
    pub md5_of_body: String,
    /// System attributes: `ApproximateReceiveCount`, `SentTimestamp` and so on.
    pub attributes: BTreeMap<String, String>,
    pub message_attributes: BTreeMap<String, MessageAttribute>,
    pub md5_of_message_attributes: Option<String>,
}

/// A message attribute, in the form of Lambda's event, which is not SQS's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageAttribute {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub string_value: Option<String>,
    /// Base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub binary_value: Option<String>,
    pub string_list_values: [String; 0],
    pub binary_list_values: [String; 0],
    pub data_type: String,
}

/// Where an event's records say they come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventSourceName {
    pub arn: String,
    pub region: String,
}

/// A message that has become a record of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub message_id: String,
    pub receipt_handle: ReceiptHandle,
    json: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RecordJson<'a> {
    message_id: &'a str,
    receipt_handle: &'a str,
    body: &'a str,
    attributes: &'a BTreeMap<String, String>,
    message_attributes: &'a BTreeMap<String, MessageAttribute>,
    md5_of_body: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    md5_of_message_attributes: Option<&'a str>,
    event_source: &'a str,
    #[serde(rename = "eventSourceARN")]
    event_source_arn: &'a str,
    aws_region: &'a str,
}

impl Record {
    /// # Panics
    /// Never: texts and maps of texts are always JSON.
    pub fn new(message: QueueMessage, source: &EventSourceName) -> Self {
        let json = serde_json::to_string(&RecordJson {
            message_id: &message.message_id,
            receipt_handle: message.receipt_handle.as_str(),
            body: &message.body,
            attributes: &message.attributes,
            message_attributes: &message.message_attributes,
            md5_of_body: &message.md5_of_body,
            md5_of_message_attributes: message.md5_of_message_attributes.as_deref(),
            event_source: "aws:sqs",
            event_source_arn: &source.arn,
            aws_region: &source.region,
        });
        Self {
            message_id: message.message_id,
            receipt_handle: message.receipt_handle,
            json: json.expect("texts and maps of texts are always JSON"),
        }
    }

    /// What the record adds to the size of an event.
    pub fn bytes(&self) -> usize {
        self.json.len() + ",".len()
    }
}

const EVENT_HEAD: &str = r#"{"Records":["#;
const EVENT_TAIL: &str = "]}";

/// What an event has in bytes besides its records.
pub const EVENT_OVERHEAD_BYTES: usize = EVENT_HEAD.len() + EVENT_TAIL.len();

/// The event of these records.
pub fn event(records: &[Record]) -> Bytes {
    let size = records.iter().map(Record::bytes).sum::<usize>() + EVENT_OVERHEAD_BYTES;
    let mut event = String::with_capacity(size);
    event.push_str(EVENT_HEAD);
    for (position, record) in records.iter().enumerate() {
        if position > 0 {
            event.push(',');
        }
        event.push_str(&record.json);
    }
    event.push_str(EVENT_TAIL);
    event.into()
}

#[cfg(test)]
pub(super) fn sample(message_id: &str, body: &str) -> QueueMessage {
    QueueMessage {
        message_id: message_id.to_owned(),
        receipt_handle: ReceiptHandle::new(format!("receipt-of-{message_id}")),
        body: body.to_owned(),
        md5_of_body: "e4e68fb7bd0e697a0ae8f1bb342846b3".to_owned(),
        attributes: [("ApproximateReceiveCount".to_owned(), "1".to_owned())].into(),
        message_attributes: BTreeMap::new(),
        md5_of_message_attributes: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_has_the_shape_of_lambdas_sample() {
        let source = EventSourceName {
            arn: "arn:aws:sqs:us-east-1:000000000000:logs".to_owned(),
            region: "us-east-1".to_owned(),
        };
        let mut message = sample("059f36b4", "Test \"message\".");
        let tag = MessageAttribute {
            string_value: Some("a".to_owned()),
            data_type: "String".to_owned(),
            ..MessageAttribute::default()
        };
        message.message_attributes.insert("tag".to_owned(), tag);
        let event = event(&[Record::new(message, &source)]);
        let expected = serde_json::json!({"Records": [{
            "messageId": "059f36b4",
            "receiptHandle": "receipt-of-059f36b4",
            "body": "Test \"message\".",
            "attributes": {"ApproximateReceiveCount": "1"},
            "messageAttributes": {"tag": {
                "stringValue": "a", "stringListValues": [], "binaryListValues": [], "dataType": "String"
            }},
            "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:logs",
            "awsRegion": "us-east-1"
        }]});
        assert_eq!(
            serde_json::from_slice::<serde_json::Value>(&event).unwrap(),
            expected
        );
    }

    #[test]
    fn the_size_of_an_event_is_known_before_it_is_made() {
        let source = EventSourceName {
            arn: String::new(),
            region: String::new(),
        };
        let records: Vec<_> = ["a", "b"]
            .map(|id| Record::new(sample(id, "body"), &source))
            .into();
        let bytes: usize = records.iter().map(Record::bytes).sum();
        // One comma fewer than records.
        assert_eq!(event(&records).len(), bytes + EVENT_OVERHEAD_BYTES - 1);
    }
}
