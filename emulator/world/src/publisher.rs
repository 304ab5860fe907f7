//! Who publishes metrics of itself.

/// A service that publishes metrics of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Publisher {
    Lambda,
    Logs,
    Sns,
    Sqs,
}

impl Publisher {
    /// Where its metrics are.
    pub(crate) fn namespace(self) -> &'static str {
        match self {
            Self::Lambda => "AWS/Lambda",
            Self::Logs => "AWS/Logs",
            Self::Sns => "AWS/SNS",
            Self::Sqs => "AWS/SQS",
        }
    }
}
