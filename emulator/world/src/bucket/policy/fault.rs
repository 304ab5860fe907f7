//! What S3 finds wrong with a bucket's policy, in its words.

use crate::policy::PolicyError;

/// Bytes of a policy, without the white space between its tokens. Source: guide S3, "Adding a bucket policy", "limited to 20 KB"; that it is
/// counted so, the refusal says.
pub(super) const MAX_BYTES: usize = 20_480;

/// Why a document is no policy for a bucket.
///
/// Sources: versitygw, `auth/bucket_policy.go` and its issues 645 to 650, which have AWS's words; of the size, users' reports.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    #[error("Policies must be valid JSON and the first byte must be '{{'")]
    FirstByte,
    /// It is none of a resource, or says what no bucket's policy may.
    #[error(transparent)]
    Language(PolicyError),
    #[error("Normalized policy document exceeds the maximum allowed size of {MAX_BYTES} bytes")]
    TooLarge,
    /// One that is none, or one that is not there.
    #[error("Invalid principal in policy")]
    Principal,
    #[error("Action does not apply to any resource(s) in statement")]
    Unfitting,
    /// The text is unverified.
    #[error("Policy has an invalid condition key")]
    ConditionKey,
}

impl From<PolicyError> for PolicyFault {
    fn from(error: PolicyError) -> Self {
        match error {
            PolicyError::Principal(_) => Self::Principal,
            error => Self::Language(error),
        }
    }
}
