//! When a function, a version or an alias gets another build of its runtime, as it was put.

/// What was put of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RuntimeManagement {
    pub(super) update_runtime_on: &'static str,
    pub(super) runtime_version_arn: Option<String>,
}
