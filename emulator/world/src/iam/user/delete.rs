//! `DeleteUser`.

use serde::{Deserialize, Serialize};

use super::User;
use crate::context::Context;
use crate::iam::constraints::{Constraints, NAME};
use crate::iam::entity::Entity;
use crate::iam::{IamError, Identities};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteUser {
    pub user_name: String,
}

/// Deletes a user without policies, groups and access keys. Texts recorded.
pub(in crate::iam) fn delete(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: DeleteUser,
) -> Result<(), IamError> {
    Constraints::default()
        .name("userName", &request.user_name, NAME)
        .check()?;
    let iam = identities.iam_mut(context);
    let user = iam.user(&request.user_name)?;
    user.policies().check_none()?;
    let conflict = if !user.groups.is_empty() {
        "Cannot delete entity, must remove users from group first."
    } else if !user.access_keys.is_empty() {
        "Cannot delete entity, must delete access keys first."
    } else {
        return iam.remove::<User>(&request.user_name).map(|_| ());
    };
    Err(IamError::DeleteConflict(conflict.to_owned()))
}
