//! Why SQS refuses a request, in AWS's own words.
//!
//! Error codes of the Query protocol, `x-amzn-query-error` and HTTP statuses are the wire's business; it starts from
//! [`QueueError::shape`].

use crate::access::Denial;

/// A refusal. `Display` is the message text that AWS sends; a variant is named after its shape in AWS's model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueueError {
    /// Who asked may not.
    #[error("{}", .0.with_lower_case_action())]
    AccessDenied(Box<Denial>),
    #[error("The specified queue does not exist.")]
    QueueDoesNotExist,
    #[error(
        "A queue already exists with the same name and a different value for attribute {attribute}"
    )]
    QueueNameExists { attribute: &'static str },
    #[error(
        "You must wait 60 seconds after deleting a queue before you can create another with the same name."
    )]
    QueueDeletedRecently,
    #[error("{0}")]
    InvalidAttributeName(String),
    #[error("Invalid value for the parameter {attribute}.")]
    InvalidAttributeValue { attribute: &'static str },
    /// Not in SQS's model, yet what it answers to most values out of range.
    #[error("{0}")]
    InvalidParameterValue(String),
    /// Not in SQS's model either.
    #[error("The request must contain the parameter {0}.")]
    MissingParameter(&'static str),
    #[error("The address {0} is not valid for this endpoint.")]
    InvalidAddress(String),
    #[error("The input receipt handle \"{0}\" is not a valid receipt handle.")]
    ReceiptHandleIsInvalid(String),
    #[error("The specified message isn't in flight.")]
    MessageNotInflight,
    #[error("{0}")]
    OverLimit(String),
    #[error("There should be at least one {entry} in the request.")]
    EmptyBatchRequest { entry: &'static str },
    #[error("Maximum number of entries per request are 10. You have sent {sent}.")]
    TooManyEntriesInBatchRequest { sent: usize },
    #[error("Id {id} repeated.")]
    BatchEntryIdsNotDistinct { id: String },
    #[error(
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. \
         It can be at most 80 letters long."
    )]
    InvalidBatchEntryId,
    #[error("Batch requests cannot be longer than {limit} bytes. You have sent {sent} bytes.")]
    BatchRequestTooLong { limit: usize, sent: usize },
    #[error("Only one PurgeQueue operation on {queue} is allowed every 60 seconds.")]
    PurgeQueueInProgress { queue: String },
    #[error(
        "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | \
         #xE000 to #xFFFD | #x10000 to #x10FFFF"
    )]
    InvalidMessageContents,
    #[error("{0}")]
    ResourceNotFoundException(String),
    #[error("{0}")]
    UnsupportedOperation(String),
}

impl From<Box<Denial>> for QueueError {
    /// Whether another account has a queue of a name, AWS tells nobody.
    fn from(denial: Box<Denial>) -> Self {
        if denial.is_foreign && denial.action == "sqs:GetQueueUrl" {
            return Self::QueueDoesNotExist;
        }
        Self::AccessDenied(denial)
    }
}

impl QueueError {
    /// The name of the error's shape in AWS's model; also the `Code` of a failed entry in a batch's answer.
    pub fn shape(&self) -> &'static str {
        match self {
            Self::AccessDenied(_) => "AccessDenied",
            Self::QueueDoesNotExist => "QueueDoesNotExist",
            Self::QueueNameExists { .. } => "QueueNameExists",
            Self::QueueDeletedRecently => "QueueDeletedRecently",
            Self::InvalidAttributeName(_) => "InvalidAttributeName",
            Self::InvalidAttributeValue { .. } => "InvalidAttributeValue",
            Self::InvalidParameterValue(_) => "InvalidParameterValue",
            Self::MissingParameter(_) => "MissingParameter",
            Self::InvalidAddress(_) => "InvalidAddress",
            Self::ReceiptHandleIsInvalid(_) => "ReceiptHandleIsInvalid",
            Self::MessageNotInflight => "MessageNotInflight",
            Self::OverLimit(_) => "OverLimit",
            Self::EmptyBatchRequest { .. } => "EmptyBatchRequest",
            Self::TooManyEntriesInBatchRequest { .. } => "TooManyEntriesInBatchRequest",
            Self::BatchEntryIdsNotDistinct { .. } => "BatchEntryIdsNotDistinct",
            Self::InvalidBatchEntryId => "InvalidBatchEntryId",
            Self::BatchRequestTooLong { .. } => "BatchRequestTooLong",
            Self::PurgeQueueInProgress { .. } => "PurgeQueueInProgress",
            Self::InvalidMessageContents => "InvalidMessageContents",
            Self::ResourceNotFoundException(_) => "ResourceNotFoundException",
            Self::UnsupportedOperation(_) => "UnsupportedOperation",
        }
    }

    /// AWS's usual wording for a value that it does not take.
    pub(super) fn invalid_value(
        value: impl std::fmt::Display,
        parameter: &str,
        reason: &str,
    ) -> Self {
        Self::InvalidParameterValue(format!(
            "Value {value} for parameter {parameter} is invalid. Reason: {reason}"
        ))
    }
}
