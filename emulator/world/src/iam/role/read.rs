//! `GetRole` and `ListRoles`.

use serde::{Deserialize, Serialize};

use super::{RoleDetail, RoleLastUsed};
use crate::context::View;
use crate::iam::constraints::{Constraints, ROLE_NAME};
use crate::iam::page::page;
use crate::iam::{IamError, Identities};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetRole {
    pub role_name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetRoleResponse {
    pub role: RoleDetail,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListRoles {
    pub path_prefix: Option<String>,
    pub marker: Option<String>,
    pub max_items: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListRolesResponse {
    pub roles: Vec<RoleDetail>,
    pub is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

/// Everything there is to know of a role but its policies.
pub(in crate::iam) fn get(
    identities: &Identities,
    view: &View<'_>,
    request: GetRole,
) -> Result<GetRoleResponse, IamError> {
    Constraints::default()
        .name("roleName", &request.role_name, ROLE_NAME)
        .check()?;
    let role = identities.iam(view).role(&request.role_name)?;
    let tags = role.tags.to_list();
    let last_used = role.last_used.as_ref();
    let role_last_used = RoleLastUsed {
        last_used_date: last_used.map(|(at, _)| (*at).into()),
        region: last_used.map(|(_, region)| region.to_string()),
    };
    Ok(GetRoleResponse {
        role: RoleDetail {
            description: role.description.clone(),
            max_session_duration: Some(role.max_session),
            permissions_boundary: role.boundary_shown(),
            tags: (!tags.is_empty()).then_some(tags),
            role_last_used: Some(role_last_used),
            ..role.outlined()
        },
    })
}

/// Without tags, boundaries and last uses. Source: API `ListRoles`, "IAM resource-listing operations return a subset".
pub(in crate::iam) fn list(
    identities: &Identities,
    view: &View<'_>,
    request: ListRoles,
) -> Result<ListRolesResponse, IamError> {
    let prefix = request.path_prefix.as_deref();
    Constraints::default().path_prefix(prefix).check()?;
    let roles = identities.iam(view).roles.iter();
    let roles = roles
        .filter(|(_, role)| prefix.is_none_or(|prefix| role.identifiers.path.starts_with(prefix)));
    let page = page(roles, request.marker.as_deref(), request.max_items)?;
    let roles = page.entries.iter().map(|role| RoleDetail {
        description: role.description.clone(),
        max_session_duration: Some(role.max_session),
        ..role.outlined()
    });
    Ok(ListRolesResponse {
        roles: roles.collect(),
        is_truncated: page.marker.is_some(),
        marker: page.marker,
    })
}
