//! Which queues there are, and which of them were changed since somebody looked.
//!
//! A call looks a queue up by its name once, and goes on with its [`QueueId`].

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use super::address::QueueName;
use super::id::QueueId;
use super::standard_queue::Queue;

/// The queues of a Region.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Registry {
    queues: BTreeMap<QueueId, Queue>,
    /// Only looked up, never walked: its order is nobody's. The hasher has no key of its own, so that worlds are alike.
    ids: HashMap<QueueName, QueueId, BuildHasherDefault<DefaultHasher>>,
    touched: Vec<QueueId>,
}

impl Registry {
    pub(super) fn id(&self, name: &str) -> Option<QueueId> {
        self.ids.get(name).copied()
    }

    pub(super) fn get(&self, id: QueueId) -> Option<&Queue> {
        self.queues.get(&id)
    }

    pub(super) fn named(&self, name: &str) -> Option<&Queue> {
        self.get(self.id(name)?)
    }

    /// Hands a queue out for changes, and notes that it was.
    pub(super) fn get_mut(&mut self, id: QueueId) -> Option<&mut Queue> {
        let queue = self.queues.get_mut(&id)?;
        if self.touched.last() != Some(&id) {
            self.touched.push(id);
        }
        Some(queue)
    }

    /// Hands a queue out for what is noted of it: that touches nothing.
    pub(super) fn look_after(&mut self, id: QueueId) -> Option<&mut Queue> {
        self.queues.get_mut(&id)
    }

    pub(super) fn insert(&mut self, queue: Queue) {
        self.touched.push(queue.id);
        self.ids.insert(queue.name.clone(), queue.id);
        self.queues.insert(queue.id, queue);
    }

    pub(super) fn remove(&mut self, id: QueueId) -> Option<Queue> {
        let queue = self.queues.remove(&id)?;
        self.ids.remove(&queue.name);
        Some(queue)
    }

    /// In the order of their names.
    pub(super) fn by_name(&self) -> Vec<&Queue> {
        let mut queues: Vec<_> = self.queues.values().collect();
        queues.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        queues
    }

    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = &Queue> {
        self.queues.values()
    }

    /// Visits each queue that was handed out for changes since the last time, once, and those that are gone not at all.
    pub(super) fn each_touched(&mut self, mut visit: impl FnMut(&mut Queue)) {
        // One, nearly always: no sorting, no allocation.
        while let Some(id) = self.touched.pop() {
            self.touched.retain(|other| *other != id);
            if let Some(queue) = self.queues.get_mut(&id) {
                visit(queue);
            }
        }
    }
}
