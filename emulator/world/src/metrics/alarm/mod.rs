//! CloudWatch's alarms: on metrics and on other alarms.
//!
//! Start at [`put_request`] for what an alarm is told, `check` for what it may be told, `save` for what is kept of it in the [`model`], and
//! `look` for what a metric alarm sees: `source` reads the series, `evaluate` decides, `reason` says why. `due` is when, and `wake` what
//! happens then; `transition` is what follows: the history, the `action`s (a [`notification`] to a topic, an [`event`] to a function), and
//! the [`composite`] alarms on it.
//!
//! # Where this differs from AWS
//! An alarm looks at whole minutes (AWS: at a second of each minute that is the alarm's own). Metrics Insights, anomaly detection,
//! `PromQL` and wall clock windows are refused, and so are actions on anything but topics and functions.

mod act;
mod action;
mod alarm_action;
mod alarm_type;
mod check;
mod composite;
mod definition;
mod delete;
mod describe;
mod describe_history;
mod due;
mod evaluate;
mod evaluation_window;
mod event;
mod for_metric;
mod history;
mod lists;
mod look;
mod members;
mod model;
mod names;
mod notification;
mod put;
mod put_request;
mod reason;
mod record;
mod region;
mod save;
mod set_state;
mod source;
mod state;
mod switch;
mod tag;
mod tags;
mod target;
#[cfg(test)]
mod tests;
mod transition;
mod view;
mod wake;

pub(crate) use alarm_action::AlarmAction;
pub(super) use composite::put_composite_alarm;
pub use composite::{PutCompositeAlarm, SuppressedBy};
pub use definition::ComparisonOperator;
pub use delete::DeleteAlarms;
pub(super) use delete::delete_alarms;
pub(super) use describe::describe_alarms;
pub use describe::{DescribeAlarms, DescribeAlarmsOutput};
pub(super) use describe_history::describe_alarm_history;
pub use describe_history::{AlarmHistoryItem, DescribeAlarmHistory, DescribeAlarmHistoryOutput};
pub use evaluation_window::EvaluationWindow;
pub(super) use for_metric::describe_alarms_for_metric;
pub use for_metric::{DescribeAlarmsForMetric, DescribeAlarmsForMetricOutput};
pub(super) use model::Alarms;
pub(super) use put::put_metric_alarm;
pub use put_request::PutMetricAlarm;
pub use set_state::SetAlarmState;
pub(super) use set_state::set_alarm_state;
pub use state::StateValue;
pub use switch::{DisableAlarmActions, EnableAlarmActions};
pub(super) use switch::{disable_alarm_actions, enable_alarm_actions};
pub use tag::Tag;
pub use tags::{
    ListTagsForResource, ListTagsForResourceOutput, TagResource, TagResourceOutput, UntagResource,
    UntagResourceOutput,
};
pub(super) use tags::{list_tags_for_resource, tag_resource, untag_resource};
pub(crate) use target::alarm_arn;
pub(super) use target::{alarm_target, every_alarm, first_of};
pub use view::{CompositeAlarm, MetricAlarm};
