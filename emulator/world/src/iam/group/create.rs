//! `CreateGroup` and `DeleteGroup`.

use serde::{Deserialize, Serialize};

use super::{Group, GroupDetail};
use crate::context::Context;
use crate::iam::constraints::{Constraints, NAME};
use crate::iam::identifiers::{Identifiers, Kind};
use crate::iam::name::folded;
use crate::iam::policies::Policies;
use crate::iam::{IamError, Identities};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateGroup {
    pub group_name: String,
    #[serde(default)]
    pub path: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateGroupResponse {
    pub group: GroupDetail,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteGroup {
    pub group_name: String,
}

pub(in crate::iam) fn create(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: CreateGroup,
) -> Result<CreateGroupResponse, IamError> {
    Constraints::default()
        .name("groupName", &request.group_name, NAME)
        .path("path", request.path.as_deref())
        .check()?;
    let iam = identities.iam_mut(context);
    iam.check_free::<Group>(&request.group_name)?;
    let (name, path) = (request.group_name, request.path);
    let group = Group {
        identifiers: Identifiers::new(
            Kind::Group,
            name,
            path,
            context.home,
            context.now,
            context.ids,
        ),
        policies: Policies::default(),
    };
    let reply = group.detail();
    iam.insert(group)?;
    Ok(CreateGroupResponse { group: reply })
}

/// Deletes a group without members and policies. Texts recorded.
pub(in crate::iam) fn delete(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: DeleteGroup,
) -> Result<(), IamError> {
    Constraints::default()
        .name("groupName", &request.group_name, NAME)
        .check()?;
    let iam = identities.iam_mut(context);
    iam.find::<Group>(&request.group_name)?;
    let key = folded(&request.group_name);
    let mut users = iam.users.values();
    if users.any(|user| user.groups.contains(key.as_ref())) {
        return Err(IamError::DeleteConflict(
            "Cannot delete entity, must remove users from group first.".to_owned(),
        ));
    }
    iam.remove::<Group>(&request.group_name).map(|_| ())
}
