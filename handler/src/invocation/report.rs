//! What an operator reads about single messages and modelIds. Never a payload.

use std::collections::HashSet;

use super::conclude::Concluded;
use super::event::SqsMessage;
use super::failure::Failure;
use super::objects::Objects;
use super::plan::{Ask, Named};
use crate::core::settle::{Outcome, Poison};

/// Unrecognised modelIds that a process remembers to have logged. They come from records, which
/// callers can forge to some degree; beyond the bound they stay unlogged.
const MAX_UNRECOGNISED: usize = 1_000;

/// Logs every message's end: failures so that somebody acts, the rest for whoever debugs.
pub(super) fn messages(messages: &[Concluded], objects: &Objects, poison: Poison) {
    for concluded in messages {
        let planned = &concluded.planned;
        match concluded.failure() {
            Some(failure) => failed(&planned.message, objects, failure, poison),
            None => settled(&planned.message, &planned.ask, objects),
        }
    }
}

fn failed(message: &SqsMessage, objects: &Objects, failure: &Failure, poison: Poison) {
    let message_id = message.message_id.as_deref().unwrap_or("none");
    let object = failure.slot.map(|slot| &objects[slot]);
    let bucket = object.map(|object| object.bucket.as_str());
    let key = object.map(|object| object.key.as_str());
    let reason = failure.reason.as_str();
    let receive_count = message.receive_count;
    if message.message_id.is_none() {
        tracing::error!(
            bucket,
            key,
            reason,
            "a message without an id failed and cannot be returned"
        );
    }
    match (failure.outcome, poison) {
        (Outcome::FailedPoison, Poison::Redrive) => {
            tracing::error!(
                message_id,
                receive_count,
                bucket,
                key,
                reason,
                "message is poison"
            );
        }
        (Outcome::FailedPoison, Poison::Acknowledge) => {
            tracing::error!(
                message_id,
                receive_count,
                bucket,
                key,
                reason,
                "poison message is acknowledged"
            );
        }
        _ => {
            tracing::warn!(
                message_id,
                receive_count,
                bucket,
                key,
                reason,
                "message is returned to the queue"
            );
        }
    }
}

fn settled(message: &SqsMessage, ask: &Ask, objects: &Objects) {
    let message_id = message.message_id.as_deref().unwrap_or("none");
    match ask {
        Ask::Nothing => tracing::debug!(message_id, "message asks for nothing"),
        Ask::Poison(_) => {}
        Ask::Objects(named) => {
            for named in named {
                let (object, skipped) = match named {
                    Named::Slot(slot) => (&objects[*slot], None),
                    Named::Skipped(reason, object) => (&**object, Some(reason.as_str())),
                };
                let (bucket, key) = (object.bucket.as_str(), object.key.as_str());
                tracing::debug!(message_id, bucket, key, skipped, "object is settled");
            }
        }
    }
}

/// Says once an invocation that the bound on series kept something out.
pub(super) fn dropped_samples(messages: &[Concluded], limit: usize) {
    let data = messages
        .iter()
        .filter_map(|concluded| concluded.amount.data());
    let samples: u64 = data.map(|data| data.sums.dropped_samples).sum();
    if samples > 0 {
        tracing::warn!(
            samples,
            limit,
            "METRIC_SERIES_LIMIT is reached: samples of further series are not published"
        );
    }
}

/// Logs modelIds with neither a known prefix nor a known vendor, each once in a process.
pub(super) fn unrecognised(model_ids: &[String], known: &mut HashSet<String>) {
    for model_id in model_ids {
        if known.len() < MAX_UNRECOGNISED && known.insert(model_id.clone()) {
            tracing::warn!(
                model_id,
                "neither the prefix nor the vendor of a modelId is known; it counts as InRegion \
                 unless its inferenceRegion tells otherwise"
            );
        }
    }
}
