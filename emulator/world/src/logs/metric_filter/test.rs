//! `TestMetricFilter`: a pattern and messages, of no group.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::context::View;
use crate::logs::error::LogsError;
use crate::logs::pattern::{Candidate, Pattern};
use crate::logs::state::LogGroups;

/// Source: botocore's Logs model, `TestEventMessages`.
const MAX_MESSAGES: usize = 50;

/// `TestMetricFilter`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TestMetricFilter {
    pub filter_pattern: String,
    pub log_event_messages: Vec<String>,
}

/// What `TestMetricFilter` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestMetricFilterResponse {
    pub matches: Vec<MetricFilterMatchRecord>,
}

/// A message that the pattern wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MetricFilterMatchRecord {
    /// From 1.
    pub event_number: usize,
    pub event_message: String,
    pub extracted_values: BTreeMap<String, String>,
}

pub(in crate::logs) fn test_metric_filter(
    _: &LogGroups,
    _: &View<'_>,
    request: TestMetricFilter,
) -> Result<TestMetricFilterResponse, LogsError> {
    let count = request.log_event_messages.len();
    if !(1..=MAX_MESSAGES).contains(&count) {
        let bound = match count {
            0 => "greater than or equal to 1",
            _ => "less than or equal to 50",
        };
        return Err(LogsError::invalid(format!(
            "1 validation error detected: Value at 'logEventMessages' failed to satisfy constraint: Member must have length \
             {bound}"
        )));
    }
    let pattern = Pattern::parse(&request.filter_pattern)?;
    let record = |(index, message): (usize, String)| {
        let candidate = Candidate::new(&message);
        let extracted_values = pattern
            .matches(&candidate)
            .then(|| pattern.extracted(&candidate))?;
        Some(MetricFilterMatchRecord {
            event_number: index + 1,
            extracted_values,
            event_message: message,
        })
    };
    let messages = request.log_event_messages.into_iter().enumerate();
    Ok(TestMetricFilterResponse {
        matches: messages.filter_map(record).collect(),
    })
}
