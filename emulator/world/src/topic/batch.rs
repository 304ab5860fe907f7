//! `PublishBatch`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::address::name_in_arn;
use super::error::{self, TopicError};
use super::message::{Draft, Message};
use super::message_attributes::Attributes;
use super::state::Topics;
use crate::context::Context;
use crate::queue::BatchResultErrorEntry;
use crate::state::{Part as _, State};

/// Source: `PublishBatch`, "up to 10 messages".
const MAX_ENTRIES: usize = 10;
/// Source: botocore's SNS model, `PublishBatchRequestEntry`, `Id`: as those of SQS.
const MAX_ID_LENGTH: usize = 80;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PublishBatch {
    pub topic_arn: String,
    #[serde(default)]
    pub publish_batch_request_entries: Vec<PublishBatchRequestEntry>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PublishBatchRequestEntry {
    pub id: String,
    pub message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_structure: Option<String>,
    #[serde(default)]
    pub message_attributes: Attributes,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_deduplication_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_group_id: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PublishBatchResponse {
    pub successful: Vec<PublishBatchResultEntry>,
    /// Always empty: what is wrong with one entry refuses them all, as recorded.
    pub failed: Vec<BatchResultErrorEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PublishBatchResultEntry {
    pub id: String,
    pub message_id: String,
}

pub(super) fn publish_batch(
    state: &mut State,
    context: &mut Context<'_>,
    request: PublishBatch,
) -> Result<PublishBatchResponse, TopicError> {
    let entries = request.publish_batch_request_entries;
    check_number(&entries)?;
    let name = name_in_arn(context.home, &request.topic_arn)?;
    let topics = Topics::of_mut(state, context.home);
    let topic = topics.by_name.get(name).ok_or(error::TOPIC)?;
    check_ids(&entries)?;
    let messages = read(entries, topic.attributes.maximum_message_bytes())?;
    let published = messages
        .into_iter()
        .map(|(id, message)| (id, topic.publish(context, name, &message)));
    let published: Vec<_> = published.collect();
    let name = name.to_owned();
    let mut successful = Vec::new();
    for (id, published) in published {
        topics.has_published(context, &name, &published);
        let message_id = published.id;
        successful.push(PublishBatchResultEntry { id, message_id });
    }
    Ok(PublishBatchResponse {
        successful,
        failed: Vec::new(),
    })
}

fn check_number(entries: &[PublishBatchRequestEntry]) -> Result<(), TopicError> {
    match entries.len() {
        0 => Err(TopicError::EmptyBatchRequest),
        1..=MAX_ENTRIES => Ok(()),
        _ => Err(TopicError::TooManyEntriesInBatchRequest),
    }
}

fn check_ids(entries: &[PublishBatchRequestEntry]) -> Result<(), TopicError> {
    let mut ids = BTreeSet::new();
    if !entries.iter().all(|entry| ids.insert(&entry.id)) {
        return Err(TopicError::BatchEntryIdsNotDistinct);
    }
    for id in ids {
        if id.len() > MAX_ID_LENGTH {
            return Err(TopicError::InvalidBatchEntryId(format!(
                "The Id of a batch entry in the batch request is too long: {id}"
            )));
        }
        let is_id_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        if id.is_empty() || !id.bytes().all(is_id_byte) {
            return Err(TopicError::InvalidBatchEntryId(format!(
                "The Id of a batch entry in the batch request contains an impermissible character: {id}"
            )));
        }
    }
    Ok(())
}

fn read(
    entries: Vec<PublishBatchRequestEntry>,
    maximum_bytes: usize,
) -> Result<Vec<(String, Message)>, TopicError> {
    let mut size = 0;
    let mut messages = Vec::with_capacity(entries.len());
    for (index, entry) in entries.into_iter().enumerate() {
        let draft = Draft {
            message: entry.message,
            subject: entry.subject,
            structure: entry.message_structure,
            attributes: entry.message_attributes,
            group_id: entry.message_group_id,
            deduplication_id: entry.message_deduplication_id,
        };
        size += draft.size();
        let at = format!(
            "publishBatchRequestEntries.{}.member.messageAttributes",
            index + 1
        );
        messages.push((entry.id, draft.check(maximum_bytes, &at)?));
    }
    if size > maximum_bytes {
        return Err(TopicError::BatchRequestTooLong);
    }
    Ok(messages)
}
