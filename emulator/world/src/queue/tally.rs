//! What is counted of queues for CloudWatch, where it happens, and which queues are active. What becomes of it: [`super::publish`].

use jiff::Timestamp;

use super::address::QueueName;
use super::id::QueueId;
use super::message::StoredMessage;
use super::message_attributes;
use crate::metrics::tally::{Publication, Samples, Tally, double};

/// What happened in a queue.
#[derive(Debug, Default, PartialEq)]
pub(super) struct QueueCounts {
    /// Bytes of each message that was sent.
    pub(super) sent: Samples,
    /// Messages of each receive that was answered.
    pub(super) received: Samples,
    /// 1 for each of those that found nothing, else 0.
    pub(super) empty: Samples,
    /// 1 for each deletion by a valid handle, one that deleted nothing too.
    pub(super) deleted: Samples,
}

/// Which queues are active, and when they publish next.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Activity {
    pub(super) active: Vec<QueueId>,
    /// What was counted of queues that were deleted since.
    pub(super) deleted: Vec<(QueueName, Tally<QueueCounts>)>,
    pub(super) publication: Publication,
}

/// What a queue keeps for its metrics.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Watch {
    pub(super) counts: Tally<QueueCounts>,
    /// When something last touched it.
    pub(super) touched: Timestamp,
    /// It stands in [`Activity::active`].
    pub(super) is_active: bool,
}

impl Activity {
    pub(super) fn publication(&mut self) -> &mut Publication {
        &mut self.publication
    }

    /// A queue was accessed, or moved by itself.
    pub(super) fn note(&mut self, now: Timestamp, queue: QueueId, watch: &mut Watch) {
        watch.touched = now;
        if !watch.is_active {
            watch.is_active = true;
            self.active.push(queue);
        }
    }

    pub(super) fn note_deleted(&mut self, queue: QueueName, watch: Watch) {
        if watch.is_active {
            self.deleted.push((queue, watch.counts));
        }
    }

    pub(super) fn is_none(&self) -> bool {
        self.active.is_empty()
    }
}

impl Watch {
    pub(super) fn sent(&mut self, now: Timestamp, message: &StoredMessage) {
        let bytes = message.body.bytes() + message_attributes::size(&message.attributes);
        self.counts.at(now).sent.add(double(bytes));
    }

    pub(super) fn received(&mut self, now: Timestamp, messages: usize) {
        let counts = self.counts.at(now);
        counts.received.add(double(messages));
        counts.empty.add(if messages == 0 { 1.0 } else { 0.0 });
    }

    pub(super) fn deleted(&mut self, now: Timestamp) {
        self.counts.at(now).deleted.add(1.0);
    }
}
