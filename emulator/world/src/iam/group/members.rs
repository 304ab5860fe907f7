//! `AddUserToGroup` and `RemoveUserFromGroup`.

use serde::{Deserialize, Serialize};

use super::Group;
use crate::context::Context;
use crate::iam::constraints::{Constraints, NAME};
use crate::iam::name::folded;
use crate::iam::{IamError, Identities};

/// Groups of a user. Source: quotas, "IAM groups an IAM user can be a member of".
const MOST: usize = 10;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AddUserToGroup {
    pub group_name: String,
    pub user_name: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RemoveUserFromGroup {
    pub group_name: String,
    pub user_name: String,
}

/// Makes a user a member; one who is a member stays one.
pub(in crate::iam) fn add(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: AddUserToGroup,
) -> Result<(), IamError> {
    check(&request.group_name, &request.user_name)?;
    let iam = identities.iam_mut(context);
    iam.user(&request.user_name)?;
    iam.find::<Group>(&request.group_name)?;
    let groups = &mut iam.user_mut(&request.user_name)?.groups;
    let key = folded(&request.group_name);
    if !groups.contains(key.as_ref()) && groups.len() >= MOST {
        return Err(IamError::quota("GroupsPerUser", MOST));
    }
    groups.insert(key.into_owned());
    Ok(())
}

/// Ends a membership; one that was none is ended already (unverified).
pub(in crate::iam) fn remove(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: RemoveUserFromGroup,
) -> Result<(), IamError> {
    check(&request.group_name, &request.user_name)?;
    let iam = identities.iam_mut(context);
    iam.user(&request.user_name)?;
    iam.find::<Group>(&request.group_name)?;
    let groups = &mut iam.user_mut(&request.user_name)?.groups;
    groups.remove(folded(&request.group_name).as_ref());
    Ok(())
}

fn check(group_name: &str, user_name: &str) -> Result<(), IamError> {
    Constraints::default()
        .name("groupName", group_name, NAME)
        .name("userName", user_name, NAME)
        .check()
}
