//! `CreateLogGroup` and `CreateLogStream`.

use serde::{Deserialize, Serialize};

use super::address::{check_group_name, check_inner_name};
use super::class::check_class;
use super::error::LogsError;
use super::group::LogGroup;
use super::state::LogGroups;
use super::tags::{self, Tags};
use crate::context::Context;

/// `CreateLogGroup`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CreateLogGroup {
    pub log_group_name: String,
    pub tags: Tags,
    /// `STANDARD`; the other classes are not built.
    pub log_group_class: Option<String>,
}

/// `CreateLogStream`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CreateLogStream {
    pub log_group_name: String,
    pub log_stream_name: String,
}

pub(super) fn create_log_group(
    groups: &mut LogGroups,
    context: &mut Context<'_>,
    request: CreateLogGroup,
) -> Result<(), LogsError> {
    let name = request.log_group_name;
    check_group_name("logGroupName", &name)?;
    if name.starts_with("aws/") {
        return Err(LogsError::invalid(
            "Log groups starting with AWS/ are reserved for AWS.",
        ));
    }
    check_class(request.log_group_class.as_deref())?;
    tags::check(&request.tags)?;
    if groups.groups.contains_key(&name) {
        return Err(LogsError::GroupExists);
    }
    let group = LogGroup::new(name.clone(), request.tags, context.now);
    groups.groups.insert(name, group);
    Ok(())
}

pub(super) fn create_log_stream(
    groups: &mut LogGroups,
    context: &mut Context<'_>,
    request: CreateLogStream,
) -> Result<(), LogsError> {
    check_group_name("logGroupName", &request.log_group_name)?;
    check_inner_name("logStreamName", &request.log_stream_name)?;
    let group = groups.existing_mut(&request.log_group_name)?;
    if group.streams.contains_key(request.log_stream_name.as_str()) {
        return Err(LogsError::StreamExists);
    }
    group.add_stream(&request.log_stream_name, context.now);
    Ok(())
}
