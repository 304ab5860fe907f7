//! The tags of a topic: how many there may be, and how long.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::TopicError;

/// Source: `TagLimitExceededException`, "more than 50 tags".
const MAX_TAGS: usize = 50;
/// In characters. Source: botocore's SNS model, `TagKey` and `TagValue`.
const MAX_KEY_LENGTH: usize = 128;
const MAX_VALUE_LENGTH: usize = 256;

pub(super) type Tags = BTreeMap<String, String>;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    pub key: String,
    pub value: String,
}

/// # Errors
/// A key twice, or a tag that AWS would not take.
pub(super) fn read(tags: Vec<Tag>) -> Result<Tags, TopicError> {
    let mut read = Tags::new();
    for Tag { key, value } in tags {
        let is_key = (1..=MAX_KEY_LENGTH).contains(&key.chars().count());
        if !is_key || key.to_ascii_lowercase().starts_with("aws:") {
            return Err(TopicError::invalid(format!(
                "Tags Reason: the tag key {key} must be 1 to 128 characters long and not begin with aws:"
            )));
        }
        if value.chars().count() > MAX_VALUE_LENGTH {
            return Err(TopicError::invalid(format!(
                "Tags Reason: the value of the tag {key} must be at most 256 characters long"
            )));
        }
        if read.insert(key, value).is_some() {
            return Err(TopicError::invalid("Duplicated keys are not allowed."));
        }
    }
    check_number(&read)?;
    Ok(read)
}

pub(super) fn check_number(tags: &Tags) -> Result<(), TopicError> {
    if tags.len() > MAX_TAGS {
        return Err(TopicError::TagLimitExceeded);
    }
    Ok(())
}
