//! What each message amounts to, once the objects are read. Pure.
//!
//! The message is the unit of outcome: one failed object fails its message, and nothing of it is
//! published. An object that several messages name is counted for the first of them that is sound,
//! so a failing message never takes an object of a sound one with it; the others are duplicates.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::failure::Failure;
use super::objects::{Readings, Slot};
use super::plan::{Ask, Named, Planned};
use super::read::Reading;
use super::summary::ObjectCounts;
use crate::core::aggregate::{Aggregate, Rules};
use crate::core::object::{ByteCounts, RecordCounts};

/// A planned message, and what it amounts to. The next stage is `conclude::Concluded`.
#[derive(Debug)]
pub(super) struct Summed {
    pub planned: Planned,
    pub amount: Amount,
}

/// What one message amounts to.
#[derive(Debug)]
pub(super) enum Amount {
    /// Nothing new to count.
    Nothing(Counts),
    /// Data to publish.
    Data(Box<Data>),
    /// It failed.
    Failed(Failure),
}

/// What is counted for a message that is done with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub objects: ObjectCounts,
    pub records: RecordCounts,
    pub bytes: ByteCounts,
}

/// What a sound message publishes.
#[derive(Debug)]
pub(super) struct Data {
    pub counts: Counts,
    /// Its sums: the successor of those of the message with data before it, so that the bound on
    /// series is the invocation's.
    pub aggregate: Aggregate,
    /// The objects whose data this is.
    pub slots: Vec<Slot>,
}

impl Summed {
    /// What there is to publish of it.
    pub(super) fn data(&self) -> Option<&Data> {
        match &self.amount {
            Amount::Data(data) => Some(data),
            Amount::Nothing(_) | Amount::Failed(_) => None,
        }
    }
}

/// Sums up every message of a batch, in its order.
pub(super) fn assemble(
    messages: Vec<Planned>,
    readings: &Readings,
    rules: &Arc<Rules>,
) -> Vec<Summed> {
    let mut taken = BTreeSet::new();
    let mut summed: Vec<Summed> = Vec::with_capacity(messages.len());
    for planned in messages {
        let amount = match &planned.ask {
            Ask::Nothing => Amount::Nothing(Counts::default()),
            Ask::Poison(reason) => Amount::Failed(Failure::poison(reason)),
            Ask::Objects(named) => {
                let empty = || aggregate_after(&summed, rules);
                amount_of(named, readings, &mut taken, empty)
            }
        };
        summed.push(Summed { planned, amount });
    }
    summed
}

/// What a message amounts to that names these objects; `empty` is where its data is summed.
fn amount_of(
    named: &[Named],
    readings: &Readings,
    taken: &mut BTreeSet<Slot>,
    empty: impl FnOnce() -> Aggregate,
) -> Amount {
    if let Some(failure) = failure_among(named, readings) {
        return Amount::Failed(failure);
    }
    let (counts, slots) = account(named, readings, taken);
    if slots.is_empty() {
        return Amount::Nothing(counts);
    }
    let mut aggregate = empty();
    sum(&slots, readings, &mut aggregate);
    Amount::Data(Box::new(Data {
        counts,
        aggregate,
        slots,
    }))
}

/// The failure that decides a message, if one of its objects failed.
fn failure_among(named: &[Named], readings: &Readings) -> Option<Failure> {
    let mut decisive: Option<Failure> = None;
    for named in named {
        let Named::Slot(slot) = *named else { continue };
        if let Reading::Failed(failure) = &readings[slot] {
            let mut failure = failure.clone();
            failure.slot = Some(slot);
            decisive = Some(match decisive {
                Some(known) => known.or_retry(failure),
                None => failure,
            });
        }
    }
    decisive
}

/// What a message without a failed object counts, and which objects' data is its own.
fn account(
    named: &[Named],
    readings: &Readings,
    taken: &mut BTreeSet<Slot>,
) -> (Counts, Vec<Slot>) {
    let mut counts = Counts::default();
    let mut slots = Vec::new();
    for named in named {
        let Named::Slot(slot) = *named else {
            counts.objects.skipped += 1;
            continue;
        };
        match &readings[slot] {
            Reading::Empty if taken.insert(slot) => counts.objects.skipped += 1,
            Reading::Read(tally) if taken.insert(slot) => {
                counts.objects.processed += 1;
                counts.records.add(tally.records);
                counts.bytes.add(tally.bytes);
                slots.push(slot);
            }
            Reading::Replaced if taken.insert(slot) => counts.objects.replaced += 1,
            Reading::Read(_) | Reading::Empty | Reading::Settled | Reading::Replaced => {
                counts.objects.duplicate += 1;
            }
            Reading::Failed(_) => unreachable!("a message with a failed object is not summed"),
        }
    }
    (counts, slots)
}

/// An aggregate for the next message with data: without sums, under the invocation's bound on series.
fn aggregate_after(summed: &[Summed], rules: &Arc<Rules>) -> Aggregate {
    match summed.iter().rev().find_map(Summed::data) {
        Some(before) => before.aggregate.successor(),
        None => Aggregate::new(rules),
    }
}

fn sum(slots: &[Slot], readings: &Readings, aggregate: &mut Aggregate) {
    for &slot in slots {
        if let Reading::Read(tally) = &readings[slot] {
            aggregate.merge(&tally.aggregate);
        }
    }
}
