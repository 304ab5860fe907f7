//! `GetMetricData`: up to 500 series at once, page by page.
//!
//! Queries are metrics' statistics and expressions over them; a page is cut out of all results laid end to end.

mod answer;
mod check;
mod get;
mod page;
mod request;

pub use answer::{GetMetricDataOutput, MessageData, MetricDataResult};
pub(super) use get::get_metric_data;
pub use request::{GetMetricData, LabelOptions, ScanBy};
