//! `GetLogEvents`: one stream, either way.

use serde::{Deserialize, Serialize};

use super::address::{check_inner_name, one_of};
use super::error::LogsError;
use super::event::LogEvent;
use super::page::Room;
use super::position::{Direction, Position};
use super::state::LogGroups;
use crate::context::View;

/// `GetLogEvents`: the events of one stream.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GetLogEvents {
    pub log_group_name: Option<String>,
    /// A name or an ARN.
    pub log_group_identifier: Option<String>,
    pub log_stream_name: String,
    /// Epoch milliseconds, included.
    pub start_time: Option<i64>,
    /// Epoch milliseconds, excluded.
    pub end_time: Option<i64>,
    pub next_token: Option<String>,
    /// 1 to 10,000.
    pub limit: Option<i64>,
    /// Without it the newest events are given. A token has a direction of its own.
    pub start_from_head: Option<bool>,
    /// Nothing is masked here.
    pub unmask: Option<bool>,
}

/// What `GetLogEvents` answers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GetLogEventsResponse {
    /// The oldest first.
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

pub(super) fn get_log_events(
    groups: &LogGroups,
    context: &View<'_>,
    request: GetLogEvents,
) -> Result<GetLogEventsResponse, LogsError> {
    let name = one_of(
        context.home,
        request.log_group_name.as_deref(),
        request.log_group_identifier.as_deref(),
    )?;
    check_inner_name("logStreamName", &request.log_stream_name)?;
    let room = Room::new(request.limit)?;
    let direction = direction(&request)?;
    let group = groups.existing(name)?;
    if !group.streams.contains_key(request.log_stream_name.as_str()) {
        return Err(LogsError::NoStream);
    }
    let is_wanted = |event: &&LogEvent| {
        let at = event.timestamp.as_millisecond();
        *event.stream == *request.log_stream_name
            && request.start_time.is_none_or(|start| start <= at)
            && request.end_time.is_none_or(|end| at < end)
            && direction.is_ahead(event)
            && !group.is_expired(event, context.now)
    };
    let mut events: Vec<&LogEvent> = group.events().filter(is_wanted).collect();
    direction.sort(&mut events);
    let (mut page, _) = room.take(events);
    page.sort_by_key(|event| Position::before(event));
    Ok(answer(&page, direction.position()))
}

fn direction(request: &GetLogEvents) -> Result<Direction, LogsError> {
    match &request.next_token {
        Some(token) => Direction::parse(token).ok_or_else(LogsError::invalid_token),
        None if request.start_from_head.unwrap_or(false) => Ok(Direction::Forward(Position::START)),
        None => Ok(Direction::Backward(Position::END)),
    }
}

/// Where there is nothing, both tokens are of the place where the reader is: the one that was given comes back, as on AWS.
fn answer(page: &[&LogEvent], place: Position) -> GetLogEventsResponse {
    // A reader who came from the end and found nothing goes on with whatever comes.
    let place = if place == Position::END {
        Position::START
    } else {
        place
    };
    let after = page.last().map_or(place, |last| Position::after(last));
    let before = page.first().map_or(place, |first| Position::before(first));
    GetLogEventsResponse {
        events: page.iter().map(|event| describe(event)).collect(),
        next_forward_token: Direction::Forward(after).to_string(),
        next_backward_token: Direction::Backward(before).to_string(),
    }
}

fn describe(event: &LogEvent) -> OutputLogEvent {
    OutputLogEvent {
        timestamp: event.timestamp.as_millisecond(),
        message: event.message.to_string(),
        ingestion_time: event.ingestion.as_millisecond(),
    }
}
