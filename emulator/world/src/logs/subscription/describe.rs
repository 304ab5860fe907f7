//! `DescribeSubscriptionFilters`.

use serde::{Deserialize, Serialize};

use super::model::SubscriptionFilter;
use crate::context::View;
use crate::logs::address::check_group_name;
use crate::logs::error::LogsError;
use crate::logs::page::Page;
use crate::logs::state::LogGroups;

/// `DescribeSubscriptionFilters`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DescribeSubscriptionFilters {
    pub log_group_name: String,
    pub filter_name_prefix: Option<String>,
    pub next_token: Option<String>,
    /// 1 to 50, by default 50.
    pub limit: Option<i64>,
}

/// What `DescribeSubscriptionFilters` answers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribeSubscriptionFiltersResponse {
    pub subscription_filters: Vec<SubscriptionFilterDescription>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A subscription filter as the service describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionFilterDescription {
    pub filter_name: String,
    pub log_group_name: String,
    pub filter_pattern: String,
    pub destination_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    pub distribution: String,
    pub apply_on_transformed_logs: bool,
    /// Epoch milliseconds.
    pub creation_time: i64,
}

pub(in crate::logs) fn describe_subscription_filters(
    groups: &LogGroups,
    _: &View<'_>,
    request: DescribeSubscriptionFilters,
) -> Result<DescribeSubscriptionFiltersResponse, LogsError> {
    check_group_name("logGroupName", &request.log_group_name)?;
    let page = Page::new(request.limit, request.next_token)?;
    let group = groups.existing(&request.log_group_name)?;
    let prefix = request.filter_name_prefix.unwrap_or_default();
    let filters = group.subscription_filters.iter();
    let filters = filters.filter(|(name, _)| name.starts_with(&prefix));
    let (page, next_token) = page.take(filters, |(name, _)| (*name).clone());
    let described = page.into_iter();
    Ok(DescribeSubscriptionFiltersResponse {
        subscription_filters: described
            .map(|(name, filter)| describe(&group.name, name, filter))
            .collect(),
        next_token,
    })
}

fn describe(group: &str, name: &str, filter: &SubscriptionFilter) -> SubscriptionFilterDescription {
    SubscriptionFilterDescription {
        filter_name: name.to_owned(),
        log_group_name: group.to_owned(),
        filter_pattern: filter.pattern.text().to_owned(),
        destination_arn: filter.destination_arn.clone(),
        role_arn: filter.role_arn.clone(),
        distribution: filter.distribution.clone(),
        apply_on_transformed_logs: false,
        creation_time: filter.created.as_millisecond(),
    }
}
