//! The table of operations: one line each.

use super::alarm::{
    DeleteAlarms, DescribeAlarmHistory, DescribeAlarmHistoryOutput, DescribeAlarms,
    DescribeAlarmsForMetric, DescribeAlarmsForMetricOutput, DescribeAlarmsOutput,
    DisableAlarmActions, EnableAlarmActions, ListTagsForResource, ListTagsForResourceOutput,
    PutCompositeAlarm, PutMetricAlarm, SetAlarmState, TagResource, TagResourceOutput,
    UntagResource, UntagResourceOutput, alarm_target, every_alarm, first_of,
};
use super::dashboard::{
    DeleteDashboards, DeleteDashboardsOutput, GetDashboard, GetDashboardOutput, ListDashboards,
    ListDashboardsOutput, PutDashboard, PutDashboardOutput, every, first, named,
};
use super::data::{GetMetricData, GetMetricDataOutput};
use super::error::MetricsError;
use super::list::{ListMetrics, ListMetricsOutput};
use super::put::PutMetricData;
use super::statistics::{GetMetricStatistics, GetMetricStatisticsOutput};
use super::{alarm, dashboard, data, list, put, statistics};
use crate::arn::{any, at_arn};
use crate::service::service;

service! {
    "Amazon CloudWatch", "cloudwatch"; error MetricsError, asks;
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
