//! Why CloudWatch Logs refuses a request.

use super::pattern::Fault;
use crate::access::Denial;
use crate::constraints::Broken;

/// Codes and statuses are the wire's business.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogsError {
    /// Who asked may not.
    #[error(transparent)]
    AccessDenied(#[from] Box<Denial>),
    /// `ResourceNotFoundException`.
    #[error("The specified log group does not exist.")]
    NoGroup,
    /// `ResourceNotFoundException`.
    #[error("The specified log stream does not exist.")]
    NoStream,
    /// `ResourceNotFoundException`.
    #[error("The specified metric filter does not exist.")]
    NoMetricFilter,
    /// `ResourceNotFoundException`.
    #[error("The specified subscription filter does not exist.")]
    NoSubscriptionFilter,
    /// `ResourceAlreadyExistsException`.
    #[error("The specified log group already exists")]
    GroupExists,
    /// `ResourceAlreadyExistsException`.
    #[error("The specified log stream already exists")]
    StreamExists,
    /// `LimitExceededException`.
    #[error("Resource limit exceeded.")]
    LimitExceeded,
    /// `TooManyTagsException`.
    #[error("The resource {0} can have no more than 50 tags.")]
    TooManyTags(String),
    /// `InvalidParameterException`.
    #[error("{0}")]
    InvalidParameter(String),
}

impl LogsError {
    pub(super) fn invalid(text: impl Into<String>) -> Self {
        Self::InvalidParameter(text.into())
    }

    pub(super) fn invalid_token() -> Self {
        Self::invalid("The specified nextToken is invalid.")
    }
}

impl From<Broken> for LogsError {
    fn from(Broken(text): Broken) -> Self {
        Self::InvalidParameter(text)
    }
}

impl From<Fault> for LogsError {
    fn from(fault: Fault) -> Self {
        Self::InvalidParameter(fault.to_string())
    }
}
