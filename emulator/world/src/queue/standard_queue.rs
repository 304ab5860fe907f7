//! One queue: what it is set to, and the messages in it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::address::QueueName;
use super::attributes::QueueAttributes;
use super::id::QueueId;
use super::store::{Messages, Place};
use super::tally::Watch;
use super::time::after;
use crate::agenda::Slot;

/// One queue.
#[derive(Debug, PartialEq)]
pub(super) struct Queue {
    pub(super) id: QueueId,
    pub(super) name: QueueName,
    pub(super) arn: Arc<str>,
    pub(super) created: Timestamp,
    pub(super) last_modified: Timestamp,
    pub(super) attributes: QueueAttributes,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) messages: Messages,
    pub(super) purged: Option<Timestamp>,
    /// When it moves next by itself.
    pub(super) slot: Slot,
    /// Its settings are others than when whoever waits for it asked.
    pub(super) is_changed: bool,
    pub(super) watch: Watch,
}

impl Queue {
    /// Where a message goes that is sent now, with a delay of its own or with the queue's.
    pub(super) fn place_of_new(&self, now: Timestamp, delay: Option<Duration>) -> Place {
        let delay = delay.unwrap_or(self.attributes.delay);
        if delay.is_zero() {
            Place::Visible { since: now }
        } else {
            Place::Delayed {
                until: after(now, delay),
            }
        }
    }
}
