//! What is written once for the permissions boundaries of roles and users: requests, and what they call.

use std::sync::Arc;

use super::error::IamError;
use super::state::Iam;

/// The ARN of a policy that can be a boundary.
///
/// # Errors
/// What is no ARN of a policy, or of none that is there. Text recorded.
pub(super) fn check(iam: &Iam, arn: &str) -> Result<Arc<str>, IamError> {
    let policy = iam.attachable("Scope ARN:", arn)?;
    Ok(Arc::clone(&policy.identifiers.arn))
}

/// The two operations on the boundary of a role or a user: they differ in the member that names it.
macro_rules! boundary_operations {
    ($entity_mut:ident, $member:ident, $member_text:literal, $longest:expr; $put:ident, $delete:ident) => {
        #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $put {
            pub $member: String,
            pub permissions_boundary: String,
        }

        #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $delete {
            pub $member: String,
        }

        pub(in crate::iam) fn put(
            identities: &mut $crate::iam::Identities,
            context: &mut $crate::context::Context<'_>,
            request: $put,
        ) -> Result<(), $crate::iam::IamError> {
            $crate::iam::constraints::Constraints::default()
                .name($member_text, &request.$member, $longest)
                .arn("permissionsBoundary", &request.permissions_boundary)
                .check()?;
            let iam = identities.iam_mut(context);
            iam.$entity_mut(&request.$member)?;
            let boundary =
                $crate::iam::boundary_operations::check(iam, &request.permissions_boundary)?;
            iam.$entity_mut(&request.$member)?.boundary = Some(boundary);
            Ok(())
        }

        pub(in crate::iam) fn delete(
            identities: &mut $crate::iam::Identities,
            context: &mut $crate::context::Context<'_>,
            request: $delete,
        ) -> Result<(), $crate::iam::IamError> {
            $crate::iam::constraints::Constraints::default()
                .name($member_text, &request.$member, $longest)
                .check()?;
            let iam = identities.iam_mut(context);
            iam.$entity_mut(&request.$member)?.boundary = None;
            Ok(())
        }
    };
}

pub(super) use boundary_operations;
