//! Why IAM refuses.

use crate::access::Denial;

/// The refusals of IAM, with AWS's own texts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IamError {
    /// Who asked may not.
    #[error("{}", .0.with_named_resource())]
    AccessDenied(#[from] Box<Denial>),
    #[error("{0}")]
    EntityAlreadyExists(String),
    #[error("{0}")]
    NoSuchEntity(String),
    #[error("{0}")]
    DeleteConflict(String),
    #[error("{0}")]
    MalformedPolicyDocument(String),
    #[error("{0}")]
    LimitExceeded(String),
    #[error("{0}")]
    InvalidInput(String),
    /// A member that its model does not admit.
    #[error("{0}")]
    ValidationError(String),
    /// What nobody of this account may, whatever their policies say: to change a policy of AWS's, say.
    #[error("{0}")]
    NotAuthorized(String),
}

impl IamError {
    /// A quota that would be exceeded: `PoliciesPerRole`, 10.
    pub(super) fn quota(name: &str, quota: usize) -> Self {
        Self::LimitExceeded(format!("Cannot exceed quota for {name}: {quota}"))
    }
}
