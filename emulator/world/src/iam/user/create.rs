//! `CreateUser`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{User, UserDetail};
use crate::context::Context;
use crate::iam::constraints::{Constraints, ROLE_NAME};
use crate::iam::identifiers::{Identifiers, Kind};
use crate::iam::policies::Policies;
use crate::iam::tag::Tag;
use crate::iam::tags::{Case, Tags};
use crate::iam::{IamError, Identities, boundary_operations};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateUser {
    pub user_name: String,
    #[serde(default)]
    pub path: Option<String>,
    #[serde(default)]
    pub permissions_boundary: Option<String>,
    #[serde(default)]
    pub tags: Vec<Tag>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateUserResponse {
    pub user: UserDetail,
}

pub(in crate::iam) fn create(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: CreateUser,
) -> Result<CreateUserResponse, IamError> {
    Constraints::default()
        .name("userName", &request.user_name, ROLE_NAME)
        .path("path", request.path.as_deref())
        .optional_arn(
            "permissionsBoundary",
            request.permissions_boundary.as_deref(),
        )
        .tags(&request.tags)
        .check()?;
    let iam = identities.iam_mut(context);
    iam.check_free::<User>(&request.user_name)?;
    let boundary = request.permissions_boundary.as_deref();
    let boundary = boundary
        .map(|arn| boundary_operations::check(iam, arn))
        .transpose()?;
    let tags = Tags::new(Case::Folded, &request.tags)?;
    let (name, path) = (request.user_name, request.path);
    let user = User {
        identifiers: Identifiers::new(
            Kind::User,
            name,
            path,
            context.home,
            context.now,
            context.ids,
        ),
        tags,
        policies: Policies::default(),
        boundary,
        groups: BTreeSet::new(),
        access_keys: Vec::new(),
    };
    let reply = UserDetail {
        permissions_boundary: user.boundary_shown(),
        tags: (!request.tags.is_empty()).then_some(request.tags),
        ..user.outlined()
    };
    iam.insert(user)?;
    Ok(CreateUserResponse { user: reply })
}
