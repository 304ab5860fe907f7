//! Who may assume a role: how its trust policy is read.

use crate::iam::state::Iam;
use crate::iam::{IamError, document};
use crate::origin::AccountId;
use crate::policy::{DocumentKind, Policy, PolicyError};

/// Characters of a trust policy. Source: quotas, "Role trust policy length" (default).
const TRUST_SIZE: usize = 2048;

/// Reads the trust policy of a role of this account, which has these entities.
///
/// # Errors
/// It is none, it is too long, or it names a user or role of the account that is not there.
pub(super) fn read(iam: &Iam, account: AccountId, text: &str) -> Result<Policy, IamError> {
    let trust = document::parse(text, DocumentKind::Trust)?;
    if trust.size() > TRUST_SIZE {
        return Err(IamError::quota("ACLSizePerRole", TRUST_SIZE));
    }
    if let Some(arn) = iam.missing_principal(account, &trust) {
        let error = PolicyError::principal("AWS", arn);
        return Err(IamError::MalformedPolicyDocument(error.to_string()));
    }
    Ok(trust)
}
