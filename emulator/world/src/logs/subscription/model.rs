//! A subscription filter: which events it wants, for whom, and those that are still to be sent.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::agenda::{Agenda, Due, Slot};
use crate::context::Context;
use crate::logs::pattern::{Candidate, Pattern};
use crate::logs::position::Position;

/// How long events are collected. Ours: see the [module's page](super).
const COLLECTED_FOR: SignedDuration = SignedDuration::from_secs(1);

/// A subscription filter of a group.
#[derive(Debug, PartialEq)]
pub(in crate::logs) struct SubscriptionFilter {
    pub(super) created: Timestamp,
    pub(in crate::logs) pattern: Pattern,
    pub(super) destination_arn: String,
    pub(super) role_arn: Option<String>,
    pub(super) distribution: String,
    pub(super) waiting: Waiting,
}

/// What is still to be sent.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Waiting {
    /// By stream.
    pub(super) events: BTreeMap<Arc<str>, Vec<Wanted>>,
    /// The moment at which they are sent.
    pub(super) slot: Slot,
}

/// An event that is to be sent.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wanted {
    pub(super) position: Position,
    pub(super) message: Arc<str>,
}

/// A filter, by its group and name.
#[derive(Debug, Clone, Copy)]
pub(in crate::logs) struct FilterName<'a> {
    pub(in crate::logs) group: &'a str,
    pub(in crate::logs) filter: &'a str,
}

impl SubscriptionFilter {
    /// Keeps an event that it wants until it is sent.
    pub(in crate::logs) fn observe(
        &mut self,
        context: &mut Context<'_>,
        name: FilterName<'_>,
        stream: &Arc<str>,
        wanted: (Position, &Arc<str>),
        candidate: &Candidate<'_>,
    ) {
        if !self.pattern.matches(candidate) {
            return;
        }
        let (position, message) = wanted;
        let waiting = &mut self.waiting;
        if waiting.slot.is_free() {
            let at = context.now.saturating_add(COLLECTED_FOR);
            context
                .agenda
                .set(&mut waiting.slot, at.ok(), || Due::LogSubscription {
                    home: context.home.clone(),
                    group: name.group.to_owned(),
                    filter: name.filter.to_owned(),
                });
        }
        let events = waiting.events.entry(Arc::clone(stream)).or_default();
        events.push(Wanted {
            position,
            message: Arc::clone(message),
        });
    }

    /// Sends nothing any more.
    pub(in crate::logs) fn forget(&mut self, agenda: &mut Agenda) {
        agenda.set(&mut self.waiting.slot, None, || {
            unreachable!("nothing is wanted")
        });
        self.waiting.events.clear();
    }
}
