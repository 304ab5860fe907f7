//! Why SNS refuses.

/// The refusals of SNS.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TopicError {
    /// Which parameter, and why.
    #[error("Invalid parameter: {0}")]
    InvalidParameter(String),
    #[error("{0}")]
    TagLimitExceeded(String),
}
