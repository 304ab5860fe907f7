//! What the three batch operations have in common: bounds on their entries, and an answer for each entry alone.

use std::collections::BTreeSet;

use serde::Serialize;

use super::address::is_name_byte;
use super::error::QueueError;
use crate::origin::Caller;

/// At most so many entries a request.
const MAX_ENTRIES: usize = 10;

/// Why one entry of a batch failed, while others may have succeeded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchResultErrorEntry {
    pub id: String,
    /// Every refusal of this emulator is the sender's fault.
    pub sender_fault: bool,
    pub code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl BatchResultErrorEntry {
    fn new(id: String, error: &QueueError) -> Self {
        Self {
            id,
            sender_fault: true,
            code: error.shape().to_owned(),
            message: Some(error.to_string()),
        }
    }
}

/// An entry of a batch, which the caller names by an id of its own.
pub(super) trait BatchEntry {
    /// The entry's shape in AWS's model.
    const SHAPE: &'static str;

    fn id(&self) -> &str;
}

/// # Errors
/// No entries, too many, two of one id, or an id that is none.
pub(super) fn check_entries<E: BatchEntry>(
    entries: &[E],
    caller: &Caller,
) -> Result<(), QueueError> {
    if entries.is_empty() {
        return Err(QueueError::EmptyBatchRequest { entry: E::SHAPE });
    }
    // A service would only make several calls of it.
    let is_bounded = !matches!(caller, Caller::Role { .. });
    if entries.len() > MAX_ENTRIES && is_bounded {
        return Err(QueueError::TooManyEntriesInBatchRequest {
            sent: entries.len(),
        });
    }
    let mut ids = BTreeSet::new();
    for id in entries.iter().map(BatchEntry::id) {
        let is_id = (1..=80).contains(&id.len()) && id.bytes().all(is_name_byte);
        if !is_id {
            return Err(QueueError::InvalidBatchEntryId);
        }
        if !ids.insert(id) {
            return Err(QueueError::BatchEntryIdsNotDistinct { id: id.to_owned() });
        }
    }
    Ok(())
}

/// Carries out each entry on its own. What comes back are the answers of those that succeeded, and the failures.
pub(super) fn each_entry<E: BatchEntry, A>(
    entries: Vec<E>,
    mut carry_out: impl FnMut(String, E) -> Result<A, QueueError>,
) -> (Vec<A>, Vec<BatchResultErrorEntry>) {
    let mut successful = Vec::new();
    let mut failed = Vec::new();
    for entry in entries {
        let id = entry.id().to_owned();
        match carry_out(id.clone(), entry) {
            Ok(answer) => successful.push(answer),
            Err(error) => failed.push(BatchResultErrorEntry::new(id, &error)),
        }
    }
    (successful, failed)
}
