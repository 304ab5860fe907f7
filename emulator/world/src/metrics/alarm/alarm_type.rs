//! How alarms are told apart.

/// As `DescribeAlarms` tells the kinds apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AlarmType {
    Metric,
    Composite,
}

impl AlarmType {
    pub(super) const NAMES: &'static str = "[CompositeAlarm, MetricAlarm, LogAlarm]";

    /// `None` for what is no type; no alarm here is a `LogAlarm`.
    pub(super) fn is_name(name: &str) -> bool {
        matches!(name, "MetricAlarm" | "CompositeAlarm" | "LogAlarm")
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Metric => "MetricAlarm",
            Self::Composite => "CompositeAlarm",
        }
    }

    /// Whether a request asks for this type: for metric alarms, where it names none.
    pub(super) fn is_asked_for(self, types: &[String]) -> bool {
        if types.is_empty() {
            return self == Self::Metric;
        }
        types.iter().any(|name| name == self.as_str())
    }
}
