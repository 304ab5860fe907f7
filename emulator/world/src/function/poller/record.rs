//! A message that has become a record of an event, and the event of many.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde::Serialize;

use crate::queue::{Message, MessageAttributeValue};

/// Where an event's records say they come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventSourceName {
    pub arn: String,
    pub region: String,
}

/// Names one receive of one message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReceiptHandle(String);

impl ReceiptHandle {
    pub fn new(handle: impl Into<String>) -> Self {
        Self(handle.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_text(self) -> String {
        self.0
    }
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
    message_attributes: BTreeMap<&'a str, AttributeJson<'a>>,
    md5_of_body: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    md5_of_message_attributes: Option<&'a str>,
    event_source: &'a str,
    #[serde(rename = "eventSourceARN")]
    event_source_arn: &'a str,
    aws_region: &'a str,
}

/// A message attribute in the form of Lambda's event, which is not SQS's own.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AttributeJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    string_value: Option<&'a str>,
    /// Base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    binary_value: Option<String>,
    string_list_values: [&'a str; 0],
    binary_list_values: [&'a str; 0],
    data_type: &'a str,
}

impl<'a> From<&'a MessageAttributeValue> for AttributeJson<'a> {
    fn from(value: &'a MessageAttributeValue) -> Self {
        let binary = value.binary_value.as_ref();
        Self {
            string_value: value.string_value.as_deref(),
            binary_value: binary.map(|blob| BASE64_STANDARD.encode(&blob.0)),
            string_list_values: [],
            binary_list_values: [],
            data_type: &value.data_type,
        }
    }
}

impl Record {
    /// # Panics
    /// Never: texts and maps of texts are always JSON.
    pub fn new(message: Message, source: &EventSourceName) -> Self {
        let attributes = message.message_attributes.iter();
        let json = serde_json::to_string(&RecordJson {
            message_id: &message.message_id,
            receipt_handle: &message.receipt_handle,
            body: &message.body,
            attributes: &message.attributes,
            message_attributes: attributes
                .map(|(name, value)| (name.as_str(), value.into()))
                .collect(),
            md5_of_body: &message.md5_of_body,
            md5_of_message_attributes: message.md5_of_message_attributes.as_deref(),
            event_source: "aws:sqs",
            event_source_arn: &source.arn,
            aws_region: &source.region,
        });
        Self {
            message_id: message.message_id,
            receipt_handle: ReceiptHandle(message.receipt_handle),
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
pub(super) fn sample(message_id: &str, body: &str) -> Message {
    Message {
        message_id: message_id.to_owned(),
        receipt_handle: format!("receipt-of-{message_id}"),
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
    use crate::value::Blob;

    #[test]
    fn an_event_has_the_shape_of_lambdas_sample() {
        let source = EventSourceName {
            arn: "arn:aws:sqs:us-east-1:000000000000:logs".to_owned(),
            region: "us-east-1".to_owned(),
        };
        let mut message = sample("059f36b4", "Test \"message\".");
        let text = MessageAttributeValue {
            string_value: Some("a".to_owned()),
            data_type: "String".to_owned(),
            ..MessageAttributeValue::default()
        };
        let bytes = MessageAttributeValue {
            binary_value: Some(Blob(b"a".to_vec())),
            data_type: "Binary".to_owned(),
            ..MessageAttributeValue::default()
        };
        message.message_attributes = [("tag".to_owned(), text), ("raw".to_owned(), bytes)].into();
        let event = event(&[Record::new(message, &source)]);
        let expected = serde_json::json!({"Records": [{
            "messageId": "059f36b4",
            "receiptHandle": "receipt-of-059f36b4",
            "body": "Test \"message\".",
            "attributes": {"ApproximateReceiveCount": "1"},
            "messageAttributes": {
                "tag": {"stringValue": "a", "stringListValues": [], "binaryListValues": [], "dataType": "String"},
                "raw": {"binaryValue": "YQ==", "stringListValues": [], "binaryListValues": [], "dataType": "Binary"}
            },
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
