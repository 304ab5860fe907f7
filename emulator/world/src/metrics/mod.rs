//! Amazon CloudWatch metrics: what is published, and its statistics.
//!
//! Start at [`put`] for what is accepted and at [`datapoint`] for what is kept of it. [`statistics`] and [`data`] read it
//! back in CloudWatch's two ways, [`list`] names the series. [`math`] is the language of expressions, [`query`] and `plan` what a request of
//! several queries is, and `alarmed` the queries that an alarm watches. [`dashboard`] keeps dashboards, which nobody draws. [`totals`] and [`timeline`] are the emulator's own views:
//! every series over all time, and by moment.
//!
//! # Where this differs from AWS
//! What is published can be read at once (AWS: after two minutes at best, `ListMetrics` after fifteen). Datapoints are
//! never rolled up nor dropped with age: a minute stays a minute.

#[allow(dead_code, reason = "for the alarms, which are not built yet")]
pub(crate) mod alarmed;
mod asks;
pub mod dashboard;
pub mod data;
pub mod datapoint;
pub mod dimension;
mod error;
pub mod list;
pub mod math;
mod plan;
pub mod put;
pub mod query;
mod search;
pub mod series;
mod statistic;
pub mod statistics;
#[cfg(test)]
mod tests;
pub mod timeline;
pub mod totals;
mod trimmed;
mod unit;
mod validation;

use super::arn::any;
use super::service::service;
use dashboard::{every, first, named};

pub use dashboard::{
    DeleteDashboards, DeleteDashboardsOutput, GetDashboard, GetDashboardOutput, ListDashboards,
    ListDashboardsOutput, PutDashboard, PutDashboardOutput,
};
pub use data::{GetMetricData, GetMetricDataOutput};
pub use dimension::Dimension;
pub use error::MetricsError;
pub use list::{ListMetrics, ListMetricsOutput};
pub use put::{MetricDatum, PutMetricData, StatisticSet};
pub use series::Metrics;
pub use statistics::{GetMetricStatistics, GetMetricStatisticsOutput};
pub use timeline::Timeline;
pub use totals::SeriesTotal;
pub use unit::Unit;

service! {
    CloudWatch = "Amazon CloudWatch", "cloudwatch"; state Metrics; error MetricsError, asks asks::CloudWatchAsks;
    change DeleteDashboards -> DeleteDashboardsOutput = dashboard::delete_dashboards, on first(dashboard_names);
    read GetDashboard -> GetDashboardOutput = dashboard::get_dashboard, on named(dashboard_name);
    /// metrics and metric math with `SEARCH`; Metrics Insights (`SELECT`), `ANOMALY_DETECTION_BAND`, `SERVICE_QUOTA`, `INSIGHT_RULE_METRIC`,
    /// `DB_PERF_INSIGHTS`, `LAMBDA` and another account's metrics are refused
    read GetMetricData -> GetMetricDataOutput = data::get_metric_data, on any();
    read GetMetricStatistics -> GetMetricStatisticsOutput = statistics::get_metric_statistics, on any();
    read ListDashboards -> ListDashboardsOutput = dashboard::list_dashboards, on every();
    /// answers at once
    read ListMetrics -> ListMetricsOutput = list::list_metrics, on any();
    /// of explorer, log and chart widgets the properties are not looked at
    change PutDashboard -> PutDashboardOutput = dashboard::put_dashboard, on named(dashboard_name);
    /// entities are read and not kept
    change PutMetricData -> () = put::put_metric_data, on any() keeps(StrictEntityValidation);
}

/// Which timestamps `PutMetricData` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MetricAges {
    /// Two weeks back and two hours ahead.
    #[default]
    AsOnAws,
    /// Any: for replaying logs as old as they are.
    Any,
}
