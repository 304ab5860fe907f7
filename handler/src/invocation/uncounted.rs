//! What sound messages have that is not counted. `place_log` tells it.

use std::collections::BTreeMap;

use super::objects::Slot;
use crate::core::object::{ObjectTally, Problem, RecordCounts};

/// What is not counted of an object that a message was the first to name.
#[derive(Debug)]
pub(super) enum Uncounted {
    /// There was nothing in it.
    Empty,
    /// Another write took its place.
    Replaced,
    /// Some of its records.
    Records(Vec<Problem>, RecordCounts),
}

impl Uncounted {
    /// Of an object that was read; `None` where every record of it is counted.
    pub(super) fn take(tally: &mut ObjectTally) -> Option<Self> {
        let counts = tally.records;
        let is_whole =
            counts.counted > 0 && counts.malformed + counts.duplicate + counts.expired == 0;
        (!is_whole).then(|| Self::Records(std::mem::take(&mut tally.problems), counts))
    }
}

/// What is not counted of the objects of a message.
pub(super) type UncountedObjects = BTreeMap<Slot, Uncounted>;
