//! How many invocations there may be.

/// How many invocations there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concurrency {
    /// Of an account in a Region, at once; one beyond it is throttled.
    /// Source: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>, "Concurrent executions: 1,000".
    pub limit: usize,
    /// Processes of one function at once; whoever finds none free waits.
    pub places: usize,
}

impl Default for Concurrency {
    fn default() -> Self {
        Self {
            limit: 1_000,
            places: 2,
        }
    }
}
