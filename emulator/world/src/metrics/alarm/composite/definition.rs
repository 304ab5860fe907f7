//! What a composite alarm watches.

use super::rule::Rule;
use super::suppressor::{SuppressedBy, Suppression, Suppressor};

/// What a composite alarm watches.
#[derive(Debug, PartialEq)]
pub(in crate::metrics::alarm) struct CompositeDefinition {
    pub(in crate::metrics::alarm) rule: Rule,
    pub(in crate::metrics::alarm) suppressor: Option<Suppressor>,
    /// While its actions wait.
    pub(super) suppression: Option<Suppression>,
}

impl CompositeDefinition {
    /// Whether what becomes of this alarm concerns it.
    pub(in crate::metrics::alarm) fn watches(&self, name: &str) -> bool {
        let suppressor = self.suppressor.as_ref();
        self.rule.names(name) || suppressor.is_some_and(|suppressor| suppressor.name == name)
    }

    pub(in crate::metrics::alarm) fn suppressed_by(&self) -> Option<SuppressedBy> {
        self.suppression.as_ref().map(|suppression| suppression.by)
    }
}
