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
pub(crate) mod tally;
#[cfg(test)]
mod tests;
pub mod timeline;
pub mod totals;
mod trimmed;
mod unit;
mod validation;

use super::arn::{any, at_arn};
use crate::service::service;
use alarm::{alarm_target, every_alarm, first_of};
use dashboard::{every, first, named};

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
pub use timeline::Timeline;
pub use totals::SeriesTotal;
pub use unit::Unit;

service! {
    CloudWatch = "Amazon CloudWatch", "cloudwatch"; error MetricsError, asks;
    /// names of no alarm are passed over
    change DeleteAlarms -> () = alarm::delete_alarms, on first_of(alarm_names);
    change DeleteDashboards -> DeleteDashboardsOutput = dashboard::delete_dashboards, on first(dashboard_names);
    /// of 30 days
    read DescribeAlarmHistory -> DescribeAlarmHistoryOutput = alarm::describe_alarm_history, on every_alarm();
    read DescribeAlarms -> DescribeAlarmsOutput = alarm::describe_alarms, on every_alarm();
    read DescribeAlarmsForMetric -> DescribeAlarmsForMetricOutput = alarm::describe_alarms_for_metric, on any();
    change DisableAlarmActions -> () = alarm::disable_alarm_actions, on first_of(alarm_names);
    change EnableAlarmActions -> () = alarm::enable_alarm_actions, on first_of(alarm_names);
    read GetDashboard -> GetDashboardOutput = dashboard::get_dashboard, on named(dashboard_name);
    /// metrics and metric math with `SEARCH`; Metrics Insights (`SELECT`), `ANOMALY_DETECTION_BAND`, `SERVICE_QUOTA`, `INSIGHT_RULE_METRIC`,
    /// `DB_PERF_INSIGHTS`, `LAMBDA` and another account's metrics are refused
    read GetMetricData -> GetMetricDataOutput = data::get_metric_data, on any();
    read GetMetricStatistics -> GetMetricStatisticsOutput = statistics::get_metric_statistics, on any();
    read ListDashboards -> ListDashboardsOutput = dashboard::list_dashboards, on every();
    /// answers at once
    read ListMetrics -> ListMetricsOutput = list::list_metrics, on any();
    /// of alarms
    read ListTagsForResource -> ListTagsForResourceOutput = alarm::list_tags_for_resource, on at_arn(resource_arn);
    /// actions on SNS topics and Lambda functions; `AT_LEAST` is refused
    change PutCompositeAlarm -> () = alarm::put_composite_alarm, on any();
    /// of explorer, log and chart widgets the properties are not looked at
    change PutDashboard -> PutDashboardOutput = dashboard::put_dashboard, on named(dashboard_name);
    /// on a metric or metric math, evaluated each minute, or each ten seconds for periods below a minute; actions on SNS topics and Lambda
    /// functions; Metrics Insights, anomaly detection, PromQL and wall clock windows are refused
    change PutMetricAlarm -> () = alarm::put_metric_alarm, on alarm_target(alarm_name);
    /// entities are read and not kept
    change PutMetricData -> () = put::put_metric_data, on any() keeps(StrictEntityValidation);
    change SetAlarmState -> () = alarm::set_alarm_state, on alarm_target(alarm_name);
    /// of alarms
    change TagResource -> TagResourceOutput = alarm::tag_resource, on at_arn(resource_arn);
    /// of alarms
    change UntagResource -> UntagResourceOutput = alarm::untag_resource, on at_arn(resource_arn);
}
