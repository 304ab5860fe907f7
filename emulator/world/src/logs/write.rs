//! The operations that make groups and streams and put events into them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::group::{EVENT_OVERHEAD_BYTES, LogGroup};
use super::{Context, LogGroups, LogsError};
use crate::publication::Publisher;

/// `CreateLogGroup`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CreateLogGroup {
    pub log_group_name: String,
    /// Kept; the operations that read them are not built.
    pub tags: BTreeMap<String, String>,
    /// `STANDARD`; the other classes are not built.
    pub log_group_class: Option<String>,
}

/// `CreateLogStream`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CreateLogStream {
    pub log_group_name: String,
    pub log_stream_name: String,
}

/// `DeleteLogGroup`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DeleteLogGroup {
    pub log_group_name: String,
}

/// `PutLogEvents`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PutLogEvents {
    pub log_group_name: String,
    pub log_stream_name: String,
    pub log_events: Vec<InputLogEvent>,
    /// AWS takes it and does nothing with it. Source: `PutLogEvents`, "The sequenceToken parameter is now ignored".
    pub sequence_token: Option<String>,
}

/// One event of [`PutLogEvents`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InputLogEvent {
    /// Epoch milliseconds.
    pub timestamp: i64,
    pub message: String,
}

/// What `PutLogEvents` answers. The sequence token is no longer used by AWS; clients may still print it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PutLogEventsResponse {
    pub next_sequence_token: String,
}

pub(super) fn create_log_group(
    groups: &mut LogGroups,
    context: &mut Context<'_>,
    request: CreateLogGroup,
) -> Result<(), LogsError> {
    let name = request.log_group_name;
    if name.is_empty() || name.len() > 512 {
        return Err(LogsError::InvalidParameter(format!(
            "1 validation error detected: Value '{name}' at 'logGroupName' failed to satisfy constraint: Member must have \
             length between 1 and 512"
        )));
    }
    if groups.groups.contains_key(&name) {
        return Err(LogsError::GroupExists);
    }
    check_class(request.log_group_class.as_deref())?;
    let group = LogGroup::new(name.clone(), request.tags, context.now);
    groups.groups.insert(name, group);
    Ok(())
}

fn check_class(class: Option<&str>) -> Result<(), LogsError> {
    match class {
        None | Some("STANDARD") => Ok(()),
        Some(class @ ("INFREQUENT_ACCESS" | "DELIVERY")) => Err(LogsError::InvalidParameter(
            format!("The log group class {class} is not built in this emulator"),
        )),
        Some(class) => Err(LogsError::InvalidParameter(format!(
            "1 validation error detected: Value '{class}' at 'logGroupClass' failed to satisfy constraint: Member must \
             satisfy enum value set: [INFREQUENT_ACCESS, STANDARD, DELIVERY]"
        ))),
    }
}

pub(super) fn create_log_stream(
    groups: &mut LogGroups,
    context: &mut Context<'_>,
    request: CreateLogStream,
) -> Result<(), LogsError> {
    let group = groups.existing_mut(&request.log_group_name)?;
    if group.streams.contains_key(request.log_stream_name.as_str()) {
        return Err(LogsError::StreamExists);
    }
    group.add_stream(&request.log_stream_name, context.now);
    Ok(())
}

pub(super) fn delete_log_group(
    groups: &mut LogGroups,
    _context: &mut Context<'_>,
    request: DeleteLogGroup,
) -> Result<(), LogsError> {
    let removed = groups.groups.remove(&request.log_group_name);
    removed.map(drop).ok_or(LogsError::NoGroup)
}

pub(super) fn put_log_events(
    groups: &mut LogGroups,
    context: &mut Context<'_>,
    request: PutLogEvents,
) -> Result<PutLogEventsResponse, LogsError> {
    let now = context.now;
    let group = groups.existing_mut(&request.log_group_name)?;
    let stream = group
        .streams
        .get_key_value(request.log_stream_name.as_str());
    let stream = stream
        .map(|(name, _)| Arc::clone(name))
        .ok_or(LogsError::NoStream)?;
    let events = request.log_events.len();
    let mut bytes = 0;
    for event in request.log_events {
        let timestamp = Timestamp::from_millisecond(event.timestamp).map_err(|_| {
            LogsError::InvalidParameter("a timestamp is not epoch milliseconds".to_owned())
        })?;
        bytes += event.message.len() + EVENT_OVERHEAD_BYTES;
        group.push(&stream, timestamp, now, event.message.into());
    }
    let name = &request.log_group_name;
    let publication = groups.incoming.note(now, name, bytes, events);
    publication.expect_of(Publisher::Logs, now, context.home, context.agenda);
    Ok(PutLogEventsResponse {
        next_sequence_token: context.ids.upper_hex(56),
    })
}
