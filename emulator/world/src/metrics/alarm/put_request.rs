//! What a `PutMetricAlarm` says.

use serde::{Deserialize, Serialize};

use super::super::dimension::Dimension;
use super::super::query::MetricDataQuery;
use super::evaluation_window::EvaluationWindow;
use super::tag::Tag;

/// Makes an alarm on a metric, or says anew what one watches. Which members need each other, `check` says.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutMetricAlarm {
    pub alarm_name: String,
    #[serde(default)]
    pub alarm_description: Option<String>,
    /// On, where it is not said.
    #[serde(default)]
    pub actions_enabled: Option<bool>,
    #[serde(default, rename = "OKActions")]
    pub ok_actions: Vec<String>,
    #[serde(default)]
    pub alarm_actions: Vec<String>,
    #[serde(default)]
    pub insufficient_data_actions: Vec<String>,
    #[serde(default)]
    pub metric_name: Option<String>,
    #[serde(default)]
    pub namespace: Option<String>,
    #[serde(default)]
    pub statistic: Option<String>,
    #[serde(default)]
    pub extended_statistic: Option<String>,
    #[serde(default)]
    pub dimensions: Vec<Dimension>,
    /// Seconds.
    #[serde(default)]
    pub period: Option<i64>,
    #[serde(default)]
    pub unit: Option<String>,
    #[serde(default)]
    pub evaluation_periods: Option<i64>,
    #[serde(default)]
    pub datapoints_to_alarm: Option<i64>,
    #[serde(default)]
    pub threshold: Option<f64>,
    #[serde(default)]
    pub comparison_operator: Option<String>,
    #[serde(default)]
    pub treat_missing_data: Option<String>,
    #[serde(default)]
    pub evaluate_low_sample_count_percentile: Option<String>,
    #[serde(default)]
    pub metrics: Vec<MetricDataQuery>,
    /// Of a new alarm; those of one that is there stay.
    #[serde(default)]
    pub tags: Vec<Tag>,
    #[serde(default)]
    pub threshold_metric_id: Option<String>,
    #[serde(default)]
    pub evaluation_window: Option<EvaluationWindow>,
    #[serde(default)]
    pub evaluation_criteria: Option<EvaluationCriteria>,
}

/// What is watched that is no metric; refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EvaluationCriteria {
    #[serde(default, rename = "PromQLCriteria")]
    pub prom_ql_criteria: Option<PromQlCriteria>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PromQlCriteria {
    #[serde(default)]
    pub query: Option<String>,
    #[serde(default)]
    pub pending_period: Option<i64>,
    #[serde(default)]
    pub recovery_period: Option<i64>,
}
