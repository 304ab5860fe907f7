//! `UpdateUser`.

use serde::{Deserialize, Serialize};

use super::User;
use crate::context::Context;
use crate::iam::constraints::{Constraints, NAME, ROLE_NAME};
use crate::iam::{IamError, Identities};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateUser {
    pub user_name: String,
    #[serde(default)]
    pub new_path: Option<String>,
    #[serde(default)]
    pub new_user_name: Option<String>,
}

/// Gives a user another name or path. Its keys, groups and policies stay, its ARN does not.
pub(in crate::iam) fn update(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: UpdateUser,
) -> Result<(), IamError> {
    let (name, new_name) = (request.user_name, request.new_user_name);
    Constraints::default()
        .name("userName", &name, NAME)
        .path("newPath", request.new_path.as_deref())
        .optional_name("newUserName", new_name.as_deref(), ROLE_NAME)
        .check()?;
    let (iam, keys) = identities.both_mut(context);
    iam.rename::<User>(&name, new_name.clone(), request.new_path, context.home)?;
    if let Some(new_name) = new_name {
        keys.rename(context.home.account, &name, &new_name);
    }
    Ok(())
}
