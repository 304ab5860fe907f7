//! The objects of a batch, by number: what is known of an object is found by its [`Slot`].

use std::collections::HashMap;
use std::ops::Index;

use crate::core::object_ref::{ObjectIdentity, ObjectRef};

/// An object's number within its batch. Only [`Objects::name`] gives one, so what it names is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot(usize);

impl Slot {
    /// How many objects of the batch are before it.
    pub(super) fn number(self) -> usize {
        self.0
    }
}

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
