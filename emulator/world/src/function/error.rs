//! Why Lambda refuses a request.
//!
//! A variant is one of Lambda's exceptions; the constructors hold AWS's texts, so that each stands in one place. Codes
//! and statuses are the wire's business.

use std::fmt::Display;

use super::name::FunctionName;
use super::payload_size::{MAX_EVENT_BYTES, MAX_PAYLOAD_BYTES};
use super::qualifier::QualifiedName;
use super::throttle::ThrottleReason;
use crate::access::{Denial, Reason};
use crate::arn::Resource;
use crate::origin::{Home, Region};

/// One of Lambda's exceptions, with its message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FunctionError {
    /// Who asked may not.
    #[error(transparent)]
    AccessDenied(Box<Denial>),
    /// `ResourceNotFoundException`, 404.
    #[error("{0}")]
    ResourceNotFound(String),
    /// `ResourceConflictException`, 409.
    #[error("{0}")]
    ResourceConflict(String),
    /// `InvalidParameterValueException`, 400.
    #[error("{0}")]
    InvalidParameterValue(String),
    /// `PreconditionFailedException`, 412.
    #[error(
        "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve \
         the latest Revision Id"
    )]
    PreconditionFailed,
    /// `PolicyLengthExceededException`, 400.
    #[error("The final policy size is bigger than the limit (20480).")]
    PolicyLengthExceeded,
    /// `ResourceInUseException`, 400.
    #[error("{0}")]
    ResourceInUse(String),
    /// `ProvisionedConcurrencyConfigNotFoundException`, 404.
    #[error("No Provisioned Concurrency Config found for this function")]
    ProvisionedConcurrencyConfigNotFound,
    /// `AccessDeniedException`, 403: the caller may not read the code in S3.
    #[error("{0}")]
    CodeDenied(String),
    /// `TooManyRequestsException`, 429: beyond the account's limit, or what is reserved for the function.
    #[error("Rate Exceeded.")]
    TooManyRequests(ThrottleReason),
    /// `RequestTooLargeException`, 413.
    #[error(
        "Request must be smaller than {MAX_PAYLOAD_BYTES} bytes for the InvokeFunction operation"
    )]
    RequestTooLarge,
    /// `RequestEntityTooLargeException`, 413: what waits for its turn may be less than what is answered at once.
    #[error(
        "{bytes} byte payload is too large for the Event invocation type (limit {MAX_EVENT_BYTES} bytes)"
    )]
    EventTooLarge { bytes: usize },
    /// `ValidationException`, 400: a value outside of what the model allows.
    #[error("{0}")]
    Validation(String),
}

impl From<Box<Denial>> for FunctionError {
    /// What is wrong with a role that Lambda is handed is the request's fault, not the caller's right.
    fn from(denial: Box<Denial>) -> Self {
        match &denial.reason {
            Reason::NotAssumable => {
                Self::invalid("The role defined for the function cannot be assumed by Lambda.")
            }
            Reason::RoleLacks { action, target } => {
                let (service, call) = action.split_once(':').unwrap_or(("", action));
                Self::role_lacks(&denial.action, service, call, target)
            }
            Reason::Policy { .. } | Reason::ForeignRole | Reason::Expired | Reason::Inactive => {
                Self::AccessDenied(denial)
            }
        }
    }
}

impl FunctionError {
    pub(super) fn function_not_found(home: &Home, name: &FunctionName) -> Self {
        let function = Resource::Function(name.as_str()).of(home);
        Self::ResourceNotFound(format!("Function not found: {function}"))
    }

    /// With its qualifier, where it has one.
    pub(super) fn qualified_not_found(home: &Home, function: &QualifiedName) -> Self {
        Self::ResourceNotFound(format!("Function not found: {}", function.arn(home)))
    }

    /// Recorded.
    pub(super) fn for_functions_only() -> Self {
        Self::invalid(
            "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please \
             specify either a function name or an unqualified function ARN.",
        )
    }

    /// Recorded.
    pub(super) fn pending() -> Self {
        Self::ResourceConflict(
            "The operation cannot be performed at this time. The function is currently in the following state: Pending"
                .to_owned(),
        )
    }

    /// Recorded.
    pub(super) fn update_in_progress(arn: &str) -> Self {
        Self::ResourceConflict(format!(
            "The operation cannot be performed at this time. An update is in progress for resource: {arn}"
        ))
    }

    /// Of what Lambda would do as the role. Recorded by users of Terraform and others.
    fn role_lacks(asked: &str, service: &str, call: &str, target: &str) -> Self {
        Self::InvalidParameterValue(match asked {
            "lambda:CreateEventSourceMapping" => {
                format!(
                    "The function execution role does not have permissions to call {call} on SQS"
                )
            }
            "lambda:CreateFunction" | "lambda:UpdateFunctionConfiguration" => {
                let service = service.to_ascii_uppercase();
                format!(
                    "The provided execution role does not have permissions to call {call} on {service}"
                )
            }
            _ => format!(
                "The function's execution role does not have permissions to call {call} on {target}"
            ),
        })
    }

    pub(super) fn other_region(named: &str, here: &Region) -> Self {
        Self::ResourceNotFound(format!(
            "Functions from '{named}' are not reachable in this region ('{here}')"
        ))
    }

    pub(super) fn function_exists(name: &FunctionName) -> Self {
        Self::ResourceConflict(format!("Function already exist: {name}"))
    }

    pub(super) fn mapping_not_found() -> Self {
        Self::ResourceNotFound("The resource you requested does not exist.".to_owned())
    }

    /// Recorded by users of Terraform and CDK.
    pub(super) fn mapping_in_use() -> Self {
        Self::ResourceInUse(
            "Cannot update the event source mapping because it is in use.".to_owned(),
        )
    }

    pub(super) fn mapping_exists(event_source_arn: &str, name: &FunctionName, uuid: &str) -> Self {
        Self::ResourceConflict(format!(
            "An event source mapping with SQS arn (\" {event_source_arn} \") and function (\" {name} \") already exists. \
             Please update or delete the existing mapping with UUID {uuid}"
        ))
    }

    /// Of a queue that is not there. The text is SQS's, told on by Lambda.
    pub(super) fn queue_not_found() -> Self {
        Self::InvalidParameterValue(
            "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. \
             SQS Error Message: The specified queue does not exist."
                .to_owned(),
        )
    }

    pub(super) fn visibility_below_timeout(visibility_seconds: u64, timeout_seconds: u64) -> Self {
        Self::InvalidParameterValue(format!(
            "Queue visibility timeout: {visibility_seconds} seconds is less than Function timeout: \
             {timeout_seconds} seconds"
        ))
    }

    /// The model's own check of a number's range.
    pub(super) fn out_of_range(member: &str, value: impl Display, least: u64, most: u64) -> Self {
        Self::Validation(format!(
            "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must have \
             value between {least} and {most}"
        ))
    }

    /// The model's own check of a text's pattern.
    pub(super) fn bad_pattern(member: &str, value: &str, pattern: &str) -> Self {
        Self::Validation(format!(
            "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must satisfy \
             regular expression pattern: {pattern}"
        ))
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::InvalidParameterValue(message.into())
    }
}
