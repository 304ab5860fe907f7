//! `ListInstanceProfilesForRole`, which Terraform asks before it deletes a role.

use serde::{Deserialize, Serialize};

use crate::context::View;
use crate::iam::constraints::{Constraints, ROLE_NAME};
use crate::iam::page::page;
use crate::iam::{IamError, Identities};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListInstanceProfilesForRole {
    pub role_name: String,
    #[serde(default)]
    pub marker: Option<String>,
    #[serde(default)]
    pub max_items: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListInstanceProfilesForRoleResponse {
    pub instance_profiles: Vec<InstanceProfile>,
    pub is_truncated: bool,
}

/// There are none: nothing here runs instances.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum InstanceProfile {}

pub(in crate::iam) fn list(
    identities: &Identities,
    view: &View<'_>,
    request: ListInstanceProfilesForRole,
) -> Result<ListInstanceProfilesForRoleResponse, IamError> {
    Constraints::default()
        .name("roleName", &request.role_name, ROLE_NAME)
        .check()?;
    identities.iam(view).role(&request.role_name)?;
    let none = std::iter::empty::<(&str, InstanceProfile)>();
    let page = page(none, request.marker.as_deref(), request.max_items)?;
    Ok(ListInstanceProfilesForRoleResponse {
        instance_profiles: page.entries,
        is_truncated: false,
    })
}
