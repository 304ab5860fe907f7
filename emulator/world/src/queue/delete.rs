//! `DeleteMessage` and `DeleteMessageBatch`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::batch::{BatchEntry, BatchResultErrorEntry, check_entries, each_entry};
use super::error::QueueError;
use super::receipt::ReceiptHandle;
use super::standard_queue::Queue;
use super::state::Queues;
use crate::context::Context;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteMessage {
    pub queue_url: String,
    pub receipt_handle: String,
}

pub(super) fn delete_message(
    queues: &mut Queues,
    context: &mut Context<'_>,
    request: DeleteMessage,
) -> Result<(), QueueError> {
    let queue = queues.at_url(&request.queue_url)?;
    queue.delete(context.now, &request.receipt_handle)
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteMessageBatch {
    pub queue_url: String,
    #[serde(default)]
    pub entries: Vec<DeleteMessageBatchRequestEntry>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteMessageBatchRequestEntry {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub receipt_handle: String,
}

impl BatchEntry for DeleteMessageBatchRequestEntry {
    const SHAPE: &'static str = "DeleteMessageBatchRequestEntry";

    fn id(&self) -> &str {
        &self.id
    }
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteMessageBatchResult {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub successful: Vec<DeleteMessageBatchResultEntry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<BatchResultErrorEntry>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteMessageBatchResultEntry {
    pub id: String,
}

pub(super) fn delete_message_batch(
    queues: &mut Queues,
    context: &mut Context<'_>,
    request: DeleteMessageBatch,
) -> Result<DeleteMessageBatchResult, QueueError> {
    let queue = queues.at_url(&request.queue_url)?;
    check_entries(&request.entries, &context.origin.caller)?;
    let (successful, failed) = each_entry(request.entries, |id, entry| {
        queue.delete(context.now, &entry.receipt_handle)?;
        Ok(DeleteMessageBatchResultEntry { id })
    });
    Ok(DeleteMessageBatchResult { successful, failed })
}

impl Queue {
    /// Deletes the message of this handle, when it is the handle of the message's most recent receive; that its visibility
    /// timeout has ended does not matter. An older handle, or that of a message that is gone, succeeds and does
    /// nothing. Source: `DeleteMessage`, "the request will succeed, but the message might not be deleted".
    fn delete(&mut self, now: Timestamp, handle: &str) -> Result<(), QueueError> {
        let handle = ReceiptHandle::decode(handle, self.name.as_str())?;
        self.watch.deleted(now);
        let is_latest = self
            .messages
            .get(handle.sequence)
            .is_some_and(|entry| entry.message.receipt == Some(handle.receipt));
        if is_latest {
            self.messages.remove(handle.sequence);
        }
        Ok(())
    }
}
