//! The queues of an account in a Region, and how one of them is found.

use std::collections::{BTreeMap, BTreeSet};

use super::address::{QueueName, name_in_url, parse_queue_arn};
use super::error::QueueError;
use super::id::QueueId;
use super::registry::Registry;
use super::sequence::Sequence;
use super::standard_queue::Queue;
use super::tally::Activity;
use super::task::MoveTasks;
use crate::origin::Home;
use crate::policy::Policy;

/// The queues of one account in one Region.
#[derive(Debug, Default, PartialEq)]
pub struct Queues {
    pub(super) registry: Registry,
    /// The names of queues that were deleted less than [`super::time::SETTLING_TIME`] ago.
    pub(super) deleted: BTreeSet<QueueName>,
    pub(super) move_tasks: MoveTasks,
    pub(super) last_sequence: u64,
    pub(super) activity: Activity,
}

impl Queues {
    /// Whether a queue of this name is there.
    pub fn contains(&self, name: &str) -> bool {
        self.registry.id(name).is_some()
    }

    /// The policy of the queue of this name.
    pub(crate) fn policy(&self, name: &str) -> Option<&Policy> {
        self.registry.named(name)?.attributes.policy.as_deref()
    }

    /// The tags of the queue of this name.
    pub(crate) fn tags(&self, name: &str) -> Option<&BTreeMap<String, String>> {
        Some(&self.registry.named(name)?.tags)
    }

    pub(super) fn id_at_url(&self, url: &str) -> Result<QueueId, QueueError> {
        self.registry
            .id(name_in_url(url)?)
            .ok_or(QueueError::QueueDoesNotExist)
    }

    pub(super) fn at_url(&mut self, url: &str) -> Result<&mut Queue, QueueError> {
        let id = self.id_at_url(url)?;
        self.with_id(id)
    }

    pub(super) fn with_id(&mut self, id: QueueId) -> Result<&mut Queue, QueueError> {
        self.registry
            .get_mut(id)
            .ok_or(QueueError::QueueDoesNotExist)
    }

    /// To look at, not to change.
    pub(super) fn look_at_url(&self, url: &str) -> Result<&Queue, QueueError> {
        self.registry
            .named(name_in_url(url)?)
            .ok_or(QueueError::QueueDoesNotExist)
    }

    /// The queue that this ARN names, when it is here.
    pub(super) fn at_arn(&self, home: &Home, arn: &str) -> Option<&Queue> {
        let (of, name) = parse_queue_arn(arn)?;
        (of == *home).then(|| self.registry.named(name)).flatten()
    }

    pub(super) fn next_sequence(&mut self) -> Sequence {
        self.last_sequence += 1;
        Sequence(self.last_sequence)
    }
}
