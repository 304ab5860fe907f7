//! `PutDashboard`.

use serde::{Deserialize, Serialize};

use super::super::error::MetricsError;
use super::super::state::Metrics;
use super::body;
use super::finding::{self, Finding};
use super::name::check_name;
use super::state::Dashboard;
use crate::context::Context;

/// Makes a dashboard, or puts another in its place.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutDashboard {
    pub dashboard_name: String,
    /// JSON.
    pub dashboard_body: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutDashboardOutput {
    /// Warnings: what is wrong refuses the body.
    pub dashboard_validation_messages: Vec<Finding>,
}

pub(in super::super) fn put_dashboard(
    metrics: &mut Metrics,
    context: &mut Context<'_>,
    request: PutDashboard,
) -> Result<PutDashboardOutput, MetricsError> {
    check_name(&request.dashboard_name)?;
    let Some(findings) = body::findings(&request.dashboard_body) else {
        return Err(MetricsError::DashboardInvalidInput {
            message: "The field DashboardBody must be a valid JSON object".to_owned(),
            findings: Vec::new(),
        });
    };
    if !findings.errors.is_empty() {
        return Err(MetricsError::DashboardInvalidInput {
            message: finding::refusal(&findings.errors),
            findings: findings.errors,
        });
    }
    let dashboard = Dashboard {
        body: request.dashboard_body,
        last_modified: context.now,
    };
    metrics.dashboards.insert(request.dashboard_name, dashboard);
    Ok(PutDashboardOutput {
        dashboard_validation_messages: findings.warnings,
    })
}
