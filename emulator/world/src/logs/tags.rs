//! The tags of log groups, by both of AWS's interfaces: by name (`TagLogGroup`, on its path to deprecation) and by ARN (`TagResource`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::address::in_arn;
use super::{Context, LogGroups, LogsError, View};

/// Source: botocore's Logs model, `Tags` and `TooManyTagsException`.
const MAX_TAGS: usize = 50;
/// In characters. Source: botocore's Logs model, `TagKey` and `TagValue`.
const MAX_KEY_LENGTH: usize = 128;
const MAX_VALUE_LENGTH: usize = 256;
/// Source: botocore's Logs model, `TagKey` and `TagValue`.
const KEY_PATTERN: &str = "^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)$";
const VALUE_PATTERN: &str = "^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$";

pub(super) type Tags = BTreeMap<String, String>;

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

/// # Errors
/// More of them than a request may have, or a key or value that AWS does not take.
pub(super) fn check(tags: &Tags) -> Result<(), LogsError> {
    if tags.len() > MAX_TAGS {
        return Err(LogsError::invalid(
            "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or \
             equal to 50",
        ));
    }
    for (key, value) in tags {
        let is_key =
            (1..=MAX_KEY_LENGTH).contains(&key.chars().count()) && key.chars().all(is_letter);
        if !is_key {
            return Err(LogsError::invalid(format!(
                "1 validation error detected: Value '{key}' at 'tags' failed to satisfy constraint: Map keys must satisfy \
                 constraint: [Member must have length less than or equal to 128, Member must have length greater than or \
                 equal to 1, Member must satisfy regular expression pattern: {KEY_PATTERN}]"
            )));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(LogsError::invalid(
                "User-defined tag keys can't start with 'aws:'.",
            ));
        }
        if value.chars().count() > MAX_VALUE_LENGTH || !value.chars().all(is_letter) {
            return Err(LogsError::invalid(format!(
                "1 validation error detected: Value '{value}' at 'tags' failed to satisfy constraint: Map value must satisfy \
                 constraint: [Member must have length less than or equal to 256, Member must have length greater than or \
                 equal to 0, Member must satisfy regular expression pattern: {VALUE_PATTERN}]"
            )));
        }
    }
    Ok(())
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter.is_whitespace() || "_.:/=+-@".contains(letter)
}
