//! What each message amounts to, once the objects are read. Pure.
//!
//! The message is the unit of outcome: one failed object fails its message, and nothing of it is
//! published. An object that several messages name is counted for the first of them that is sound,
//! so a failing message never takes an object of a sound one with it; the others are duplicates.

use std::sync::Arc;

use super::failure::Failure;
use super::objects::Slot;
use super::plan::{Ask, Named, Planned};
use super::read::Reading;
use super::readings::Readings;
use super::summary::ObjectCounts;
use super::uncounted::{Uncounted, UncountedObjects};
use crate::core::aggregate::{Aggregate, Rules};
use crate::core::object::{ByteCounts, ObjectTally, RecordCounts};

/// A planned message, and what it amounts to. The next stage is `conclude::Concluded`.
#[derive(Debug)]
pub(super) struct Summed {
    pub planned: Planned,
    pub amount: Amount<Aggregate>,
    pub uncounted: UncountedObjects,
}

/// What one message amounts to. `S` is what is kept of its sums: all of them until they are published, then how many
/// they were.
#[derive(Debug)]
pub(super) enum Amount<S> {
    /// Nothing new to count.
    Nothing(Counts),
    /// Data to publish.
    Data(Box<Data<S>>),
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
pub(super) struct Data<S> {
    pub counts: Counts,
    /// Its sums: the successor of those of the message with data before it, so that the bound on
    /// series is the invocation's.
    pub sums: S,
    /// The objects whose data this is.
    pub slots: Vec<Slot>,
}

impl<S> Amount<S> {
    /// What there is to publish of it.
    pub(super) fn data(&self) -> Option<&Data<S>> {
        match self {
            Self::Data(data) => Some(data),
            Self::Nothing(_) | Self::Failed(_) => None,
        }
    }

    /// The same with something else in the place of the sums.
    pub(super) fn map_sums<T>(self, map: impl FnOnce(S) -> T) -> Amount<T> {
        match self {
            Self::Nothing(counts) => Amount::Nothing(counts),
            Self::Failed(failure) => Amount::Failed(failure),
            Self::Data(data) => Amount::Data(Box::new(Data {
                counts: data.counts,
                sums: map(data.sums),
                slots: data.slots,
            })),
        }
    }
}

/// Sums up the messages of a batch, in its order, as many at a time as are ready.
#[derive(Debug)]
pub(super) struct Assembly {
    /// Has no sums, and knows the series of all messages so far.
    bound: Aggregate,
}

impl Assembly {
    pub(super) fn new(rules: &Arc<Rules>) -> Self {
        Self {
            bound: Aggregate::new(rules),
        }
    }

    /// Sums up the next messages, all of whose objects are read. What is counted of an object is taken out of its reading.
    pub(super) fn assemble(
        &mut self,
        messages: Vec<Planned>,
        readings: &mut Readings,
    ) -> Vec<Summed> {
        let mut summed: Vec<Summed> = Vec::with_capacity(messages.len());
        for planned in messages {
            let mut uncounted = UncountedObjects::new();
            let amount = match &planned.ask {
                Ask::Nothing => Amount::Nothing(Counts::default()),
                Ask::Poison(reason) => Amount::Failed(Failure::poison(reason)),
                Ask::Objects(named) => {
                    let before = last_sums(&summed).unwrap_or(&self.bound);
                    amount_of(named, readings, before, &mut uncounted)
                }
            };
            summed.push(Summed {
                planned,
                amount,
                uncounted,
            });
        }
        if let Some(last) = last_sums(&summed) {
            self.bound = last.successor();
        }
        summed
    }
}

fn last_sums(summed: &[Summed]) -> Option<&Aggregate> {
    let data = summed.iter().rev().find_map(|summed| summed.amount.data());
    data.map(|data| &data.sums)
}

/// What a message amounts to that names these objects, after another message's sums.
fn amount_of(
    named: &[Named],
    readings: &mut Readings,
    before: &Aggregate,
    uncounted: &mut UncountedObjects,
) -> Amount<Aggregate> {
    if let Some(failure) = failure_among(named, readings) {
        return Amount::Failed(failure);
    }
    let mut counts = Counts::default();
    let mut slots = Vec::new();
    let mut sums = None;
    for named in named {
        let Named::Slot(slot) = *named else {
            counts.objects.skipped += 1;
            continue;
        };
        if let Some(tally) = account(slot, readings, &mut counts, uncounted) {
            slots.push(slot);
            let sums = sums.get_or_insert_with(|| before.successor());
            sums.merge(&tally.aggregate);
        }
    }
    match sums {
        None => Amount::Nothing(counts),
        Some(sums) => Amount::Data(Box::new(Data {
            counts,
            sums,
            slots,
        })),
    }
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

/// Counts one object of a message without a failed one; what it came to, if that is data and this message's.
fn account(
    slot: Slot,
    readings: &mut Readings,
    counts: &mut Counts,
    uncounted: &mut UncountedObjects,
) -> Option<Box<ObjectTally>> {
    if matches!(readings[slot], Reading::Settled) {
        counts.objects.duplicate += 1;
        return None;
    }
    match readings.take(slot) {
        Reading::Read(mut tally) => {
            if let Some(records) = Uncounted::take(&mut tally) {
                uncounted.insert(slot, records);
            }
            counts.objects.processed += 1;
            counts.records.add(tally.records);
            counts.bytes.add(tally.bytes);
            return Some(tally);
        }
        Reading::Empty => {
            uncounted.insert(slot, Uncounted::Empty);
            counts.objects.skipped += 1;
        }
        Reading::Replaced => {
            uncounted.insert(slot, Uncounted::Replaced);
            counts.objects.replaced += 1;
        }
        Reading::Counted | Reading::Settled => counts.objects.duplicate += 1,
        Reading::Failed(_) => unreachable!("a message with a failed object is not summed"),
    }
    None
}
