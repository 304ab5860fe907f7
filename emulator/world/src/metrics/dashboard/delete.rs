//! `DeleteDashboards`.

use serde::{Deserialize, Serialize};

use super::super::error::MetricsError;
use super::super::state::Metrics;
use crate::context::Context;

/// Source: API `DeleteDashboards`.
const MAX_NAMES: usize = 100;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteDashboards {
    pub dashboard_names: Vec<String>,
}

/// Nothing, but Query wants it said.
#[derive(Debug, Clone, Serialize)]
pub struct DeleteDashboardsOutput {}

/// Those that are there are deleted, whatever is wrong with the others.
pub(in super::super) fn delete_dashboards(
    metrics: &mut Metrics,
    _context: &mut Context<'_>,
    request: DeleteDashboards,
) -> Result<DeleteDashboardsOutput, MetricsError> {
    let names = request.dashboard_names;
    if names.is_empty() {
        return Err(MetricsError::MissingParameter(
            "The parameter DashboardNames is required.".to_owned(),
        ));
    }
    if names.len() > MAX_NAMES {
        return Err(MetricsError::InvalidParameterValue(format!(
            "The collection DashboardNames must not have a size greater than {MAX_NAMES}."
        )));
    }
    let missing: Vec<String> = names
        .into_iter()
        .filter(|name| metrics.dashboards.remove(name).is_none())
        .collect();
    if missing.is_empty() {
        Ok(DeleteDashboardsOutput {})
    } else {
        Err(MetricsError::DashboardNotFound(format!(
            "The specified dashboard does not exist. [{}]",
            missing.join(", ")
        )))
    }
}
