//! `ChangeMessageVisibility` and `ChangeMessageVisibilityBatch`.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::batch::{BatchEntry, BatchResultErrorEntry, check_entries, each_entry};
use super::error::QueueError;
use super::receipt::ReceiptHandle;
use super::receive::{MAX_VISIBILITY_TIMEOUT_SECONDS, seconds_within};
use super::standard_queue::Queue;
use super::state::Queues;
use super::store::Place;
use super::time::after;
use crate::context::Context;

/// Hides a message in flight for so long from now, or with 0 shows it at once.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChangeMessageVisibility {
    pub queue_url: String,
    pub receipt_handle: String,
    /// In seconds, 0 to 43,200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility_timeout: Option<i64>,
}

pub(super) fn change_message_visibility(
    queues: &mut Queues,
    context: &mut Context<'_>,
    request: ChangeMessageVisibility,
) -> Result<(), QueueError> {
    let queue = queues.at_url(&request.queue_url)?;
    queue.change_visibility(
        context.now,
        &request.receipt_handle,
        request.visibility_timeout,
    )
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChangeMessageVisibilityBatch {
    pub queue_url: String,
    #[serde(default)]
    pub entries: Vec<ChangeMessageVisibilityBatchRequestEntry>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChangeMessageVisibilityBatchRequestEntry {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub receipt_handle: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility_timeout: Option<i64>,
}

impl BatchEntry for ChangeMessageVisibilityBatchRequestEntry {
    const SHAPE: &'static str = "ChangeMessageVisibilityBatchRequestEntry";

    fn id(&self) -> &str {
        &self.id
    }
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChangeMessageVisibilityBatchResult {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub successful: Vec<ChangeMessageVisibilityBatchResultEntry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<BatchResultErrorEntry>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChangeMessageVisibilityBatchResultEntry {
    pub id: String,
}

pub(super) fn change_message_visibility_batch(
    queues: &mut Queues,
    context: &mut Context<'_>,
    request: ChangeMessageVisibilityBatch,
) -> Result<ChangeMessageVisibilityBatchResult, QueueError> {
    let queue = queues.at_url(&request.queue_url)?;
    check_entries(&request.entries, &context.origin.caller)?;
    let (successful, failed) = each_entry(request.entries, |id, entry| {
        queue.change_visibility(context.now, &entry.receipt_handle, entry.visibility_timeout)?;
        Ok(ChangeMessageVisibilityBatchResultEntry { id })
    });
    Ok(ChangeMessageVisibilityBatchResult { successful, failed })
}

impl Queue {
    fn change_visibility(
        &mut self,
        now: Timestamp,
        handle: &str,
        timeout: Option<i64>,
    ) -> Result<(), QueueError> {
        let decoded = ReceiptHandle::decode(handle, self.name.as_str())?;
        let seconds = timeout.ok_or(QueueError::MissingParameter("VisibilityTimeout"))?;
        let timeout = seconds_within(seconds, MAX_VISIBILITY_TIMEOUT_SECONDS).ok_or_else(|| {
            let reason = "VisibilityTimeout must be an integer between 0 and 43200.";
            QueueError::invalid_value(seconds, "VisibilityTimeout", reason)
        })?;
        let entry = self.messages.get(decoded.sequence);
        let entry = entry.filter(|entry| entry.message.receipt == Some(decoded.receipt));
        let Some(entry) = entry else {
            let reason =
                "Message does not exist or is not available for visibility timeout change.";
            return Err(QueueError::invalid_value(handle, "ReceiptHandle", reason));
        };
        let Place::InFlight { .. } = entry.place() else {
            return Err(QueueError::MessageNotInflight);
        };
        let received = entry.message.last_received.unwrap_or(now);
        if after(now, timeout) > latest_end(received) {
            let reason =
                "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].";
            return Err(QueueError::invalid_value(
                seconds,
                "VisibilityTimeout",
                reason,
            ));
        }
        let place = if timeout.is_zero() {
            Place::Visible { since: now }
        } else {
            Place::InFlight {
                until: after(now, timeout),
            }
        };
        self.messages.move_to(decoded.sequence, place);
        Ok(())
    }
}

/// Up to when a message that was received then can be hidden.
fn latest_end(received: Timestamp) -> Timestamp {
    let limit = MAX_VISIBILITY_TIMEOUT_SECONDS.unsigned_abs();
    after(received, Duration::from_secs(limit))
}
