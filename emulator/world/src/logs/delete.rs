//! `DeleteLogGroup` and `DeleteLogStream`.

use serde::{Deserialize, Serialize};

use super::address::check_group_name;
use super::error::LogsError;
use super::state::LogGroups;
use crate::context::Context;

/// `DeleteLogGroup`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DeleteLogGroup {
    pub log_group_name: String,
}

/// `DeleteLogStream`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteLogStream {
    pub log_group_name: String,
    pub log_stream_name: String,
}

/// With its filters: what they found and have not sent yet is gone too.
pub(super) fn delete_log_group(
    groups: &mut LogGroups,
    context: &mut Context<'_>,
    request: DeleteLogGroup,
) -> Result<(), LogsError> {
    check_group_name("logGroupName", &request.log_group_name)?;
    let removed = groups.groups.remove(&request.log_group_name);
    let mut group = removed.ok_or(LogsError::NoGroup)?;
    group.retention = None;
    group.expect_expiry(context.home, context.agenda);
    for filter in group.subscription_filters.values_mut() {
        filter.forget(context.agenda);
    }
    Ok(())
}

pub(super) fn delete_log_stream(
    groups: &mut LogGroups,
    context: &mut Context<'_>,
    request: DeleteLogStream,
) -> Result<(), LogsError> {
    check_group_name("logGroupName", &request.log_group_name)?;
    let group = groups.existing_mut(&request.log_group_name)?;
    let removed = group.streams.remove(request.log_stream_name.as_str());
    removed.ok_or(LogsError::NoStream)?;
    group.remove(|event| *event.stream == *request.log_stream_name);
    group.expect_expiry(context.home, context.agenda);
    Ok(())
}
