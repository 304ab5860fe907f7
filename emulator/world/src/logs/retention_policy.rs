//! `PutRetentionPolicy` and `DeleteRetentionPolicy`.

use serde::{Deserialize, Serialize};

use super::address::check_group_name;
use super::error::LogsError;
use super::retention::Retention;
use super::state::LogGroups;
use crate::context::Context;

/// `PutRetentionPolicy`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PutRetentionPolicy {
    pub log_group_name: String,
    pub retention_in_days: i64,
}

/// `DeleteRetentionPolicy`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteRetentionPolicy {
    pub log_group_name: String,
}

pub(super) fn put_retention_policy(
    groups: &mut LogGroups,
    context: &mut Context<'_>,
    request: PutRetentionPolicy,
) -> Result<(), LogsError> {
    check_group_name("logGroupName", &request.log_group_name)?;
    let retention = Retention::of_days(request.retention_in_days)?;
    let group = groups.existing_mut(&request.log_group_name)?;
    group.retention = Some(retention);
    group.expect_expiry(context.home, context.agenda);
    Ok(())
}

pub(super) fn delete_retention_policy(
    groups: &mut LogGroups,
    context: &mut Context<'_>,
    request: DeleteRetentionPolicy,
) -> Result<(), LogsError> {
    check_group_name("logGroupName", &request.log_group_name)?;
    let group = groups.existing_mut(&request.log_group_name)?;
    group.retention = None;
    group.expect_expiry(context.home, context.agenda);
    Ok(())
}
