//! A batch on its way: which messages wait, which are done with, and what was read for them.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::assemble::Assembly;
use super::conclude::Concluded;
use super::health::Health;
use super::place_log::PlaceLog;
use super::plan::Planned;
use super::readings::Readings;
use super::summary::PublishCounts;
use crate::config::LoggedPlaces;
use crate::core::aggregate::Rules;

/// What an invocation has of its batch. Messages go through it in their order, a wave at a time: those whose objects are
/// read are published and concluded, so that their sums are gone before others are read.
#[derive(Debug)]
pub(super) struct Batch {
    /// Messages that wait for their objects, in the batch's order.
    pub pending: VecDeque<Planned>,
    pub readings: Readings,
    pub assembly: Assembly,
    /// Messages that are done with, in the batch's order.
    pub concluded: Vec<Concluded>,
    pub publishes: PublishCounts,
    /// Health of published messages that no request had room for.
    pub health_left_over: Health,
    /// How long publishing took so far.
    pub publishing: Duration,
    pub places: PlaceLog,
}

impl Batch {
    pub(super) fn new(messages: Vec<Planned>, rules: &Arc<Rules>, places: LoggedPlaces) -> Self {
        Self {
            concluded: Vec::with_capacity(messages.len()),
            pending: messages.into(),
            readings: Readings::default(),
            assembly: Assembly::new(rules),
            publishes: PublishCounts::default(),
            health_left_over: Health::default(),
            publishing: Duration::ZERO,
            places: PlaceLog::new(places),
        }
    }

    /// Whether all objects of the next message are read.
    pub(super) fn has_ready(&self) -> bool {
        let next = self.pending.front();
        next.is_some_and(|planned| self.readings.reach(planned.last_slot()))
    }

    /// The messages all of whose objects are read, as far as none before them waits.
    pub(super) fn take_ready(&mut self) -> Vec<Planned> {
        let mut ready = Vec::new();
        while self.has_ready() {
            ready.extend(self.pending.pop_front());
        }
        ready
    }
}
