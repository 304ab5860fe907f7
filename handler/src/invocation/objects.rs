//! The objects of a batch, by number: what is known of an object is found by its [`Slot`].

use std::collections::{BTreeMap, HashMap};
use std::ops::Index;

use super::read::Reading;
use crate::core::object_ref::{ObjectIdentity, ObjectRef};

/// An object's number within its batch. Only [`Objects::name`] gives one, so what it names is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot(usize);

/// The objects to read, each once, in the order in which they are first named.
#[derive(Debug, Default)]
pub(super) struct Objects {
    all: Vec<ObjectRef>,
    slots: HashMap<ObjectIdentity, Slot>,
}

impl Objects {
    /// The slot of an object, the one it has already where another notification named it.
    pub(super) fn name(&mut self, object: ObjectRef) -> Slot {
        *self.slots.entry(object.identity()).or_insert_with(|| {
            self.all.push(object);
            Slot(self.all.len() - 1)
        })
    }

    /// Every object with its slot, in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Slot, &ObjectRef)> {
        let slots = (0..self.all.len()).map(Slot);
        slots.zip(&self.all)
    }
}

impl Index<Slot> for Objects {
    type Output = ObjectRef;

    fn index(&self, slot: Slot) -> &ObjectRef {
        &self.all[slot.0]
    }
}

/// How the objects of a batch ended.
#[derive(Debug, Default)]
pub(super) struct Readings(BTreeMap<Slot, Reading>);

impl Readings {
    /// Every reading with its object's slot, in the objects' order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Slot, &Reading)> {
        self.0.iter().map(|(slot, reading)| (*slot, reading))
    }
}

impl Readings {
    /// How many of the objects, from the first on, are read.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether the objects up to that one are read.
    pub(super) fn reach(&self, last: Option<Slot>) -> bool {
        last.is_none_or(|slot| slot.0 < self.count())
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
