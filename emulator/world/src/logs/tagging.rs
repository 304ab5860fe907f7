//! Tagging of log groups, by both of AWS's interfaces: by name (`TagLogGroup`, on its path to deprecation) and by ARN (`TagResource`).

use serde::{Deserialize, Serialize};

use super::address::in_arn;
use super::error::LogsError;
use super::state::LogGroups;
use super::tags::{MAX_TAGS, Tags, check};
use crate::context::{Context, View};

/// `TagResource`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TagResource {
    pub resource_arn: String,
    pub tags: Tags,
}

/// `UntagResource`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UntagResource {
    pub resource_arn: String,
    pub tag_keys: Vec<String>,
}

/// `ListTagsForResource`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListTagsForResource {
    pub resource_arn: String,
}

/// `TagLogGroup`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TagLogGroup {
    pub log_group_name: String,
    pub tags: Tags,
}

/// `UntagLogGroup`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UntagLogGroup {
    pub log_group_name: String,
    /// Keys.
    pub tags: Vec<String>,
}

/// `ListTagsLogGroup`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListTagsLogGroup {
    pub log_group_name: String,
}

/// What both lists answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListTagsResponse {
    pub tags: Tags,
}

pub(super) fn tag_resource(
    groups: &mut LogGroups,
    context: &mut Context<'_>,
    request: TagResource,
) -> Result<(), LogsError> {
    let name = in_arn(context.home, &request.resource_arn)?;
    let too_many = LogsError::TooManyTags(request.resource_arn.clone());
    add(groups, name, request.tags, too_many)
}

pub(super) fn untag_resource(
    groups: &mut LogGroups,
    context: &mut Context<'_>,
    request: UntagResource,
) -> Result<(), LogsError> {
    let name = in_arn(context.home, &request.resource_arn)?;
    remove(groups, name, &request.tag_keys)
}

pub(super) fn list_tags_for_resource(
    groups: &LogGroups,
    view: &View<'_>,
    request: ListTagsForResource,
) -> Result<ListTagsResponse, LogsError> {
    let name = in_arn(view.home, &request.resource_arn)?;
    list(groups, name)
}

pub(super) fn tag_log_group(
    groups: &mut LogGroups,
    _: &mut Context<'_>,
    request: TagLogGroup,
) -> Result<(), LogsError> {
    let too_many = LogsError::invalid("A resource can have no more than 50 tags.");
    add(groups, &request.log_group_name, request.tags, too_many)
}

pub(super) fn untag_log_group(
    groups: &mut LogGroups,
    _: &mut Context<'_>,
    request: UntagLogGroup,
) -> Result<(), LogsError> {
    remove(groups, &request.log_group_name, &request.tags)
}

pub(super) fn list_tags_log_group(
    groups: &LogGroups,
    _: &View<'_>,
    request: ListTagsLogGroup,
) -> Result<ListTagsResponse, LogsError> {
    list(groups, &request.log_group_name)
}

fn add(
    groups: &mut LogGroups,
    name: &str,
    tags: Tags,
    too_many: LogsError,
) -> Result<(), LogsError> {
    if tags.is_empty() {
        return Err(LogsError::invalid(
            "1 validation error detected: Value '{}' at 'tags' failed to satisfy constraint: Member must have length \
             greater than or equal to 1",
        ));
    }
    check(&tags)?;
    let group = groups.existing_mut(name)?;
    let new = tags.keys().filter(|key| !group.tags.contains_key(*key));
    if group.tags.len() + new.count() > MAX_TAGS {
        return Err(too_many);
    }
    group.tags.extend(tags);
    Ok(())
}

fn remove(groups: &mut LogGroups, name: &str, keys: &[String]) -> Result<(), LogsError> {
    let group = groups.existing_mut(name)?;
    group.tags.retain(|key, _| !keys.contains(key));
    Ok(())
}

fn list(groups: &LogGroups, name: &str) -> Result<ListTagsResponse, LogsError> {
    Ok(ListTagsResponse {
        tags: groups.existing(name)?.tags.clone(),
    })
}
