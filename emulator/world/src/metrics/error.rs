//! Why CloudWatch refuses a request.

use crate::access::Denial;

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
    /// `ValidationException`, the word of `GetMetricData`.
    #[error("{0}")]
    Validation(String),
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
