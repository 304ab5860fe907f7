//! `FilterLogEvents`: a group over its streams.

use serde::{Deserialize, Serialize};

use super::address::one_of;
use super::error::LogsError;
use super::event::LogEvent;
use super::page::Room;
use super::pattern::{Candidate, Pattern};
use super::position::{Direction, Position};
use super::state::LogGroups;
use crate::context::View;

/// Source: botocore's Logs model, `InputLogStreamNames`.
const MAX_STREAM_NAMES: usize = 100;

/// `FilterLogEvents`: the events of a group, over its streams.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FilterLogEvents {
    pub log_group_name: Option<String>,
    /// A name or an ARN.
    pub log_group_identifier: Option<String>,
    /// Not together with a prefix.
    pub log_stream_names: Vec<String>,
    pub log_stream_name_prefix: Option<String>,
    /// Epoch milliseconds, included.
    pub start_time: Option<i64>,
    /// Epoch milliseconds, included.
    pub end_time: Option<i64>,
    pub filter_pattern: Option<String>,
    pub next_token: Option<String>,
    /// 1 to 10,000.
    pub limit: Option<i64>,
    /// True by default: the oldest come first. A token has a direction of its own.
    pub start_from_head: Option<bool>,
    /// AWS takes it and does nothing with it: events of several streams are always interleaved. Source: `FilterLogEvents`.
    pub interleaved: Option<bool>,
    /// Nothing is masked here.
    pub unmask: Option<bool>,
}

/// What `FilterLogEvents` answers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FilterLogEventsResponse {
    pub events: Vec<FilteredLogEvent>,
    /// Always empty. Source: API `FilterLogEvents`.
    pub searched_log_streams: [(); 0],
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

pub(super) fn filter_log_events(
    groups: &LogGroups,
    context: &View<'_>,
    request: FilterLogEvents,
) -> Result<FilterLogEventsResponse, LogsError> {
    let name = one_of(
        context.home,
        request.log_group_name.as_deref(),
        request.log_group_identifier.as_deref(),
    )?;
    check_streams(&request)?;
    let pattern = Pattern::parse(request.filter_pattern.as_deref().unwrap_or_default())?;
    let room = Room::new(request.limit)?;
    let direction = direction(&request)?;
    let group = groups.existing(name)?;
    let is_wanted = |event: &&LogEvent| {
        direction.is_ahead(event)
            && in_window(&request, event)
            && in_streams(&request, event)
            && !group.is_expired(event, context.now)
    };
    let mut events: Vec<&LogEvent> = group.events().filter(is_wanted).collect();
    direction.sort(&mut events);
    // The pattern last, and only as far as the page goes: it is what costs.
    let matching = events.into_iter();
    let matching = matching.filter(|event| pattern.matches(&Candidate::new(&event.message)));
    let (page, goes_on) = room.take(matching);
    let last = page.last().filter(|_| goes_on);
    Ok(FilterLogEventsResponse {
        next_token: last.map(|last| direction.past(last).to_string()),
        events: page.into_iter().map(describe).collect(),
        searched_log_streams: [],
    })
}

fn direction(request: &FilterLogEvents) -> Result<Direction, LogsError> {
    match &request.next_token {
        Some(token) => Direction::parse(token).ok_or_else(LogsError::invalid_token),
        None if request.start_from_head.unwrap_or(true) => Ok(Direction::Forward(Position::START)),
        None => Ok(Direction::Backward(Position::END)),
    }
}

fn check_streams(request: &FilterLogEvents) -> Result<(), LogsError> {
    if !request.log_stream_names.is_empty() && request.log_stream_name_prefix.is_some() {
        return Err(LogsError::invalid(
            "LogStream names and LogStream name prefix are mutually exclusive parameters.",
        ));
    }
    if request.log_stream_names.len() > MAX_STREAM_NAMES {
        return Err(LogsError::invalid(
            "1 validation error detected: Value at 'logStreamNames' failed to satisfy constraint: Member must have length \
             less than or equal to 100",
        ));
    }
    Ok(())
}

fn in_window(request: &FilterLogEvents, event: &LogEvent) -> bool {
    let at = event.timestamp.as_millisecond();
    request.start_time.is_none_or(|start| start <= at)
        && request.end_time.is_none_or(|end| at <= end)
}

fn in_streams(request: &FilterLogEvents, event: &LogEvent) -> bool {
    let names = &request.log_stream_names;
    let is_named = names.is_empty() || names.iter().any(|name| **name == *event.stream);
    let prefix = request.log_stream_name_prefix.as_deref();
    is_named && prefix.is_none_or(|prefix| event.stream.starts_with(prefix))
}

fn describe(event: &LogEvent) -> FilteredLogEvent {
    FilteredLogEvent {
        log_stream_name: event.stream.to_string(),
        timestamp: event.timestamp.as_millisecond(),
        message: event.message.to_string(),
        ingestion_time: event.ingestion.as_millisecond(),
        event_id: Position::before(event).to_string(),
    }
}
