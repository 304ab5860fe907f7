//! Why SNS refuses.

use crate::access::Denial;

/// The refusals of SNS.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TopicError {
    /// Who asked may not. SNS names the service in capitals.
    #[error("{}", .0.with_capital_service())]
    AccessDenied(#[from] Box<Denial>),
    /// The subscription is another account's.
    #[error("{0}")]
    AuthorizationError(String),
    /// Which parameter, and why.
    #[error("Invalid parameter: {0}")]
    InvalidParameter(String),
    #[error("Invalid token")]
    InvalidToken,
    /// A message attribute.
    #[error("{0}")]
    ParameterValueInvalid(String),
    #[error("{0}")]
    ValidationError(String),
    /// What does not exist.
    #[error("{0} does not exist")]
    NotFound(&'static str),
    #[error("Resource does not exist")]
    ResourceNotFound,
    #[error("Could not complete request: tag quota of per resource exceeded")]
    TagLimitExceeded,
    /// The text is unverified.
    #[error("The number of filter policies in this topic has reached its limit")]
    FilterPolicyLimitExceeded,
    #[error("The batch request contains more entries than permissible.")]
    TooManyEntriesInBatchRequest,
    #[error("The batch request doesn't contain any entries.")]
    EmptyBatchRequest,
    #[error("Two or more batch entries in the request have the same Id.")]
    BatchEntryIdsNotDistinct,
    #[error("{0}")]
    InvalidBatchEntryId(String),
    #[error("The length of all the messages put together is more than the limit.")]
    BatchRequestTooLong,
    /// An endpoint did not take a POST. It stands in the ledger: no caller gets it.
    #[error("{0}")]
    NotDelivered(String),
}

impl TopicError {
    pub(super) fn invalid(what: impl Into<String>) -> Self {
        Self::InvalidParameter(what.into())
    }

    /// A map of attributes of which one is wrong.
    pub(super) fn in_attributes(reason: impl std::fmt::Display) -> Self {
        Self::InvalidParameter(format!("Attributes Reason: {reason}"))
    }

    /// The text is unverified.
    pub(super) fn not_an_owner(operation: &str, arn: &str) -> Self {
        Self::AuthorizationError(format!(
            "The caller is not authorized to perform: SNS:{operation} on resource: {arn}"
        ))
    }
}

pub(super) const TOPIC: TopicError = TopicError::NotFound("Topic");
pub(super) const SUBSCRIPTION: TopicError = TopicError::NotFound("Subscription");
