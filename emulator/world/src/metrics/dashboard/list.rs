//! `ListDashboards`.

use std::ops::Bound::{Excluded, Included, Unbounded};

use serde::{Deserialize, Serialize};

use super::super::error::MetricsError;
use super::super::state::Metrics;
use super::name::check_name;
use super::target::arn;
use crate::context::View;
use crate::value::Epoch;

/// How many one answer has. Source: API `ListDashboards`.
const PAGE: usize = 1_000;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListDashboards {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dashboard_name_prefix: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListDashboardsOutput {
    /// By name.
    pub dashboard_entries: Vec<DashboardEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DashboardEntry {
    pub dashboard_name: String,
    pub dashboard_arn: String,
    pub last_modified: Epoch,
    /// Bytes.
    pub size: u64,
}

pub(in super::super) fn list_dashboards(
    metrics: &Metrics,
    context: &View<'_>,
    request: ListDashboards,
) -> Result<ListDashboardsOutput, MetricsError> {
    let prefix = request.dashboard_name_prefix.unwrap_or_default();
    let start = match &request.next_token {
        None => Included(prefix.as_str()),
        // The token is the last name that was given.
        Some(token) if token.starts_with(&prefix) && check_name(token).is_ok() => {
            Excluded(token.as_str())
        }
        Some(_) => return Err(MetricsError::InvalidNextToken),
    };
    let dashboards = metrics.dashboards.range::<str, _>((start, Unbounded));
    let mut found = dashboards.take_while(|(name, _)| name.starts_with(&prefix));
    let entries: Vec<DashboardEntry> = found
        .by_ref()
        .take(PAGE)
        .map(|(name, dashboard)| DashboardEntry {
            dashboard_name: name.clone(),
            dashboard_arn: arn(context.home, name),
            last_modified: dashboard.last_modified.into(),
            size: dashboard.body.len().try_into().unwrap_or(u64::MAX),
        })
        .collect();
    let is_cut = found.next().is_some();
    let last = entries.last().filter(|_| is_cut);
    Ok(ListDashboardsOutput {
        next_token: last.map(|entry| entry.dashboard_name.clone()),
        dashboard_entries: entries,
    })
}
