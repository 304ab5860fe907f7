//! Why an invocation does not begin.

/// Why an invocation is throttled, as `TooManyRequestsException` says it.
/// Source: `Invoke`, `TooManyRequestsException`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThrottleReason {
    /// As many run as the account has for functions without a reservation.
    ConcurrentInvocationLimitExceeded,
    /// As many run as are reserved for the function.
    ReservedFunctionConcurrentInvocationLimitExceeded,
}

impl ThrottleReason {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConcurrentInvocationLimitExceeded => "ConcurrentInvocationLimitExceeded",
            Self::ReservedFunctionConcurrentInvocationLimitExceeded => {
                "ReservedFunctionConcurrentInvocationLimitExceeded"
            }
        }
    }
}
