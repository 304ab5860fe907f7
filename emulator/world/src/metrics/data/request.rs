//! What a `GetMetricData` asks for.

use serde::{Deserialize, Serialize};

use super::super::query::MetricDataQuery;
use crate::value::Epoch;

/// Asks for one statistic of each of several series.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetMetricData {
    pub metric_data_queries: Vec<MetricDataQuery>,
    pub start_time: Epoch,
    /// Not part of the span.
    pub end_time: Epoch,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan_by: Option<ScanBy>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_datapoints: Option<i64>,
    /// The time zone of labels that show a moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_options: Option<LabelOptions>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LabelOptions {
    /// `+0130`; UTC where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
}

/// The order of an answer's datapoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ScanBy {
    #[default]
    TimestampDescending,
    TimestampAscending,
}
