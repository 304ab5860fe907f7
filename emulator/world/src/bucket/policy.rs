//! The policy of a bucket: what S3 takes for one.

use super::policy_fault::PolicyFault;
use crate::iam::Iam;
use crate::origin::AccountId;
use crate::policy::{DocumentKind, Policy, ResourceRules};

/// Reads the policy of a bucket of this account, which has these entities.
///
/// # Errors
/// The first thing that S3 does not take.
pub(super) fn read(text: &str, iam: &Iam, owner: AccountId) -> Result<Policy, PolicyFault> {
    let policy = Policy::parse(text, DocumentKind::Resource(ResourceRules::S3))?;
    match iam.missing_principal(owner, &policy) {
        Some(_) => Err(PolicyFault::Principal),
        None => Ok(policy),
    }
}
