//! What becomes of each message, once publishing is over. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::assemble::{Amount, Counts, Summed};
use super::failure::Failure;
use super::objects::Slot;
use super::plan::{Planned, Ticket};
use super::summary::Summary;
use super::uncounted::UncountedObjects;
use crate::core::settle::{Outcome, OutcomeCounts, Poison};

/// A message at its end: the last of the stages that it goes through. Its sums are gone.
#[derive(Debug)]
pub(super) struct Concluded {
    pub planned: Planned,
    pub amount: Amount<SumCounts>,
    pub uncounted: UncountedObjects,
    /// Why its data is not published, where it is not.
    unpublished: Option<Failure>,
}

/// What is told of a message's sums once they are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SumCounts {
    /// Distinct series, those of the messages before it included.
    pub series: usize,
    pub dropped_samples: u64,
}

impl Concluded {
    /// Why the message failed, if it did.
    pub(super) fn failure(&self) -> Option<&Failure> {
        match &self.amount {
            Amount::Failed(failure) => Some(failure),
            Amount::Nothing(_) | Amount::Data(_) => self.unpublished.as_ref(),
        }
    }

    /// What is counted of it, if it did not fail.
    fn counts(&self) -> Option<&Counts> {
        match (self.failure(), &self.amount) {
            (Some(_), _) | (None, Amount::Failed(_)) => None,
            (None, Amount::Data(data)) => Some(&data.counts),
            (None, Amount::Nothing(counts)) => Some(counts),
        }
    }

    /// How the message ended.
    pub(super) fn outcome(&self) -> Outcome {
        match (self.failure(), &self.amount) {
            (Some(failure), _) => failure.outcome,
            (None, Amount::Data(_)) => Outcome::Published,
            (None, _) => Outcome::Ignored,
        }
    }
}

/// Concludes messages, given the failures of those that could not be published.
pub(super) fn conclude(
    messages: Vec<Summed>,
    mut unpublished: BTreeMap<Ticket, Failure>,
) -> impl Iterator<Item = Concluded> {
    messages.into_iter().map(move |summed| Concluded {
        unpublished: unpublished.remove(&summed.planned.ticket),
        planned: summed.planned,
        uncounted: summed.uncounted,
        amount: summed.amount.map_sums(|sums| SumCounts {
            series: sums.series_count(),
            dropped_samples: sums.dropped_samples(),
        }),
    })
}

/// The objects whose data is published.
pub(super) fn published_slots(messages: &[Concluded]) -> BTreeSet<Slot> {
    let published = messages
        .iter()
        .filter(|concluded| concluded.outcome() == Outcome::Published);
    let data = published.filter_map(|concluded| concluded.amount.data());
    data.flat_map(|data| data.slots.iter().copied()).collect()
}

/// What the messages came to, in numbers.
pub(super) fn summarize(messages: &[Concluded], poison: Poison) -> Summary {
    let mut summary = Summary {
        messages: OutcomeCounts::of(messages.iter().map(Concluded::outcome)),
        ..Summary::default()
    };
    for concluded in messages {
        if let Some(data) = concluded.amount.data() {
            // Each knows the series of those before it.
            summary.series = data.sums.series as u64;
        }
        match concluded.counts() {
            Some(counts) => add_settled(&mut summary, concluded, counts),
            None => add_failed(&mut summary, concluded, poison),
        }
    }
    summary
}

fn add_settled(summary: &mut Summary, concluded: &Concluded, counts: &Counts) {
    let data = concluded.amount.data();
    summary.dropped_samples += data.map_or(0, |data| data.sums.dropped_samples);
    summary
        .ignored_events
        .add(&concluded.planned.ignored_events);
    summary.objects.add(counts.objects);
    summary.records.add(counts.records);
    summary.bytes.add(counts.bytes);
}

fn add_failed(summary: &mut Summary, concluded: &Concluded, poison: Poison) {
    let objects = concluded.planned.ask.objects();
    summary.objects.failed += objects;
    if concluded.outcome().is_settled(poison) {
        summary.objects.given_up += objects;
    }
}
