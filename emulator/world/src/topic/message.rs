//! What can be published: a message, checked.

use std::collections::BTreeMap;

use super::error::TopicError;
use super::message_attributes::{self, Attributes};

/// In characters. Source: `Publish`, `Subject`, "less than 100 characters long", of which SNS takes a hundred.
const MAX_SUBJECT_LENGTH: usize = 100;
/// In characters. Source: `Publish`, `MessageGroupId`.
const MAX_GROUP_ID_LENGTH: usize = 128;

/// What a publisher says of one message, alone or in a batch.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) message: String,
    pub(super) subject: Option<String>,
    pub(super) structure: Option<String>,
    pub(super) attributes: Attributes,
    pub(super) group_id: Option<String>,
    pub(super) deduplication_id: Option<String>,
}

/// One that can be sent.
#[derive(Debug)]
pub(super) struct Message {
    /// What everybody gets for whom there is nothing else.
    text: String,
    /// By protocol.
    others: BTreeMap<String, String>,
    pub(super) subject: Option<String>,
    pub(super) attributes: Attributes,
    pub(super) group_id: Option<String>,
    /// As it was published, with its attributes, in bytes.
    pub(super) size: usize,
}

impl Message {
    /// What subscribers of this protocol get.
    pub(super) fn text(&self, protocol: &str) -> &str {
        self.others.get(protocol).unwrap_or(&self.text)
    }
}

impl Draft {
    /// With its attributes, in bytes.
    pub(super) fn size(&self) -> usize {
        self.message.len() + message_attributes::size(&self.attributes)
    }

    /// `at` is the path of the message's attributes in the request.
    ///
    /// # Errors
    /// What SNS would not take.
    pub(super) fn check(self, maximum_bytes: usize, at: &str) -> Result<Message, TopicError> {
        if !self.subject.as_deref().is_none_or(is_subject) {
            return Err(TopicError::invalid("Subject"));
        }
        if self.message.is_empty() {
            return Err(TopicError::invalid("Empty message"));
        }
        message_attributes::check(&self.attributes, at)?;
        let size = self.size();
        if size > maximum_bytes {
            return Err(TopicError::invalid("Message too long"));
        }
        if self.deduplication_id.is_some() {
            return Err(TopicError::invalid(
                "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
            ));
        }
        if !self.group_id.as_deref().is_none_or(is_group_id) {
            return Err(TopicError::invalid("MessageGroupId"));
        }
        let (text, others) = match self.structure.as_deref() {
            None => (self.message, BTreeMap::new()),
            Some("json") => by_protocol(&self.message)?,
            Some(_) => return Err(TopicError::invalid("MessageStructure")),
        };
        Ok(Message {
            text,
            others,
            subject: self.subject,
            attributes: self.attributes,
            group_id: self.group_id,
            size,
        })
    }
}

/// Source: `Publish`, "no line breaks or control characters".
fn is_subject(subject: &str) -> bool {
    (1..=MAX_SUBJECT_LENGTH).contains(&subject.chars().count())
        && !subject.chars().any(char::is_control)
}

fn is_group_id(id: &str) -> bool {
    (1..=MAX_GROUP_ID_LENGTH).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The texts in a message of the structure `json`: one for everybody, others by protocol. What is no text is passed over.
/// Source: `Publish`, `MessageStructure`; recorded.
fn by_protocol(message: &str) -> Result<(String, BTreeMap<String, String>), TopicError> {
    let fault =
        |what: &str| TopicError::invalid(format!("Message Structure - {what} JSON message body"));
    let read = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(message);
    let members = read.map_err(|_| {
        TopicError::invalid("Message Structure - JSON message body failed to parse")
    })?;
    let texts = members.into_iter().filter_map(|(name, value)| match value {
        serde_json::Value::String(text) => Some((name, text)),
        _ => None,
    });
    let mut texts: BTreeMap<String, String> = texts.collect();
    let text = texts.remove("default");
    let text = text.ok_or_else(|| fault("No default entry in"))?;
    Ok((text, texts))
}
