//! Metric filters: what they find in the events of a group becomes datapoints.
//!
//! `model` is what is kept, `put`, `describe`, `delete` and `test` are the operations; `extracted` is what was found and is not published
//! yet, and `publish` does that.

mod delete;
mod describe;
mod extracted;
mod model;
mod publish;
mod put;
mod test;

pub use delete::DeleteMetricFilter;
pub(super) use delete::delete_metric_filter;
pub(super) use describe::describe_metric_filters;
pub use describe::{DescribeMetricFilters, DescribeMetricFiltersResponse, MetricFilterDescription};
pub(super) use extracted::Extracted;
pub(super) use model::MetricFilter;
pub use model::MetricTransformation;
pub use put::PutMetricFilter;
pub(super) use put::put_metric_filter;
pub(super) use test::test_metric_filter;
pub use test::{MetricFilterMatchRecord, TestMetricFilter, TestMetricFilterResponse};
