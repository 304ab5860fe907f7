//! What the event source and replay want to know of the queues of a Region without being a client.
//!
//! Pure looks: nothing is received, nothing moves.

use std::sync::Arc;

use jiff::Timestamp;

use super::id::QueueId;
use super::state::Queues;
use super::store::Counts;

/// A message in a dead-letter queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    pub message_id: Arc<str>,
    /// Over all queues that the message has been in.
    pub receive_count: u32,
    pub body: String,
}

impl Queues {
    /// How many messages of this queue are visible, delayed and in flight at `now`; `None` without such a queue.
    pub fn counts(&self, name: &str, now: Timestamp) -> Option<Counts> {
        let queue = self.registry.named(name)?;
        let retention = queue.attributes.message_retention;
        Some(queue.messages.counts(now, retention))
    }

    /// The queue of this name.
    pub fn id(&self, name: &str) -> Option<QueueId> {
        self.registry.id(name)
    }

    /// The ARN of this queue.
    pub fn arn(&self, queue: QueueId) -> Option<&str> {
        Some(&self.registry.get(queue)?.arn)
    }

    /// Whether there is a message that a receive would take.
    pub fn has_visible(&self, queue: QueueId) -> bool {
        let queue = self.registry.get(queue);
        queue.is_some_and(|queue| queue.messages.visible().next().is_some())
    }

    /// When a hidden message of this queue becomes visible next; `None` when none is hidden.
    pub fn next_visible_at(&self, queue: QueueId) -> Option<Timestamp> {
        self.registry.get(queue)?.messages.next_visible_at()
    }

    /// The visibility timeout of this queue; `None` without such a queue.
    pub fn visibility_timeout(&self, name: &str) -> Option<std::time::Duration> {
        let queue = self.registry.named(name)?;
        Some(queue.attributes.visibility_timeout)
    }

    /// The ids of the messages of this queue.
    #[cfg(test)]
    pub(crate) fn message_ids(&self, name: &str) -> impl Iterator<Item = &str> {
        let entries = self.registry.named(name).into_iter();
        let entries = entries.flat_map(|queue| queue.messages.iter());
        entries.map(|entry| &*entry.message.id)
    }

    /// Panics where the messages of a queue are not where they are said to be. For simulations, after each step.
    #[cfg(test)]
    pub(crate) fn assert_consistent(&self) {
        for queue in self.registry.iter() {
            queue.messages.assert_consistent();
        }
    }

    /// The messages of this queue as dead letters, in the order in which they were first sent. Empty without such a queue.
    pub fn dead_letters(&self, name: &str) -> Vec<DeadLetter> {
        let queue = self.registry.named(name);
        let entries = queue.into_iter().flat_map(|queue| queue.messages.iter());
        entries
            .map(|entry| DeadLetter {
                message_id: Arc::clone(&entry.message.id),
                receive_count: entry.message.receive_count,
                body: entry.message.body.as_str().to_owned(),
            })
            .collect()
    }
}
