//! `SendMessage` and `SendMessageBatch`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::batch::{BatchEntry, BatchResultErrorEntry, check_entries, each_entry};
use super::body::{Md5OfBody, MessageBody};
use super::error::QueueError;
use super::message::{MAX_MESSAGE_BYTES, StoredMessage};
use super::message_attributes::{self, MessageAttributeValue, md5_of_attributes};
use super::sequence::Sequence;
use super::standard_queue::Queue;
use super::state::Queues;
use crate::context::Context;
use crate::origin::Caller;

/// The longest delay of a message.
const MAX_DELAY_SECONDS: i64 = 900;
/// The longest `MessageGroupId` and `MessageDeduplicationId`, in characters.
const MAX_ID_LENGTH: usize = 128;
/// The one system attribute that a sender may set.
const TRACE_HEADER: &str = "AWSTraceHeader";

/// `SenderId` of what AWS services send: they act as users of their own accounts. The value is the one in Lambda's sample
/// of an SQS event.
const SERVICE_SENDER_ID: &str = "AIDAIENQZJOLO23YVJ4VO";

type Attributes = BTreeMap<String, MessageAttributeValue>;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SendMessage {
    pub queue_url: String,
    /// 1 byte to 1 MiB of the characters that XML 1.0 allows.
    pub message_body: MessageBody,
    /// 0 to 900; without it the queue's delay holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_seconds: Option<i64>,
    #[serde(default)]
    pub message_attributes: Attributes,
    #[serde(default)]
    pub message_system_attributes: Attributes,
    /// For FIFO queues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_deduplication_id: Option<String>,
    /// On a standard queue it makes the queue fair; here it is kept and answered only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_group_id: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SendMessageResult {
    #[serde(rename = "MD5OfMessageBody")]
    pub md5_of_message_body: Md5OfBody,
    #[serde(
        rename = "MD5OfMessageAttributes",
        skip_serializing_if = "Option::is_none"
    )]
    pub md5_of_message_attributes: Option<String>,
    #[serde(
        rename = "MD5OfMessageSystemAttributes",
        skip_serializing_if = "Option::is_none"
    )]
    pub md5_of_message_system_attributes: Option<String>,
    pub message_id: Arc<str>,
}

pub(super) fn send_message(
    queues: &mut Queues,
    context: &mut Context<'_>,
    request: SendMessage,
) -> Result<SendMessageResult, QueueError> {
    let sequence = queues.next_sequence();
    let queue = queues.at_url(&request.queue_url)?;
    let draft = Draft {
        body: request.message_body,
        delay_seconds: request.delay_seconds,
        attributes: request.message_attributes,
        system_attributes: request.message_system_attributes,
        deduplication_id: request.message_deduplication_id,
        group_id: request.message_group_id,
    };
    queue.send(context, sequence, draft)
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SendMessageBatch {
    pub queue_url: String,
    #[serde(default)]
    pub entries: Vec<SendMessageBatchRequestEntry>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SendMessageBatchRequestEntry {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub message_body: MessageBody,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_seconds: Option<i64>,
    #[serde(default)]
    pub message_attributes: Attributes,
    #[serde(default)]
    pub message_system_attributes: Attributes,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_deduplication_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_group_id: Option<String>,
}

impl BatchEntry for SendMessageBatchRequestEntry {
    const SHAPE: &'static str = "SendMessageBatchRequestEntry";

    fn id(&self) -> &str {
        &self.id
    }
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SendMessageBatchResult {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub successful: Vec<SendMessageBatchResultEntry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<BatchResultErrorEntry>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SendMessageBatchResultEntry {
    pub id: String,
    pub message_id: Arc<str>,
    #[serde(rename = "MD5OfMessageBody")]
    pub md5_of_message_body: Md5OfBody,
    #[serde(
        rename = "MD5OfMessageAttributes",
        skip_serializing_if = "Option::is_none"
    )]
    pub md5_of_message_attributes: Option<String>,
    #[serde(
        rename = "MD5OfMessageSystemAttributes",
        skip_serializing_if = "Option::is_none"
    )]
    pub md5_of_message_system_attributes: Option<String>,
}

pub(super) fn send_message_batch(
    queues: &mut Queues,
    context: &mut Context<'_>,
    request: SendMessageBatch,
) -> Result<SendMessageBatchResult, QueueError> {
    let id = queues.id_at_url(&request.queue_url)?;
    check_entries(&request.entries, &context.origin.caller)?;
    check_batch_size(&request.entries)?;
    let (successful, failed) = each_entry(request.entries, |entry_id, entry| {
        let sequence = queues.next_sequence();
        let sent = queues.with_id(id)?.send(context, sequence, entry.into())?;
        Ok(SendMessageBatchResultEntry {
            id: entry_id,
            message_id: sent.message_id,
            md5_of_message_body: sent.md5_of_message_body,
            md5_of_message_attributes: sent.md5_of_message_attributes,
            md5_of_message_system_attributes: sent.md5_of_message_system_attributes,
        })
    });
    Ok(SendMessageBatchResult { successful, failed })
}

fn check_batch_size(entries: &[SendMessageBatchRequestEntry]) -> Result<(), QueueError> {
    let sent = entries
        .iter()
        .map(|entry| {
            entry.message_body.bytes() + message_attributes::size(&entry.message_attributes)
        })
        .sum();
    if sent > MAX_MESSAGE_BYTES {
        return Err(QueueError::BatchRequestTooLong {
            limit: MAX_MESSAGE_BYTES,
            sent,
        });
    }
    Ok(())
}

/// What a sender says of one message, alone or in a batch.
struct Draft {
    body: MessageBody,
    delay_seconds: Option<i64>,
    attributes: Attributes,
    system_attributes: Attributes,
    deduplication_id: Option<String>,
    group_id: Option<String>,
}

impl From<SendMessageBatchRequestEntry> for Draft {
    fn from(entry: SendMessageBatchRequestEntry) -> Self {
        Self {
            body: entry.message_body,
            delay_seconds: entry.delay_seconds,
            attributes: entry.message_attributes,
            system_attributes: entry.message_system_attributes,
            deduplication_id: entry.message_deduplication_id,
            group_id: entry.message_group_id,
        }
    }
}

impl Draft {
    fn check(&self, maximum_bytes: usize) -> Result<(), QueueError> {
        self.body.check()?;
        message_attributes::check(&self.attributes)?;
        if self.body.bytes() + message_attributes::size(&self.attributes) > maximum_bytes {
            return Err(QueueError::InvalidParameterValue(format!(
                "One or more parameters are invalid. Reason: Message must be shorter than {maximum_bytes} bytes."
            )));
        }
        if let Some(id) = &self.deduplication_id {
            return Err(QueueError::invalid_value(
                id,
                "MessageDeduplicationId",
                "The request include parameter that is not valid for this queue type.",
            ));
        }
        self.group_id.as_deref().map_or(Ok(()), check_group_id)
    }

    fn delay(&self) -> Result<Option<Duration>, QueueError> {
        let Some(seconds) = self.delay_seconds else {
            return Ok(None);
        };
        match u64::try_from(seconds) {
            Ok(delay) if seconds <= MAX_DELAY_SECONDS => Ok(Some(Duration::from_secs(delay))),
            _ => Err(QueueError::invalid_value(
                seconds,
                "DelaySeconds",
                "DelaySeconds must be >= 0 and <= 900.",
            )),
        }
    }

    /// The X-Ray header, when the sender gave one. Its text is not looked into.
    fn trace_header(&self) -> Result<Option<String>, QueueError> {
        for (name, value) in &self.system_attributes {
            let is_text = value.data_type == "String" && value.string_value.is_some();
            if name != TRACE_HEADER || !is_text {
                return Err(QueueError::InvalidParameterValue(format!(
                    "Message system attribute '{name}' is invalid: only {TRACE_HEADER} of type String can be set."
                )));
            }
        }
        let header = self.system_attributes.get(TRACE_HEADER);
        Ok(header.and_then(|value| value.string_value.clone()))
    }
}

/// Users and sessions send under their unique ids, an account's root under its number. Source: API `ReceiveMessage`, `SenderId`.
fn sender_id(context: &Context<'_>) -> Cow<'static, str> {
    match context.origin.caller {
        Caller::Service { .. } => SERVICE_SENDER_ID.into(),
        Caller::Client | Caller::Role { .. } | Caller::Emulator => context
            .sender
            .map_or_else(|| context.origin.account.to_string(), str::to_owned)
            .into(),
    }
}

fn check_group_id(id: &str) -> Result<(), QueueError> {
    let is_id = (1..=MAX_ID_LENGTH).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic());
    if is_id {
        return Ok(());
    }
    Err(QueueError::invalid_value(
        id,
        "MessageGroupId",
        "MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.",
    ))
}

impl Queue {
    fn send(
        &mut self,
        context: &mut Context<'_>,
        sequence: Sequence,
        draft: Draft,
    ) -> Result<SendMessageResult, QueueError> {
        draft.check(self.attributes.maximum_message_bytes)?;
        let delay = draft.delay()?;
        let trace_header = draft.trace_header()?;
        let system_attributes = draft.system_attributes;
        let message = StoredMessage {
            attributes: draft.attributes,
            trace_header,
            group_id: draft.group_id,
            ..StoredMessage::new(
                context.ids.uuid().into(),
                sender_id(context),
                context.now,
                draft.body,
            )
        };
        let result = SendMessageResult {
            md5_of_message_body: message.body.digest(),
            md5_of_message_attributes: md5_of_attributes(&message.attributes),
            md5_of_message_system_attributes: md5_of_attributes(&system_attributes),
            message_id: Arc::clone(&message.id),
        };
        let place = self.place_of_new(context.now, delay);
        self.watch.sent(context.now, &message);
        self.messages.insert(sequence, message, place);
        Ok(result)
    }
}
