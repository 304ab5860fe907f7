//! Composite alarms: a rule over the states of other alarms, and an alarm that may suppress their actions.
//!
//! Source: API `PutCompositeAlarm`; <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html>.

mod definition;
mod evaluate;
mod put;
pub(in crate::metrics) mod rule;
mod suppress;
mod suppressor;

pub(super) use definition::CompositeDefinition;
pub use put::PutCompositeAlarm;
pub(in crate::metrics) use put::put_composite_alarm;
pub use suppressor::SuppressedBy;
