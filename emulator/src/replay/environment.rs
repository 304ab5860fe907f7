//! What the function of a replay is set to.

/// The namespace of the function's metrics, where the user sets no other.
pub(crate) const NAMESPACE: &str = "Custom/BedrockMetrics";

/// The function's settings under which logs of any age count. What the user sets with `--env` goes before them.
pub(super) const ENVIRONMENT: [(&str, &str); 7] = [
    ("CLOUDWATCH_NAMESPACE", NAMESPACE),
    // The counts of a replay are read from lines of this level.
    ("LOG_LEVEL", "INFO"),
    ("DLQ_ENABLED", "true"),
    ("METRICS_RETENTION_DAYS", "unlimited"),
    ("METRIC_MAX_AGE_DAYS", "unlimited"),
    ("METRIC_MAX_FUTURE_HOURS", "unlimited"),
    // What is not counted is told by its place.
    ("LOGGED_PLACES", "all"),
];
