//! Why CloudWatch refuses a request.

use crate::access::Denial;
use crate::constraints::Broken;

use super::dashboard::Finding;

/// One of CloudWatch's exceptions with its message; codes and statuses are the wire's business.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MetricsError {
    /// Who asked may not.
    #[error(transparent)]
    AccessDenied(#[from] Box<Denial>),
    /// `InvalidParameterValueException`.
    #[error("{0}")]
    InvalidParameterValue(String),
    /// `InvalidParameterCombinationException`.
    #[error("{0}")]
    InvalidParameterCombination(String),
    /// `MissingRequiredParameterException`.
    #[error("{0}")]
    MissingParameter(String),
    /// `ValidationException`, the word of `GetMetricData` and of alarms.
    #[error("{0}")]
    Validation(String),
    /// `ResourceNotFound`: no such alarm.
    #[error("{0}")]
    ResourceNotFound(String),
    /// `ResourceNotFoundException`: nothing there to be tagged.
    #[error("{0}")]
    ResourceNotFoundException(String),
    /// `InvalidFormatFault`. Text: botocore's model.
    #[error("Data was not syntactically valid JSON.")]
    InvalidFormat,
    /// `InvalidNextToken`.
    #[error("The token is not valid.")]
    InvalidNextToken,
    /// `DashboardInvalidInputError`.
    #[error("{message}")]
    DashboardInvalidInput {
        message: String,
        findings: Vec<Finding>,
    },
    /// `DashboardNotFoundError`.
    #[error("{0}")]
    DashboardNotFound(String),
}

impl From<Broken> for MetricsError {
    fn from(broken: Broken) -> Self {
        Self::Validation(broken.0)
    }
}
