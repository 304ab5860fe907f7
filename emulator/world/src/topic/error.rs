//! Why SNS refuses.

use crate::access::Denial;

/// The refusals of SNS.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TopicError {
    /// Who asked may not.
    #[error(transparent)]
    AccessDenied(#[from] Box<Denial>),
    /// Which parameter, and why.
    #[error("Invalid parameter: {0}")]
    InvalidParameter(String),
    #[error("{0}")]
    TagLimitExceeded(String),
}
