//! How the objects of a batch ended, by their slots.

use std::collections::BTreeMap;
use std::ops::Index;

use super::objects::Slot;
use super::read::Reading;

/// How the objects of a batch ended.
#[derive(Debug, Default)]
pub(super) struct Readings(BTreeMap<Slot, Reading>);

impl Readings {
    /// Every reading with its object's slot, in the objects' order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Slot, &Reading)> {
        self.0.iter().map(|(slot, reading)| (*slot, reading))
    }

    /// How many of the objects, from the first on, are read.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether the objects up to that one are read.
    pub(super) fn reach(&self, last: Option<Slot>) -> bool {
        last.is_none_or(|slot| slot.number() < self.count())
    }

    /// The reading of an object for the message that it counts for: to others it is [`Reading::Counted`].
    pub(super) fn take(&mut self, slot: Slot) -> Reading {
        let reading = self.0.get_mut(&slot);
        let reading = reading.expect("every object of a message that is ready is read");
        std::mem::replace(reading, Reading::Counted)
    }
}

/// A later reading of an object takes the place of the one before.
impl Extend<(Slot, Reading)> for Readings {
    fn extend<R: IntoIterator<Item = (Slot, Reading)>>(&mut self, readings: R) {
        self.0.extend(readings);
    }
}

impl Index<Slot> for Readings {
    type Output = Reading;

    fn index(&self, slot: Slot) -> &Reading {
        self.0.get(&slot).expect("every object of a batch is read")
    }
}
