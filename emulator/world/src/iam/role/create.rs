//! `CreateRole`.

use serde::{Deserialize, Serialize};

use super::{LONGEST_SESSION, Role, RoleDetail, SHORTEST_SESSION, trust};
use crate::context::Context;
use crate::iam::constraints::{Constraints, ROLE_NAME};
use crate::iam::identifiers::{Identifiers, Kind};
use crate::iam::policies::Policies;
use crate::iam::tag::Tag;
use crate::iam::tags::{Case, Tags};
use crate::iam::{IamError, Identities, boundary_operations};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateRole {
    pub role_name: String,
    #[serde(default)]
    pub path: Option<String>,
    pub assume_role_policy_document: String,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub max_session_duration: Option<i64>,
    #[serde(default)]
    pub permissions_boundary: Option<String>,
    #[serde(default)]
    pub tags: Vec<Tag>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateRoleResponse {
    pub role: RoleDetail,
}

pub(in crate::iam) fn create(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: CreateRole,
) -> Result<CreateRoleResponse, IamError> {
    check(&request)?;
    let iam = identities.iam_mut(context);
    iam.check_free::<Role>(&request.role_name)?;
    let account = context.home.account;
    let trust = trust::read(iam, account, &request.assume_role_policy_document)?;
    let boundary = request.permissions_boundary.as_deref();
    let boundary = boundary
        .map(|arn| boundary_operations::check(iam, arn))
        .transpose()?;
    let tags = Tags::new(Case::Folded, &request.tags)?;
    let (name, path) = (request.role_name, request.path);
    let role = Role {
        identifiers: Identifiers::new(
            Kind::Role,
            name,
            path,
            context.home,
            context.now,
            context.ids,
        ),
        description: request.description.filter(|text| !text.is_empty()),
        trust,
        max_session: request.max_session_duration.unwrap_or(SHORTEST_SESSION),
        tags,
        policies: Policies::default(),
        boundary,
        last_used: None,
    };
    let mut reply = role.outlined();
    reply.permissions_boundary = role.boundary_shown();
    reply.tags = (!request.tags.is_empty()).then_some(request.tags);
    iam.insert(role)?;
    Ok(CreateRoleResponse { role: reply })
}

fn check(request: &CreateRole) -> Result<(), IamError> {
    Constraints::default()
        .name("roleName", &request.role_name, ROLE_NAME)
        .path("path", request.path.as_deref())
        .document(
            "assumeRolePolicyDocument",
            &request.assume_role_policy_document,
        )
        .description(request.description.as_deref())
        .between(
            "maxSessionDuration",
            request.max_session_duration,
            SHORTEST_SESSION,
            LONGEST_SESSION,
        )
        .optional_arn(
            "permissionsBoundary",
            request.permissions_boundary.as_deref(),
        )
        .tags(&request.tags)
        .check()
}
