//! `DescribeAlarmHistory`.

use serde::{Deserialize, Serialize};

use super::super::error::MetricsError;
use super::super::state::Metrics;
use super::history::{Item, ItemType};
use super::lists::{DEFAULT_RECORDS, MAX_RECORDS, alarm_types};
use super::names::MAX_ALARM_NAME;
use crate::constraints::Constraints;
use crate::context::View;
use crate::value::Epoch;

/// What a token begins with; the number of the last item of the page before it follows.
const TOKEN_PREFIX: &str = "item-";

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeAlarmHistory {
    #[serde(default)]
    pub alarm_name: Option<String>,
    /// Of metric alarms, where none are said.
    #[serde(default)]
    pub alarm_types: Vec<String>,
    #[serde(default)]
    pub history_item_type: Option<String>,
    #[serde(default)]
    pub start_date: Option<Epoch>,
    #[serde(default)]
    pub end_date: Option<Epoch>,
    #[serde(default)]
    pub max_records: Option<i64>,
    #[serde(default)]
    pub next_token: Option<String>,
    /// The newest first, where it is not said.
    #[serde(default)]
    pub scan_by: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeAlarmHistoryOutput {
    pub alarm_history_items: Vec<AlarmHistoryItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AlarmHistoryItem {
    pub alarm_name: String,
    pub alarm_type: &'static str,
    pub timestamp: Epoch,
    pub history_item_type: &'static str,
    pub history_summary: String,
    pub history_data: String,
}

pub(in crate::metrics) fn describe_alarm_history(
    metrics: &Metrics,
    view: &View<'_>,
    request: DescribeAlarmHistory,
) -> Result<DescribeAlarmHistoryOutput, MetricsError> {
    check(&request)?;
    let after: Option<u64> = match request.next_token.as_deref() {
        None => None,
        Some(token) => Some(
            token
                .strip_prefix(TOKEN_PREFIX)
                .and_then(|number| number.parse().ok())
                .ok_or(MetricsError::InvalidNextToken)?,
        ),
    };
    let items = metrics.alarms.history.since_retention(view.now);
    let mut found: Vec<&Item> = items.filter(|item| request.wants(item)).collect();
    let is_ascending = request.scan_by.as_deref() == Some("TimestampAscending");
    if !is_ascending {
        found.reverse();
    }
    found.retain(|item| {
        after.is_none_or(|after| {
            if is_ascending {
                item.number > after
            } else {
                item.number < after
            }
        })
    });
    let size = usize::try_from(request.max_records.unwrap_or(DEFAULT_RECORDS)).unwrap_or(1);
    let is_cut = found.len() > size;
    found.truncate(size);
    let last = found.last().filter(|_| is_cut);
    Ok(DescribeAlarmHistoryOutput {
        next_token: last.map(|item| format!("{TOKEN_PREFIX}{}", item.number)),
        alarm_history_items: found.into_iter().map(described).collect(),
    })
}

impl DescribeAlarmHistory {
    fn wants(&self, item: &Item) -> bool {
        let item_type = self.history_item_type.as_deref();
        let is_named = match self.alarm_name.as_deref() {
            Some(name) => name == item.alarm_name,
            None => true,
        };
        is_named
            && item.alarm_type.is_asked_for(&self.alarm_types)
            && item_type.is_none_or(|name| name == item.kind.as_str())
            && self.start_date.is_none_or(|start| item.at >= start.0)
            && self.end_date.is_none_or(|end| item.at <= end.0)
    }
}

fn check(request: &DescribeAlarmHistory) -> Result<(), MetricsError> {
    let mut constraints = Constraints::default()
        .optional(
            "alarmName",
            request.alarm_name.as_deref(),
            1,
            MAX_ALARM_NAME,
        )
        .between("maxRecords", request.max_records, 1, MAX_RECORDS);
    constraints = alarm_types(constraints, &request.alarm_types);
    if let Some(name) = request.history_item_type.as_deref() {
        let is_one = ItemType::is_name(name);
        constraints = constraints.one_of("historyItemType", name, is_one, ItemType::NAMES);
    }
    if let Some(name) = request.scan_by.as_deref() {
        let is_one = matches!(name, "TimestampDescending" | "TimestampAscending");
        constraints = constraints.one_of(
            "scanBy",
            name,
            is_one,
            "[TimestampDescending, TimestampAscending]",
        );
    }
    constraints.check()?;
    Ok(())
}

fn described(item: &Item) -> AlarmHistoryItem {
    AlarmHistoryItem {
        alarm_name: item.alarm_name.clone(),
        alarm_type: item.alarm_type.as_str(),
        timestamp: item.at.into(),
        history_item_type: item.kind.as_str(),
        history_summary: item.summary.clone(),
        history_data: item.data.clone(),
    }
}
