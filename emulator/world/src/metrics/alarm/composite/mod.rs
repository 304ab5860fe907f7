//! Composite alarms: a rule over the states of other alarms, and an alarm that may suppress their actions.
//!
//! Source: API `PutCompositeAlarm`; <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html>.

mod evaluate;
mod put;
pub(in crate::metrics) mod rule;
mod suppress;

pub use put::PutCompositeAlarm;
pub(in crate::metrics) use put::put_composite_alarm;
pub use suppress::SuppressedBy;

use rule::Rule;
use suppress::{Suppression, Suppressor};

/// What a composite alarm watches.
#[derive(Debug, PartialEq)]
pub(super) struct CompositeDefinition {
    pub(super) rule: Rule,
    pub(super) suppressor: Option<Suppressor>,
    /// While its actions wait.
    suppression: Option<Suppression>,
}

impl CompositeDefinition {
    /// Whether what becomes of this alarm concerns it.
    pub(super) fn watches(&self, name: &str) -> bool {
        let suppressor = self.suppressor.as_ref();
        self.rule.names(name) || suppressor.is_some_and(|suppressor| suppressor.name == name)
    }

    pub(super) fn suppressed_by(&self) -> Option<SuppressedBy> {
        self.suppression.as_ref().map(|suppression| suppression.by)
    }
}
