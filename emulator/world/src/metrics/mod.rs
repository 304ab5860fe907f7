//! Amazon CloudWatch metrics: what is published, and its statistics.
//!
//! Start at [`put`] for what is accepted and at [`datapoint`] for what is kept of it. [`statistics`] and [`data`] read it
//! back in CloudWatch's two ways, [`list`] names the series. [`math`] is the language of expressions, [`query`] and `plan` what a request of
//! several queries is. `alarm` watches the series, and `alarmed` is what it watches by expressions. [`dashboard`] keeps dashboards, which
//! nobody draws. [`totals`] and [`timeline`] are the emulator's own views: every series that users publish to over all time, and by moment.
//!
//! `state` is what a Region keeps, `stored` its series.
//!
//! What AWS publishes of itself (`AWS/Lambda`), services count in a `tally` and publish by `own`, each minute.
//!
//! # Where this differs from AWS
//! What is published can be read at once (AWS: after two minutes at best, `ListMetrics` after fifteen). Datapoints are
//! never rolled up nor dropped with age: a minute stays a minute (AWS's own for 15 days).

mod ages;
mod alarm;
mod alarmed;
mod asks;
pub mod dashboard;
pub mod data;
pub mod datapoint;
pub mod dimension;
mod error;
pub mod list;
pub mod math;
pub(crate) mod own;
mod plan;
pub mod put;
pub mod query;
#[cfg(test)]
pub(crate) mod reading;
mod search;
pub mod series;
mod state;
mod statistic;
mod statistic_set;
pub mod statistics;
mod steady;
mod stored;
mod table;
pub(crate) mod tally;
#[cfg(test)]
mod tests;
pub mod timeline;
pub mod totals;
mod trimmed;
mod unit;
mod validation;

pub use ages::MetricAges;
pub(crate) use alarm::{AlarmAction, alarm_arn};
pub use alarm::{
    AlarmHistoryItem, ComparisonOperator, CompositeAlarm, DeleteAlarms, DescribeAlarmHistory,
    DescribeAlarmHistoryOutput, DescribeAlarms, DescribeAlarmsForMetric,
    DescribeAlarmsForMetricOutput, DescribeAlarmsOutput, DisableAlarmActions, EnableAlarmActions,
    EvaluationWindow, ListTagsForResource, ListTagsForResourceOutput, MetricAlarm,
    PutCompositeAlarm, PutMetricAlarm, SetAlarmState, StateValue, SuppressedBy, Tag, TagResource,
    TagResourceOutput, UntagResource, UntagResourceOutput,
};
pub use dashboard::{
    DeleteDashboards, DeleteDashboardsOutput, GetDashboard, GetDashboardOutput, ListDashboards,
    ListDashboardsOutput, PutDashboard, PutDashboardOutput,
};
pub use data::{GetMetricData, GetMetricDataOutput};
pub use dimension::Dimension;
pub use error::MetricsError;
pub use list::{ListMetrics, ListMetricsOutput};
pub use put::{MetricDatum, PutMetricData};
pub use state::Metrics;
pub use statistic_set::StatisticSet;
pub use statistics::{GetMetricStatistics, GetMetricStatisticsOutput};
pub use table::{MODEL, Operation, Reply};
pub use timeline::Timeline;
pub use totals::SeriesTotal;
pub use unit::Unit;
