//! `TagResource`, `UntagResource` and `ListTagsForResource`.

use serde::{Deserialize, Serialize};

use super::error::TopicError;
use super::state::Topics;
use super::tags::{Tag, check_number, read};
use crate::context::{Context, View};
use crate::state::{Part as _, State};

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
