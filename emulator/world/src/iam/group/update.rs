//! `UpdateGroup`.

use serde::{Deserialize, Serialize};

use super::Group;
use crate::context::Context;
use crate::iam::constraints::{Constraints, NAME};
use crate::iam::name::folded;
use crate::iam::{IamError, Identities};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateGroup {
    pub group_name: String,
    #[serde(default)]
    pub new_path: Option<String>,
    #[serde(default)]
    pub new_group_name: Option<String>,
}

/// Gives a group another name or path. Its members stay, its ARN does not.
pub(in crate::iam) fn update(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: UpdateGroup,
) -> Result<(), IamError> {
    let (name, new_name) = (request.group_name, request.new_group_name);
    Constraints::default()
        .name("groupName", &name, NAME)
        .path("newPath", request.new_path.as_deref())
        .optional_name("newGroupName", new_name.as_deref(), NAME)
        .check()?;
    let iam = identities.iam_mut(context);
    iam.rename::<Group>(&name, new_name.clone(), request.new_path, context.home)?;
    let new_key = folded(new_name.as_deref().unwrap_or(&name));
    for user in iam.users.values_mut() {
        if user.groups.remove(folded(&name).as_ref()) {
            user.groups.insert(new_key.clone().into_owned());
        }
    }
    Ok(())
}
