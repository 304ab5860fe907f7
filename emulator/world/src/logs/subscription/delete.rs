//! `DeleteSubscriptionFilter`. What it collected and has not sent is not sent any more.

use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::logs::address::check_group_name;
use crate::logs::error::LogsError;
use crate::logs::state::LogGroups;

/// `DeleteSubscriptionFilter`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteSubscriptionFilter {
    pub log_group_name: String,
    pub filter_name: String,
}

pub(in crate::logs) fn delete_subscription_filter(
    groups: &mut LogGroups,
    context: &mut Context<'_>,
    request: DeleteSubscriptionFilter,
) -> Result<(), LogsError> {
    check_group_name("logGroupName", &request.log_group_name)?;
    let group = groups.existing_mut(&request.log_group_name)?;
    let removed = group.subscription_filters.remove(&request.filter_name);
    let mut filter = removed.ok_or(LogsError::NoSubscriptionFilter)?;
    filter.forget(context.agenda);
    Ok(())
}
