//! What each message amounts to, once the objects are read. Pure.
//!
//! The message is the unit of outcome: one failed object fails its message, and nothing of it is
//! published. An object that several messages name is counted for the first of them that is sound,
//! so a failing message never takes an object of a sound one with it; the others are duplicates.

use std::sync::Arc;

use super::failure::Failure;
use super::plan::{Ask, Named, Plan};
use super::read::Reading;
use super::summary::ObjectCounts;
use crate::core::aggregate::{Aggregate, Rules};
use crate::core::object::{ByteCounts, RecordCounts};

/// What one message amounts to.
#[derive(Debug)]
pub(super) enum Amount {
    /// Nothing new to count.
    Nothing(Counts),
    /// Data to publish.
    Data(Data),
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

/// A sound message with data; its sums are among [`Assembled::aggregates`].
#[derive(Debug)]
pub(super) struct Data {
    pub counts: Counts,
    /// Samples that found no room under the bound on series.
    pub dropped_samples: u64,
    /// The slots whose data this is.
    pub slots: Vec<usize>,
}

/// A batch, summed up.
#[derive(Debug, Default)]
pub(super) struct Assembled {
    /// As many as the batch has messages, in its order.
    pub amounts: Vec<Amount>,
    /// As many as there are [`Amount::Data`], in their order: each the successor of the one before,
    /// so that the bound on series is the invocation's.
    pub aggregates: Vec<Aggregate>,
}

/// Sums up every message of the plan, in its order.
pub(super) fn assemble(plan: &Plan, readings: &[Reading], rules: &Arc<Rules>) -> Assembled {
    let mut taken = vec![false; readings.len()];
    let mut assembled = Assembled::default();
    for ask in &plan.asks {
        let amount = match ask {
            Ask::Nothing(_) => Amount::Nothing(Counts::default()),
            Ask::Poison(reason) => Amount::Failed(Failure::poison(reason)),
            Ask::Objects(named) => {
                if let Some(failure) = failure_among(named, readings) {
                    Amount::Failed(failure)
                } else {
                    let before = assembled.aggregates.last();
                    let mut aggregate =
                        before.map_or_else(|| Aggregate::new(rules), Aggregate::successor);
                    let amount = sum(named, readings, &mut taken, &mut aggregate);
                    if matches!(amount, Amount::Data(_)) {
                        assembled.aggregates.push(aggregate);
                    }
                    amount
                }
            }
        };
        assembled.amounts.push(amount);
    }
    assembled
}

/// The failure that decides a message, if one of its objects failed.
fn failure_among(named: &[Named], readings: &[Reading]) -> Option<Failure> {
    let mut decisive: Option<Failure> = None;
    for named in named {
        let Named::Slot(slot) = named else { continue };
        if let Reading::Failed(failure) = &readings[*slot] {
            let mut failure = failure.clone();
            failure.slot = Some(*slot);
            decisive = Some(match decisive {
                Some(known) => known.or_retry(failure),
                None => failure,
            });
        }
    }
    decisive
}

fn sum(
    named: &[Named],
    readings: &[Reading],
    taken: &mut [bool],
    aggregate: &mut Aggregate,
) -> Amount {
    let mut counts = Counts::default();
    let mut slots = Vec::new();
    for named in named {
        let Named::Slot(slot) = *named else {
            counts.objects.skipped += 1;
            continue;
        };
        match &readings[slot] {
            Reading::Empty if !taken[slot] => {
                taken[slot] = true;
                counts.objects.skipped += 1;
            }
            Reading::Read(tally) if !taken[slot] => {
                taken[slot] = true;
                counts.objects.processed += 1;
                counts.records.add(tally.records);
                counts.bytes.add(tally.bytes);
                aggregate.merge(&tally.aggregate);
                slots.push(slot);
            }
            Reading::Read(_) | Reading::Empty | Reading::Settled => counts.objects.duplicate += 1,
            Reading::Failed(_) => unreachable!("a message with a failed object is not summed"),
        }
    }
    if slots.is_empty() {
        return Amount::Nothing(counts);
    }
    Amount::Data(Data {
        counts,
        dropped_samples: aggregate.dropped_samples(),
        slots,
    })
}
