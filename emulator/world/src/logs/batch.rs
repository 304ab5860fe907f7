//! The events of one `PutLogEvents`: what AWS refuses, and which it takes. Source: API `PutLogEvents`; texts as clients report them.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::error::LogsError;
use super::event::EVENT_OVERHEAD_BYTES;
use super::retention::Retention;

/// Events in a batch.
pub const MAX_BATCH_EVENTS: usize = 10_000;
/// Bytes of a batch, [`EVENT_OVERHEAD_BYTES`] for each event included.
pub const MAX_BATCH_BYTES: usize = 1_048_576;
/// Bytes of an event, those included.
const MAX_EVENT_BYTES: usize = MAX_BATCH_BYTES;
/// How much later than now an event may be.
const NEWEST: SignedDuration = SignedDuration::from_hours(2);
/// How much earlier.
const OLDEST: SignedDuration = SignedDuration::from_hours(14 * 24);
/// From the first to the last event that is taken.
const MAX_SPAN: SignedDuration = SignedDuration::from_hours(24);

/// One event of `PutLogEvents`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InputLogEvent {
    /// Epoch milliseconds.
    pub timestamp: i64,
    pub message: String,
}

/// Which events were not taken, in the order of the request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RejectedLogEventsInfo {
    /// This and all that follow are too new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub too_new_log_event_start_index: Option<usize>,
    /// All before this are too old.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub too_old_log_event_end_index: Option<usize>,
    /// All before this are beyond the group's retention.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expired_log_event_end_index: Option<usize>,
}

/// The events that are taken.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) accepted: Vec<(Timestamp, String)>,
    pub(super) rejected: Option<RejectedLogEventsInfo>,
}

/// # Errors
/// A batch that breaks the model's constraints.
pub(super) fn check(events: &[InputLogEvent]) -> Result<(), LogsError> {
    let refused = |value: &str, member: &str, constraint: &str| {
        LogsError::invalid(format!(
            "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must have {constraint}"
        ))
    };
    if events.is_empty() {
        return Err(refused(
            "[]",
            "logEvents",
            "length greater than or equal to 1",
        ));
    }
    if events.len() > MAX_BATCH_EVENTS {
        let most = format!("length less than or equal to {MAX_BATCH_EVENTS}");
        return Err(refused("[..]", "logEvents", &most));
    }
    for (index, event) in events.iter().enumerate() {
        let member = |name: &str| format!("logEvents.{}.member.{name}", index + 1);
        if event.message.is_empty() {
            let least = "length greater than or equal to 1";
            return Err(refused("", &member("message"), least));
        }
        if event.timestamp < 0 {
            let (value, least) = (
                event.timestamp.to_string(),
                "value greater than or equal to 0",
            );
            return Err(refused(&value, &member("timestamp"), least));
        }
    }
    Ok(())
}

impl Batch {
    /// # Errors
    /// A batch that is too large, out of order or too long.
    pub(super) fn judge(
        events: Vec<InputLogEvent>,
        now: Timestamp,
        retention: Option<Retention>,
    ) -> Result<Self, LogsError> {
        check_size(&events)?;
        if !events.is_sorted_by_key(|event| event.timestamp) {
            return Err(LogsError::invalid(
                "Log events in a single PutLogEvents request must be in chronological order.",
            ));
        }
        let moments: Vec<Timestamp> = events.iter().map(moment).collect();
        // They are in order: what is too old comes first, what is too new last.
        let too_old = moments.partition_point(|moment| now.duration_since(*moment) > OLDEST);
        let is_expired =
            |moment: &Timestamp| retention.is_some_and(|retention| retention.is_over(*moment, now));
        let expired = moments.partition_point(is_expired);
        let too_new = moments.partition_point(|moment| moment.duration_since(now) <= NEWEST);
        let first = too_old.max(expired).min(too_new);
        if let (Some(first), Some(last)) =
            (moments[first..too_new].first(), moments[..too_new].last())
            && last.duration_since(*first) > MAX_SPAN
        {
            return Err(LogsError::invalid(
                "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
            ));
        }
        let rejected = RejectedLogEventsInfo {
            too_new_log_event_start_index: (too_new < moments.len()).then_some(too_new),
            too_old_log_event_end_index: (too_old > 0).then_some(too_old),
            expired_log_event_end_index: (expired > too_old).then_some(expired),
        };
        let messages = events.into_iter().map(|event| event.message);
        let all = moments.into_iter().zip(messages);
        Ok(Self {
            accepted: all.skip(first).take(too_new - first).collect(),
            rejected: (rejected != RejectedLogEventsInfo::default()).then_some(rejected),
        })
    }
}

fn check_size(events: &[InputLogEvent]) -> Result<(), LogsError> {
    let mut bytes = 0;
    for event in events {
        let of_event = event.message.len() + EVENT_OVERHEAD_BYTES;
        if of_event > MAX_EVENT_BYTES {
            return Err(LogsError::invalid(format!(
                "Log event too large: {of_event} bytes exceeds limit of {MAX_EVENT_BYTES}"
            )));
        }
        bytes += of_event;
    }
    if bytes > MAX_BATCH_BYTES {
        return Err(LogsError::invalid(format!(
            "Upload too large: {bytes} bytes exceeds limit of {MAX_BATCH_BYTES}"
        )));
    }
    Ok(())
}

/// What is later than the end of time is too new in any case.
fn moment(event: &InputLogEvent) -> Timestamp {
    Timestamp::from_millisecond(event.timestamp).unwrap_or(Timestamp::MAX)
}
