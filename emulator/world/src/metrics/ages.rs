//! Which timestamps CloudWatch takes.

/// Which timestamps `PutMetricData` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MetricAges {
    /// Two weeks back and two hours ahead.
    #[default]
    AsOnAws,
    /// Any: for replaying logs as old as they are.
    Any,
}
