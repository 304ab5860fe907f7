//! `PutLogEvents`: where events come in, a client's and a function's own alike.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::address::{check_group_name, check_inner_name};
use super::batch::{self, Batch, InputLogEvent, RejectedLogEventsInfo};
use super::error::LogsError;
use super::event::EVENT_OVERHEAD_BYTES;
use super::group::LogGroup;
use super::metric_filter::Extracted;
use super::pattern::Candidate;
use super::position::Position;
use super::state::LogGroups;
use super::subscription::FilterName;
use crate::context::Context;
use crate::publisher::Publisher;

/// `PutLogEvents`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PutLogEvents {
    pub log_group_name: String,
    pub log_stream_name: String,
    pub log_events: Vec<InputLogEvent>,
    /// AWS takes it and does nothing with it. Source: `PutLogEvents`, "The sequenceToken parameter is now ignored".
    pub sequence_token: Option<String>,
    /// What the events are of. Taken, and not kept.
    pub entity: Option<Entity>,
}

/// What events are of, by its attributes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Entity {
    pub key_attributes: BTreeMap<String, String>,
    pub attributes: BTreeMap<String, String>,
}

/// What `PutLogEvents` answers. The sequence token is no longer used by AWS; clients may still print it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PutLogEventsResponse {
    pub next_sequence_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejected_log_events_info: Option<RejectedLogEventsInfo>,
}

pub(super) fn put_log_events(
    groups: &mut LogGroups,
    context: &mut Context<'_>,
    request: PutLogEvents,
) -> Result<PutLogEventsResponse, LogsError> {
    check_group_name("logGroupName", &request.log_group_name)?;
    check_inner_name("logStreamName", &request.log_stream_name)?;
    batch::check(&request.log_events)?;
    let LogGroups {
        groups,
        incoming,
        extracted,
    } = groups;
    let group = groups.get_mut(&request.log_group_name);
    let group = group.ok_or(LogsError::NoGroup)?;
    let stream = group
        .streams
        .get_key_value(request.log_stream_name.as_str());
    let stream = stream
        .map(|(name, _)| Arc::clone(name))
        .ok_or(LogsError::NoStream)?;
    let batch = Batch::judge(request.log_events, context.now, group.retention)?;
    let rejected = batch.rejected;
    let events = batch.accepted.len();
    let bytes = take(group, context, &stream, batch, extracted);
    if events > 0 {
        let name = &request.log_group_name;
        let publication = incoming.note(context.now, name, bytes, events);
        publication.expect_of(Publisher::Logs, context.now, context.home, context.agenda);
        group.expect_expiry(context.home, context.agenda);
    }
    Ok(PutLogEventsResponse {
        next_sequence_token: context.ids.upper_hex(56),
        rejected_log_events_info: rejected,
    })
}

/// Keeps the events, and shows them to the group's filters. How many bytes they are.
fn take(
    group: &mut LogGroup,
    context: &mut Context<'_>,
    stream: &Arc<str>,
    batch: Batch,
    extracted: &mut Extracted,
) -> usize {
    let mut bytes = 0;
    for (timestamp, message) in batch.accepted {
        let message: Arc<str> = message.into();
        bytes += message.len() + EVENT_OVERHEAD_BYTES;
        let candidate = Candidate::new(&message);
        for filter in group.metric_filters.values() {
            extracted.observe(filter, timestamp, &candidate);
        }
        let position = Position::new(timestamp, group.next_sequence());
        for (filter, subscription) in &mut group.subscription_filters {
            let name = FilterName {
                group: &group.name,
                filter,
            };
            subscription.observe(context, name, stream, (position, &message), &candidate);
        }
        group.push(stream, timestamp, context.now, message);
    }
    bytes
}
