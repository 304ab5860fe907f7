//! What subscribers get, in AWS's exact JSON.
//!
//! Sources: <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html> and
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html>; fields and their order recorded, their spaces as on those pages.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::kind::Kind;
use super::message::Message;
use super::message_attributes::Attributes;
use super::model::Topic;
use super::signing::{self, CERTIFICATE_PATH, Version};
use super::subscription::Subscription;

/// A message on its way to everybody: what is alike for all of them.
#[derive(Debug)]
pub(super) struct Notification<'a> {
    topic_arn: &'a str,
    pub(super) id: String,
    timestamp: String,
    version: Version,
    message: &'a Message,
    /// By text: protocols may have texts of their own, and a signature takes its time.
    signatures: BTreeMap<&'a str, String>,
}

impl<'a> Notification<'a> {
    pub(super) fn new(topic: &'a Topic, message: &'a Message, id: String, now: Timestamp) -> Self {
        Self {
            topic_arn: &topic.arn,
            id,
            timestamp: milliseconds(now),
            version: topic.signature_version(),
            message,
            signatures: BTreeMap::new(),
        }
    }

    fn sign(&mut self, text: &'a str) -> String {
        let signature = self.signatures.entry(text).or_insert_with(|| {
            let subject = self.message.subject.as_deref();
            let head = [("Message", text), ("MessageId", &*self.id)];
            let tail = [
                ("Timestamp", &*self.timestamp),
                ("TopicArn", self.topic_arn),
                ("Type", Kind::Notification.as_str()),
            ];
            let subject = subject.map(|subject| ("Subject", subject));
            let pairs = head.into_iter().chain(subject).chain(tail);
            signing::sign(self.version, &signing::canonical(pairs))
        });
        signature.clone()
    }

    /// For a queue or an endpoint.
    pub(super) fn letter(&mut self, subscription: &Subscription) -> String {
        let text = self.message.text(subscription.protocol.as_str());
        let signature = self.sign(text);
        let mut members = vec![
            ("Type", quoted(Kind::Notification.as_str())),
            ("MessageId", quoted(&self.id)),
            ("TopicArn", quoted(self.topic_arn)),
        ];
        if let Some(subject) = &self.message.subject {
            members.push(("Subject", quoted(subject)));
        }
        members.extend([
            ("Message", quoted(text)),
            ("Timestamp", quoted(&self.timestamp)),
            ("SignatureVersion", quoted(self.version.as_str())),
            ("Signature", quoted(&signature)),
            ("SigningCertURL", quoted(&certificate_url(subscription))),
            ("UnsubscribeURL", quoted(&unsubscribe_url(subscription))),
        ]);
        if !self.message.attributes.is_empty() {
            let attributes = self.message.attributes.iter().map(|(name, attribute)| {
                let attribute = to_json(&typed(attribute));
                format!("    {} : {attribute}", quoted(name))
            });
            let attributes: Vec<_> = attributes.collect();
            let attributes = format!("{{\n{}\n  }}", attributes.join(",\n"));
            members.push(("MessageAttributes", attributes));
        }
        spaced(&members)
    }

    /// For a function.
    pub(super) fn event(&mut self, subscription: &Subscription) -> String {
        let text = self.message.text(subscription.protocol.as_str());
        let signature = self.sign(text);
        let record = Record {
            event_source: "aws:sns",
            event_version: "1.0",
            event_subscription_arn: &subscription.arn,
            sns: Sns {
                r#type: Kind::Notification.as_str(),
                message_id: &self.id,
                topic_arn: self.topic_arn,
                subject: self.message.subject.as_deref(),
                message: text,
                timestamp: &self.timestamp,
                signature_version: self.version.as_str(),
                signature: &signature,
                signing_cert_url: certificate_url(subscription),
                unsubscribe_url: unsubscribe_url(subscription),
                message_attributes: all_typed(&self.message.attributes),
            },
        };
        to_json(&Records { records: [record] })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Records<'a> {
    records: [Record<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Record<'a> {
    event_source: &'static str,
    event_version: &'static str,
    event_subscription_arn: &'a str,
    sns: Sns<'a>,
}

/// The names of the URLs are spelled otherwise than in a letter.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Sns<'a> {
    r#type: &'static str,
    message_id: &'a str,
    topic_arn: &'a str,
    subject: Option<&'a str>,
    message: &'a str,
    timestamp: &'a str,
    signature_version: &'static str,
    signature: &'a str,
    signing_cert_url: String,
    unsubscribe_url: String,
    message_attributes: BTreeMap<&'a str, Typed>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Typed {
    r#type: String,
    value: String,
}

fn all_typed(attributes: &Attributes) -> BTreeMap<&str, Typed> {
    let all = attributes.iter();
    all.map(|(name, attribute)| (name.as_str(), typed(attribute)))
        .collect()
}

/// Bytes are base64.
fn typed(attribute: &crate::queue::MessageAttributeValue) -> Typed {
    let bytes = attribute.binary_value.as_ref();
    let value = bytes.map(|bytes| BASE64_STANDARD.encode(&bytes.0));
    Typed {
        r#type: attribute.data_type.clone(),
        value: value
            .or_else(|| attribute.string_value.clone())
            .unwrap_or_default(),
    }
}

pub(super) fn certificate_url(subscription: &Subscription) -> String {
    format!("{}{CERTIFICATE_PATH}", subscription.base)
}

fn unsubscribe_url(subscription: &Subscription) -> String {
    format!(
        "{}/?Action=Unsubscribe&SubscriptionArn={}",
        subscription.base, subscription.arn
    )
}

/// A member a line, with a space on either side of its colon.
pub(super) fn spaced(members: &[(&str, String)]) -> String {
    let lines: Vec<_> = members
        .iter()
        .map(|(name, value)| format!("  \"{name}\" : {value}"))
        .collect();
    format!("{{\n{}\n}}", lines.join(",\n"))
}

pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("it is made of strings")
}

/// ISO 8601 with exactly three digits of fraction.
pub(super) fn milliseconds(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
