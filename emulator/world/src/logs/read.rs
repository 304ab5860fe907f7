//! The operations that look at groups and events.

use serde::{Deserialize, Serialize};

use super::group::{LogEvent, LogGroup};
use super::streams::valid_limit;
use super::{LogGroups, LogsError, View, invalid_token, log_group, pattern};

/// Events in one answer of `GetLogEvents` and `FilterLogEvents`, where the caller asks for no fewer.
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html>
const MAX_EVENTS: usize = 10_000;
/// The longest page of groups, and the page of a caller that names no limit. Source: `DescribeLogGroups`.
const MAX_GROUPS: i64 = 50;
/// What the token of a page of groups begins with; the last name of the page before it follows.
const GROUPS_AFTER: &str = "after/";

/// `DescribeLogGroups`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DescribeLogGroups {
    pub log_group_name_prefix: Option<String>,
    /// A part of the name; not together with a prefix.
    pub log_group_name_pattern: Option<String>,
    pub next_token: Option<String>,
    /// 1 to 50, by default 50.
    pub limit: Option<i64>,
}

/// What `DescribeLogGroups` answers. All groups stand on one page.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribeLogGroupsResponse {
    pub log_groups: Vec<LogGroupDescription>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A log group as the service describes it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogGroupDescription {
    pub log_group_name: String,
    /// Epoch milliseconds.
    pub creation_time: i64,
    pub arn: String,
    pub stored_bytes: usize,
}

/// `GetLogEvents`: the events of one stream.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GetLogEvents {
    pub log_group_name: String,
    pub log_stream_name: String,
    /// Epoch milliseconds, included.
    pub start_time: Option<i64>,
    /// Epoch milliseconds, excluded.
    pub end_time: Option<i64>,
    pub next_token: Option<String>,
    pub limit: Option<usize>,
    /// Without it the newest events are given.
    pub start_from_head: Option<bool>,
}

/// What `GetLogEvents` answers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GetLogEventsResponse {
    pub events: Vec<OutputLogEvent>,
    pub next_forward_token: String,
    pub next_backward_token: String,
}

/// An event in an answer; times in epoch milliseconds.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutputLogEvent {
    pub timestamp: i64,
    pub message: String,
    pub ingestion_time: i64,
}

/// `FilterLogEvents`: the events of a group, over its streams.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FilterLogEvents {
    pub log_group_name: String,
    pub log_stream_names: Vec<String>,
    pub log_stream_name_prefix: Option<String>,
    /// Epoch milliseconds, included.
    pub start_time: Option<i64>,
    /// Epoch milliseconds, included.
    pub end_time: Option<i64>,
    /// Terms that must all occur in the message. Patterns on JSON fields are not built and refused.
    pub filter_pattern: Option<String>,
    pub next_token: Option<String>,
    pub limit: Option<usize>,
    /// AWS takes it and does nothing with it: events of several streams are always interleaved. Source: `FilterLogEvents`.
    pub interleaved: Option<bool>,
}

/// What `FilterLogEvents` answers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FilterLogEventsResponse {
    pub events: Vec<FilteredLogEvent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// An event in an answer to `FilterLogEvents`; times in epoch milliseconds.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FilteredLogEvent {
    pub log_stream_name: String,
    pub timestamp: i64,
    pub message: String,
    pub ingestion_time: i64,
    pub event_id: String,
}

pub(super) fn describe_log_groups(
    groups: &LogGroups,
    context: &View<'_>,
    request: DescribeLogGroups,
) -> Result<DescribeLogGroupsResponse, LogsError> {
    let limit = valid_limit(request.limit, MAX_GROUPS)?;
    if request.log_group_name_prefix.is_some() && request.log_group_name_pattern.is_some() {
        return Err(LogsError::InvalidParameter(
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."
                .to_owned(),
        ));
    }
    let prefix = request.log_group_name_prefix.unwrap_or_default();
    let pattern = request.log_group_name_pattern.unwrap_or_default();
    let after = match request.next_token.as_deref() {
        Some(token) => Some(token.strip_prefix(GROUPS_AFTER).ok_or_else(invalid_token)?),
        None => None,
    };
    let describe = |group: &LogGroup| LogGroupDescription {
        log_group_name: group.name.clone(),
        creation_time: group.created.as_millisecond(),
        arn: format!("{}:*", log_group(context.home, &group.name)),
        stored_bytes: group.stored_bytes(),
    };
    let mut matching = groups.groups.values().filter(|group| {
        group.name.starts_with(&prefix)
            && group.name.contains(&pattern)
            && after.is_none_or(|after| group.name.as_str() > after)
    });
    let page: Vec<&LogGroup> = matching.by_ref().take(limit).collect();
    let last = matching.next().and(page.last());
    Ok(DescribeLogGroupsResponse {
        next_token: last.map(|group| format!("{GROUPS_AFTER}{}", group.name)),
        log_groups: page.into_iter().map(describe).collect(),
    })
}

pub(super) fn get_log_events(
    groups: &LogGroups,
    _context: &View<'_>,
    request: GetLogEvents,
) -> Result<GetLogEventsResponse, LogsError> {
    let group = groups.existing(&request.log_group_name)?;
    if !group.streams.contains_key(request.log_stream_name.as_str()) {
        return Err(LogsError::NoStream);
    }
    let limit = request.limit.unwrap_or(MAX_EVENTS).clamp(1, MAX_EVENTS);
    let wanted = |event: &&LogEvent| {
        let at = event.timestamp.as_millisecond();
        *event.stream == *request.log_stream_name
            && request.start_time.is_none_or(|start| start <= at)
            && request.end_time.is_none_or(|end| at < end)
    };
    let page: Vec<&LogEvent> = match Direction::of(&request)? {
        Direction::Forward { from } => {
            let events = group.events().filter(wanted);
            events
                .filter(|event| event.sequence >= from)
                .take(limit)
                .collect()
        }
        Direction::Backward { before } => {
            let events = group.events().rev().filter(wanted);
            let mut page: Vec<_> = events
                .filter(|event| event.sequence < before)
                .take(limit)
                .collect();
            page.reverse();
            page
        }
    };
    Ok(answer_page(&request, &page))
}

/// An end of the stream is told as AWS does: by the token that was given.
fn answer_page(request: &GetLogEvents, page: &[&LogEvent]) -> GetLogEventsResponse {
    let (forward, backward) = match (page.first(), page.last(), request.next_token.as_ref()) {
        (Some(first), Some(last), _) => (
            format!("f/{}", last.sequence + 1),
            format!("b/{}", first.sequence),
        ),
        (_, _, Some(token)) => (token.clone(), token.clone()),
        _ => ("f/0".to_owned(), "b/0".to_owned()),
    };
    GetLogEventsResponse {
        events: page
            .iter()
            .map(|event| OutputLogEvent {
                timestamp: event.timestamp.as_millisecond(),
                message: event.message.to_string(),
                ingestion_time: event.ingestion.as_millisecond(),
            })
            .collect(),
        next_forward_token: forward,
        next_backward_token: backward,
    }
}

enum Direction {
    Forward { from: u64 },
    Backward { before: u64 },
}

impl Direction {
    fn of(request: &GetLogEvents) -> Result<Self, LogsError> {
        let Some(token) = &request.next_token else {
            return Ok(if request.start_from_head.unwrap_or(false) {
                Self::Forward { from: 0 }
            } else {
                Self::Backward { before: u64::MAX }
            });
        };
        let forward = token
            .strip_prefix("f/")
            .and_then(|number| number.parse().ok());
        let backward = token
            .strip_prefix("b/")
            .and_then(|number| number.parse().ok());
        match (forward, backward) {
            (Some(from), _) => Ok(Self::Forward { from }),
            (_, Some(before)) => Ok(Self::Backward { before }),
            _ => Err(invalid_token()),
        }
    }
}

pub(super) fn filter_log_events(
    groups: &LogGroups,
    _context: &View<'_>,
    request: FilterLogEvents,
) -> Result<FilterLogEventsResponse, LogsError> {
    let group = groups.existing(&request.log_group_name)?;
    let terms = pattern::terms(request.filter_pattern.as_deref().unwrap_or_default())?;
    let limit = request.limit.unwrap_or(MAX_EVENTS).clamp(1, MAX_EVENTS);
    let from = match &request.next_token {
        Some(token) => token.parse().map_err(|_| invalid_token())?,
        None => 0,
    };
    let wanted = |event: &&LogEvent| {
        event.sequence >= from
            && in_window(&request, event)
            && in_streams(&request, event)
            && terms.iter().all(|term| event.message.contains(term))
    };
    let mut matching = group.events().filter(wanted);
    let page: Vec<&LogEvent> = matching.by_ref().take(limit).collect();
    let next_token = matching.next().map(|event| event.sequence.to_string());
    Ok(FilterLogEventsResponse {
        events: page
            .iter()
            .map(|event| FilteredLogEvent {
                log_stream_name: event.stream.to_string(),
                timestamp: event.timestamp.as_millisecond(),
                message: event.message.to_string(),
                ingestion_time: event.ingestion.as_millisecond(),
                event_id: format!("{:056}", event.sequence),
            })
            .collect(),
        next_token,
    })
}

fn in_window(request: &FilterLogEvents, event: &LogEvent) -> bool {
    let at = event.timestamp.as_millisecond();
    request.start_time.is_none_or(|start| start <= at)
        && request.end_time.is_none_or(|end| at <= end)
}

fn in_streams(request: &FilterLogEvents, event: &LogEvent) -> bool {
    let named = request.log_stream_names.is_empty()
        || request
            .log_stream_names
            .iter()
            .any(|name| **name == *event.stream);
    let prefix = request.log_stream_name_prefix.as_deref();
    named && prefix.is_none_or(|prefix| event.stream.starts_with(prefix))
}
