//! Why STS refuses.

use crate::access::Denial;
use crate::constraints::Broken;

/// The refusals of STS, with AWS's own texts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StsError {
    /// Who asked may not.
    #[error(transparent)]
    AccessDenied(#[from] Box<Denial>),
    /// Nobody may who asks like this: for a role that is not there, or for a session of a session.
    #[error("{0}")]
    NotAuthorized(String),
    /// A member that its model does not admit.
    #[error("{0}")]
    ValidationError(String),
    #[error("{0}")]
    InvalidParameterValue(String),
    #[error("{0}")]
    MalformedPolicyDocument(String),
    #[error("{0}")]
    PackedPolicyTooLarge(String),
}

impl From<Broken> for StsError {
    fn from(broken: Broken) -> Self {
        Self::ValidationError(broken.0)
    }
}
