//! `DeleteRole`.

use serde::{Deserialize, Serialize};

use super::Role;
use crate::context::Context;
use crate::iam::constraints::{Constraints, ROLE_NAME};
use crate::iam::{IamError, Identities};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteRole {
    pub role_name: String,
}

/// Deletes a role that has no policies any more. Its sessions stay, and may do nothing.
pub(in crate::iam) fn delete(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: DeleteRole,
) -> Result<(), IamError> {
    Constraints::default()
        .name("roleName", &request.role_name, ROLE_NAME)
        .check()?;
    let iam = identities.iam_mut(context);
    iam.remove::<Role>(&request.role_name).map(|_| ())
}
