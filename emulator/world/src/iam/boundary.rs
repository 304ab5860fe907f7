//! Permissions boundaries of roles and users: a managed policy that says what the others may allow at most.

use serde::Serialize;

/// A boundary in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttachedPermissionsBoundary {
    /// Always `Policy`. Source: API `AttachedPermissionsBoundary`; the value recorded.
    pub permissions_boundary_type: &'static str,
    pub permissions_boundary_arn: String,
}

impl AttachedPermissionsBoundary {
    pub(super) fn of(arn: &str) -> Self {
        Self {
            permissions_boundary_type: "Policy",
            permissions_boundary_arn: arn.to_owned(),
        }
    }
}
