//! `TagResource`, `UntagResource`, `ListTagsForResource`, and the tags that a topic is made with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{TopicError, Topics};
use crate::context::{Context, View};
use crate::state::{Part as _, State};

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

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagResource {
    pub resource_arn: String,
    pub tags: Vec<Tag>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UntagResource {
    pub resource_arn: String,
    pub tag_keys: Vec<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTagsForResource {
    pub resource_arn: String,
}

/// What has nothing to say, and says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TagResourceResponse {}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UntagResourceResponse {}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTagsForResourceResponse {
    pub tags: Vec<Tag>,
}

pub(super) fn tag_resource(
    state: &mut State,
    context: &mut Context<'_>,
    request: TagResource,
) -> Result<TagResourceResponse, TopicError> {
    let topic = Topics::of_mut(state, context.home)
        .at_arn_mut(context.home, &request.resource_arn)
        .map_err(as_resource)?;
    let mut tags = topic.tags.clone();
    tags.extend(read(request.tags)?);
    check_number(&tags)?;
    topic.tags = tags;
    Ok(TagResourceResponse {})
}

pub(super) fn untag_resource(
    state: &mut State,
    context: &mut Context<'_>,
    request: UntagResource,
) -> Result<UntagResourceResponse, TopicError> {
    let topic = Topics::of_mut(state, context.home)
        .at_arn_mut(context.home, &request.resource_arn)
        .map_err(as_resource)?;
    topic.tags.retain(|key, _| !request.tag_keys.contains(key));
    Ok(UntagResourceResponse {})
}

pub(super) fn list_tags_for_resource(
    state: &State,
    view: &View<'_>,
    request: ListTagsForResource,
) -> Result<ListTagsForResourceResponse, TopicError> {
    let topic = Topics::of(state, view.home)
        .at_arn(view.home, &request.resource_arn)
        .map_err(as_resource)?;
    let tags = topic.tags.iter().map(|(key, value)| Tag {
        key: key.clone(),
        value: value.clone(),
    });
    Ok(ListTagsForResourceResponse {
        tags: tags.collect(),
    })
}

/// Tags are a resource's, whatever it is.
fn as_resource(error: TopicError) -> TopicError {
    match error {
        TopicError::NotFound(_) => TopicError::ResourceNotFound,
        TopicError::InvalidParameter(what) => {
            TopicError::InvalidParameter(what.replacen("TopicArn", "ResourceArn", 1))
        }
        other => other,
    }
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

fn check_number(tags: &Tags) -> Result<(), TopicError> {
    if tags.len() > MAX_TAGS {
        return Err(TopicError::TagLimitExceeded);
    }
    Ok(())
}
