//! Amazon CloudWatch metrics: what is published, and its statistics.
//!
//! Start at [`put`] for what is accepted and at [`datapoint`] for what is kept of it. [`statistics`] and [`data`] read it
//! back in CloudWatch's two ways, [`list`] names the series. [`totals`] and [`timeline`] are the emulator's own views:
//! every series that users publish to over all time, and by moment.
//!
//! What AWS publishes of itself (`AWS/Lambda`), services count in a `tally` and publish by `own`, each minute.
//!
//! # Where this differs from AWS
//! What is published can be read at once (AWS: after two minutes at best, `ListMetrics` after fifteen). Datapoints are
//! never rolled up nor dropped with age: a minute stays a minute (AWS's own for 15 days). Metric math is not built.

mod asks;
pub mod data;
pub mod datapoint;
pub mod dimension;
mod error;
pub mod list;
pub(crate) mod own;
pub mod put;
#[cfg(test)]
pub(crate) mod reading;
pub mod series;
mod statistic;
pub mod statistics;
mod steady;
pub(crate) mod tally;
#[cfg(test)]
mod tests;
pub mod timeline;
pub mod totals;
mod unit;
mod validation;

use super::arn::any;
use super::service::service;

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
    /// `MetricStat` queries; an `Expression` is refused, saying so
    read GetMetricData -> GetMetricDataOutput = data::get_metric_data, on any() keeps(LabelOptions);
    /// the five statistics and percentiles `p0` to `p100`; trimmed means and their kin are refused
    read GetMetricStatistics -> GetMetricStatisticsOutput = statistics::get_metric_statistics, on any();
    /// answers at once
    read ListMetrics -> ListMetricsOutput = list::list_metrics, on any();
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
