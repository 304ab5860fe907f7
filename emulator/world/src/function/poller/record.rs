//! A message that has become a record of an event, and the event of many.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde::Serialize;

use crate::queue::{Message, MessageAttributeValue, MessageBody, spell, spelled_bytes};

/// Where an event's records say they come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventSourceName {
    arn: String,
    region: String,
    /// What a record has in bytes besides the texts of its message.
    frame: usize,
}

impl EventSourceName {
    pub fn new(arn: impl Into<String>, region: impl Into<String>) -> Self {
        let mut source = Self {
            arn: arn.into(),
            region: region.into(),
            frame: 0,
        };
        let mut frame = Vec::new();
        let nothing = Message::default();
        spell_record(&mut frame, &nothing, &nothing.body, &source);
        source.frame = frame.len() + ",".len();
        source
    }
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

/// A message that has become a record of an event. It is spelled when the event is: that is half of what a batch costs, and the world
/// stands still for none of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    message: Message,
    source: Arc<EventSourceName>,
    bytes: usize,
}

/// The members of a record before its body.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Head<'a> {
    message_id: &'a str,
    receipt_handle: &'a str,
}

/// The members of a record after its body.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tail<'a> {
    attributes: &'a BTreeMap<Cow<'static, str>, String>,
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
    pub fn new(message: Message, source: &Arc<EventSourceName>) -> Self {
        let mut record = Self {
            message,
            source: Arc::clone(source),
            bytes: 0,
        };
        record.bytes = record.measure();
        record
    }

    pub fn message_id(&self) -> &str {
        &self.message.message_id
    }

    pub fn receipt_handle(&self) -> ReceiptHandle {
        ReceiptHandle::new(&*self.message.receipt_handle)
    }

    /// What the record adds to the size of an event.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// What spelling it comes to. The texts of most messages are counted; message attributes, which few have, are spelled to nowhere. The MD5
    /// of a body has as many digits as that of none, which stands for it: it is made when the event is.
    fn measure(&self) -> usize {
        let message = &self.message;
        let Message {
            message_id,
            receipt_handle,
            body,
            ..
        } = message;
        if !message.message_attributes.is_empty() || message.md5_of_message_attributes.is_some() {
            let mut bodiless = Vec::new();
            let no_body = MessageBody::default();
            spell_record(&mut bodiless, message, &no_body, &self.source);
            return bodiless.len() + body.spelled_bytes() + ",".len();
        }
        let texts =
            spelled_bytes(message_id) + spelled_bytes(receipt_handle) + body.spelled_bytes();
        let attributes = message.attributes.iter().map(|(name, value)| {
            // A name that is known beforehand has nothing in it that is spelled otherwise.
            let name = match name {
                Cow::Borrowed(known) => known.len(),
                Cow::Owned(name) => spelled_bytes(name),
            };
            r#""":"","#.len() + name + spelled_bytes(value)
        });
        // The last has no comma.
        let attributes = attributes.sum::<usize>().saturating_sub(",".len());
        self.source.frame + texts + attributes
    }
}

/// A message with this body, and the MD5 of it, in the place of its own. The body, most of a record, is spelled by [`spell`].
fn spell_record(to: &mut Vec<u8>, message: &Message, body: &MessageBody, source: &EventSourceName) {
    let head = Head {
        message_id: &message.message_id,
        receipt_handle: &message.receipt_handle,
    };
    let digest = body.digest();
    let attributes = message.message_attributes.iter();
    let tail = Tail {
        attributes: &message.attributes,
        message_attributes: attributes
            .map(|(name, value)| (name.as_str(), value.into()))
            .collect(),
        md5_of_body: digest.as_str(),
        md5_of_message_attributes: message.md5_of_message_attributes.as_deref(),
        event_source: "aws:sqs",
        event_source_arn: &source.arn,
        aws_region: &source.region,
    };
    spell_members(to, &head);
    // One object of three parts: what ends the first and begins the last becomes a comma.
    to.pop();
    to.extend_from_slice(br#","body":""#);
    spell(body, to);
    to.push(b'"');
    let joint = to.len();
    spell_members(to, &tail);
    to[joint] = b',';
}

fn spell_members(to: &mut Vec<u8>, members: &impl Serialize) {
    serde_json::to_writer(to, members).expect("texts and maps of texts are always JSON");
}

const EVENT_HEAD: &str = r#"{"Records":["#;
const EVENT_TAIL: &str = "]}";

/// What an event has in bytes besides its records.
pub const EVENT_OVERHEAD_BYTES: usize = EVENT_HEAD.len() + EVENT_TAIL.len();

/// The event of these records.
pub fn event(records: &[Record]) -> Bytes {
    let size = records.iter().map(Record::bytes).sum::<usize>() + EVENT_OVERHEAD_BYTES;
    let mut event = Vec::with_capacity(size);
    event.extend(EVENT_HEAD.bytes());
    for (position, record) in records.iter().enumerate() {
        if position > 0 {
            event.push(b',');
        }
        let Record {
            message, source, ..
        } = record;
        spell_record(&mut event, message, &message.body, source);
    }
    event.extend(EVENT_TAIL.bytes());
    event.into()
}

#[cfg(test)]
pub(super) fn sample(message_id: &str, body: &str) -> Message {
    let body = MessageBody::from(body);
    Message {
        message_id: message_id.into(),
        receipt_handle: format!("receipt-of-{message_id}"),
        md5_of_body: body.digest(),
        body,
        attributes: [("ApproximateReceiveCount".into(), "1".to_owned())].into(),
        message_attributes: BTreeMap::new(),
        md5_of_message_attributes: None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::value::Blob;

    #[test]
    fn an_event_has_the_shape_of_lambdas_sample() {
        let source = Arc::new(EventSourceName::new(
            "arn:aws:sqs:us-east-1:000000000000:logs",
            "us-east-1",
        ));
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
            "md5OfBody": "fed51d5aa537ee79a11ec5e9c64fe2a0",
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:logs",
            "awsRegion": "us-east-1"
        }]});
        assert_eq!(
            serde_json::from_slice::<serde_json::Value>(&event).unwrap(),
            expected
        );
    }

    /// A record is measured while the world stands still.
    #[test]
    fn a_record_is_measured_without_its_body_being_digested() {
        let source = Arc::new(EventSourceName::new("", ""));
        for has_attributes in [false, true] {
            let mut message = sample("m", "body");
            if has_attributes {
                let value = MessageAttributeValue::default();
                message.message_attributes = [("a".to_owned(), value)].into();
            }
            let record = Record::new(message, &source);
            assert!(!record.message.body.is_digested(), "{has_attributes}");
            let spelled = event(std::slice::from_ref(&record));
            assert!(record.message.body.is_digested(), "{has_attributes}");
            assert_eq!(spelled.len(), record.bytes() - 1 + EVENT_OVERHEAD_BYTES);
        }
    }

    proptest! {
        #[test]
        fn the_size_of_an_event_is_known_before_it_is_made(
            bodies in vec("(?s).{0,40}|[\\x00-\\x20\"\\\\]{0,9}", 1..4),
            attribute in "(?s).{0,9}",
            has_attributes: bool,
        ) {
            let source = Arc::new(EventSourceName::new("", ""));
            let value = MessageAttributeValue {
                string_value: Some(attribute.clone()),
                ..MessageAttributeValue::default()
            };
            let record = |body: &String| {
                let mut message = sample(&attribute, body);
                message.attributes.extend(bodies.iter().map(|body| (body.clone().into(), attribute.clone())));
                if has_attributes {
                    message.message_attributes = [(attribute.clone(), value.clone())].into();
                    message.md5_of_message_attributes = Some("e4e68fb7".to_owned());
                }
                Record::new(message, &source)
            };
            let records: Vec<_> = bodies.iter().map(record).collect();
            let bytes: usize = records.iter().map(Record::bytes).sum();
            // One comma fewer than records.
            prop_assert_eq!(event(&records).len(), bytes + EVENT_OVERHEAD_BYTES - 1);
        }
    }
}
