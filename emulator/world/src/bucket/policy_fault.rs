//! What S3 finds wrong with a bucket's policy, in its words.

use crate::policy::PolicyError;

/// Why a document is no policy for a bucket.
///
/// Sources: versitygw, `auth/bucket_policy.go` and its issues 645 to 650, which have AWS's words beside its own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    /// It is none of a resource.
    #[error(transparent)]
    Language(PolicyError),
    /// One that is none, or one that is not there.
    #[error("Invalid principal in policy")]
    Principal,
}

impl From<PolicyError> for PolicyFault {
    fn from(error: PolicyError) -> Self {
        match error {
            PolicyError::Principal(_) => Self::Principal,
            error => Self::Language(error),
        }
    }
}
