//! What follows from labels that were met before: records alike in them are judged and placed once.
//!
//! A table of fixed size. Hostile labels can only keep others from being found again, which costs
//! the time that it takes to judge them.

use crate::core::aggregate::Places;
use crate::core::record::{KeptLabels, RawLabels};

/// Slots by the labels' hash: some more than an object has combinations of labels in a minute. Of
/// those that fall into the same slot the last one is known.
const SLOTS: usize = 128;

/// The slot of labels that are not kept.
const UNKEPT: usize = SLOTS;

/// What sound records come to by their labels, of those that were summed most recently.
#[derive(Debug)]
pub(crate) struct KnownLabels {
    slots: Vec<Known>,
}

/// What follows from labels.
#[derive(Debug, Default)]
pub(crate) struct Known {
    labels: KeptLabels,
    /// The modelId's class was told for want of anything better.
    pub(crate) unrecognised: bool,
    pub(crate) places: Places,
}

impl KnownLabels {
    pub(crate) fn new() -> Self {
        let mut slots = Vec::new();
        slots.resize_with(SLOTS + 1, Known::default);
        Self { slots }
    }

    /// The slot where it is written what follows from these labels.
    pub(crate) fn find(&self, labels: &RawLabels<'_>) -> Option<usize> {
        let slot = slot(labels);
        self.slots[slot].labels.are(labels).then_some(slot)
    }

    /// The slot where what follows from these labels is to be written, now.
    pub(crate) fn claim(&mut self, labels: Option<&RawLabels<'_>>) -> usize {
        let Some(labels) = labels else {
            return UNKEPT;
        };
        let slot = slot(labels);
        self.slots[slot].labels.keep(labels);
        slot
    }

    pub(crate) fn at(&self, slot: usize) -> &Known {
        &self.slots[slot]
    }

    pub(crate) fn at_mut(&mut self, slot: usize) -> &mut Known {
        &mut self.slots[slot]
    }
}

fn slot(labels: &RawLabels<'_>) -> usize {
    labels.hash() as usize >> (u32::BITS - SLOTS.ilog2())
}
