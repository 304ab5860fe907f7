//! `TagQueue`, `UntagQueue`, `ListQueueTags`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::QueueError;
use super::state::Queues;
use crate::context::{Context, View};

/// Source: "Amazon SQS standard queue quotas"; AWS advises against more, and newer accounts cannot have more.
const MAX_TAGS: usize = 50;
/// In characters.
const MAX_KEY_LENGTH: usize = 128;
/// In characters.
const MAX_VALUE_LENGTH: usize = 256;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagQueue {
    pub queue_url: String,
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

pub(super) fn tag_queue(
    queues: &mut Queues,
    _context: &mut Context<'_>,
    request: TagQueue,
) -> Result<(), QueueError> {
    let queue = queues.at_url(&request.queue_url)?;
    if request.tags.is_empty() {
        return Err(QueueError::MissingParameter("Tags"));
    }
    let mut tags = queue.tags.clone();
    tags.extend(request.tags);
    check(&tags)?;
    queue.tags = tags;
    Ok(())
}

/// # Errors
/// Too many tags, or one that AWS would not take.
pub(super) fn check(tags: &BTreeMap<String, String>) -> Result<(), QueueError> {
    if tags.len() > MAX_TAGS {
        return Err(QueueError::InvalidParameterValue(format!(
            "Too many tags added for queue: {} exceed the maximum of {MAX_TAGS}.",
            tags.len()
        )));
    }
    for (key, value) in tags {
        let is_key = (1..=MAX_KEY_LENGTH).contains(&key.chars().count());
        if !is_key || key.to_ascii_lowercase().starts_with("aws:") {
            return Err(QueueError::invalid_value(
                key,
                "TagKey",
                "Must be 1 to 128 characters long and not begin with aws:.",
            ));
        }
        if value.chars().count() > MAX_VALUE_LENGTH {
            return Err(QueueError::invalid_value(
                value,
                "TagValue",
                "Must be at most 256 characters long.",
            ));
        }
    }
    Ok(())
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UntagQueue {
    pub queue_url: String,
    #[serde(default)]
    pub tag_keys: Vec<String>,
}

pub(super) fn untag_queue(
    queues: &mut Queues,
    _context: &mut Context<'_>,
    request: UntagQueue,
) -> Result<(), QueueError> {
    let queue = queues.at_url(&request.queue_url)?;
    if request.tag_keys.is_empty() {
        return Err(QueueError::MissingParameter("TagKeys"));
    }
    queue.tags.retain(|key, _| !request.tag_keys.contains(key));
    Ok(())
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListQueueTags {
    pub queue_url: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListQueueTagsResult {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

pub(super) fn list_queue_tags(
    queues: &Queues,
    _context: &View<'_>,
    request: ListQueueTags,
) -> Result<ListQueueTagsResult, QueueError> {
    let queue = queues.look_at_url(&request.queue_url)?;
    Ok(ListQueueTagsResult {
        tags: queue.tags.clone(),
    })
}
