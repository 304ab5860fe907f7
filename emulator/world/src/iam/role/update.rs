//! `UpdateRole`, `UpdateRoleDescription` and `UpdateAssumeRolePolicy`.

use serde::{Deserialize, Serialize};

use super::{LONGEST_SESSION, RoleDetail, SHORTEST_SESSION, trust};
use crate::context::Context;
use crate::iam::constraints::{Constraints, ROLE_NAME};
use crate::iam::{IamError, Identities};

/// What is left out stays as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateRole {
    pub role_name: String,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub max_session_duration: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UpdateRoleResponse {}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateRoleDescription {
    pub role_name: String,
    pub description: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateRoleDescriptionResponse {
    pub role: RoleDetail,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateAssumeRolePolicy {
    pub role_name: String,
    pub policy_document: String,
}

pub(in crate::iam) fn update(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: UpdateRole,
) -> Result<UpdateRoleResponse, IamError> {
    Constraints::default()
        .name("roleName", &request.role_name, ROLE_NAME)
        .description(request.description.as_deref())
        .between(
            "maxSessionDuration",
            request.max_session_duration,
            SHORTEST_SESSION,
            LONGEST_SESSION,
        )
        .check()?;
    let role = identities.iam_mut(context).role_mut(&request.role_name)?;
    if let Some(description) = request.description {
        role.description = Some(description).filter(|text| !text.is_empty());
    }
    role.max_session = request.max_session_duration.unwrap_or(role.max_session);
    Ok(UpdateRoleResponse {})
}

pub(in crate::iam) fn update_description(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: UpdateRoleDescription,
) -> Result<UpdateRoleDescriptionResponse, IamError> {
    Constraints::default()
        .name("roleName", &request.role_name, ROLE_NAME)
        .description(Some(&request.description))
        .check()?;
    let role = identities.iam_mut(context).role_mut(&request.role_name)?;
    role.description = Some(request.description).filter(|text| !text.is_empty());
    Ok(UpdateRoleDescriptionResponse {
        role: RoleDetail {
            description: role.description.clone(),
            permissions_boundary: role.boundary_shown(),
            ..role.outlined()
        },
    })
}

pub(in crate::iam) fn update_trust(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: UpdateAssumeRolePolicy,
) -> Result<(), IamError> {
    Constraints::default()
        .name("roleName", &request.role_name, ROLE_NAME)
        .document("policyDocument", &request.policy_document)
        .check()?;
    let iam = identities.iam_mut(context);
    iam.role(&request.role_name)?;
    let trust = trust::read(iam, context.home.account, &request.policy_document)?;
    iam.role_mut(&request.role_name)?.trust = trust;
    Ok(())
}
