//! `GetDashboard`.

use serde::{Deserialize, Serialize};

use super::super::error::MetricsError;
use super::super::state::Metrics;
use super::name::check_name;
use super::target::arn;
use crate::context::View;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetDashboard {
    pub dashboard_name: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetDashboardOutput {
    pub dashboard_arn: String,
    /// As it was sent.
    pub dashboard_body: String,
    pub dashboard_name: String,
}

pub(in super::super) fn get_dashboard(
    metrics: &Metrics,
    context: &View<'_>,
    request: GetDashboard,
) -> Result<GetDashboardOutput, MetricsError> {
    let name = request.dashboard_name;
    check_name(&name)?;
    let dashboard = metrics.dashboards.get(&name).ok_or_else(|| {
        MetricsError::DashboardNotFound(format!("Dashboard {name} does not exist"))
    })?;
    Ok(GetDashboardOutput {
        dashboard_arn: arn(context.home, &name),
        dashboard_body: dashboard.body.clone(),
        dashboard_name: name,
    })
}
