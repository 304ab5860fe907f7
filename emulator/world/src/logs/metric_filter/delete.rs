//! `DeleteMetricFilter`. What it found by then is published all the same.

use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::logs::address::check_group_name;
use crate::logs::error::LogsError;
use crate::logs::state::LogGroups;

/// `DeleteMetricFilter`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteMetricFilter {
    pub log_group_name: String,
    pub filter_name: String,
}

pub(in crate::logs) fn delete_metric_filter(
    groups: &mut LogGroups,
    _: &mut Context<'_>,
    request: DeleteMetricFilter,
) -> Result<(), LogsError> {
    check_group_name("logGroupName", &request.log_group_name)?;
    let group = groups.existing_mut(&request.log_group_name)?;
    let removed = group.metric_filters.remove(&request.filter_name);
    removed.map(drop).ok_or(LogsError::NoMetricFilter)
}
