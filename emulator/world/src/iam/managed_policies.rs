//! Managed policies by their ARNs: the account's own, and those of AWS.

use super::error::IamError;
use super::managed;
use super::policy::ManagedPolicy;
use super::state::Iam;

impl Iam {
    /// A managed policy by its ARN: this account's, or AWS's.
    pub fn managed_policy(&self, arn: &str) -> Option<&ManagedPolicy> {
        self.policies.get(arn).or_else(|| managed::find(arn))
    }

    /// # Errors
    /// What is no ARN of a policy, or of none that is there.
    pub(super) fn policy(&self, arn: &str) -> Result<&ManagedPolicy, IamError> {
        check_policy_arn(arn)?;
        self.managed_policy(arn).ok_or_else(|| no_policy(arn))
    }

    /// A managed policy of this account.
    ///
    /// # Errors
    /// What is no ARN of a policy, or of none that is there, or of one of AWS's.
    pub(super) fn policy_mut(&mut self, arn: &str) -> Result<&mut ManagedPolicy, IamError> {
        check_policy_arn(arn)?;
        if managed::find(arn).is_some() {
            return Err(IamError::NotAuthorized(format!(
                "Nobody is authorized to change the resource: policy {arn}"
            )));
        }
        self.policies.get_mut(arn).ok_or_else(|| no_policy(arn))
    }

    /// A policy that can be attached; `what` goes before its ARN in the text.
    ///
    /// # Errors
    /// What is no ARN of a policy, or of none that is there.
    pub(crate) fn attachable(&self, what: &str, arn: &str) -> Result<&ManagedPolicy, IamError> {
        check_policy_arn(arn)?;
        self.managed_policy(arn).ok_or_else(|| {
            IamError::NoSuchEntity(format!("{what} {arn} does not exist or is not attachable."))
        })
    }
}

fn no_policy(arn: &str) -> IamError {
    IamError::NoSuchEntity(format!("Policy {arn} was not found."))
}

/// # Errors
/// `ValidationError` for what is no ARN, `InvalidInput` for another's than a policy's. Texts and codes recorded.
fn check_policy_arn(arn: &str) -> Result<(), IamError> {
    let text = || format!("ARN {arn} is not valid.");
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", _, "iam", "", _, resource] if resource.starts_with("policy/") => Ok(()),
        ["arn", ..] => Err(IamError::InvalidInput(text())),
        _ => Err(IamError::ValidationError(text())),
    }
}
