//! `DeletePolicy`.

use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::iam::constraints::Constraints;
use crate::iam::{IamError, Identities};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeletePolicy {
    pub policy_arn: String,
}

/// Deletes a policy that nobody has and that has no version but its default one.
pub(in crate::iam) fn delete(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: DeletePolicy,
) -> Result<(), IamError> {
    let arn = request.policy_arn.as_str();
    Constraints::default().arn("policyArn", arn).check()?;
    let iam = identities.iam_mut(context);
    let versions = iam.policy_mut(arn)?.versions.len();
    if iam.attachments(arn) > 0 || iam.boundaries(arn) > 0 {
        return Err(IamError::DeleteConflict(
            "Cannot delete a policy attached to entities.".to_owned(),
        ));
    }
    if versions > 1 {
        return Err(IamError::DeleteConflict(
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.".to_owned(),
        ));
    }
    iam.policies.remove(arn);
    Ok(())
}
