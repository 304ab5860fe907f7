//! Records that are not counted, and where they are.

use std::fmt;

use crate::core::malformed::MalformedReason;
use crate::core::place::Place;

/// Why a record is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// It is no sound record.
    Malformed(MalformedReason),
    /// The object had its requestId before.
    Duplicate,
    /// It is outside of the age limits.
    Expired,
}

impl Cause {
    /// One word for it, the same as in the summary line.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Duplicate => "duplicate",
            Self::Expired => "expired",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Malformed(reason) => reason.as_str(),
            Self::Duplicate => "its requestId is that of a record before it in the object",
            Self::Expired => "its timestamp is outside of the age limits",
        })
    }
}

/// A record that is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    pub cause: Cause,
    /// Where it begins.
    pub place: Place,
}

/// Which records an object's tally tells by their places. All are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tell {
    /// So many at most, the first.
    pub at_most: usize,
    /// Duplicates too, which need no repair: whatever delivers at least once makes them.
    pub duplicates: bool,
}

/// Bytes of memory for each place that one object may tell: in the tally, and while it waits for what follows in a
/// damaged array, each in a vector that doubles.
pub const PLACE_BYTES: usize = 2 * (size_of::<Problem>() + size_of::<Place>());

/// Unless told otherwise.
pub const DEFAULT_PLACES: usize = 20;

impl Default for Tell {
    fn default() -> Self {
        Self {
            at_most: DEFAULT_PLACES,
            duplicates: false,
        }
    }
}

/// The first problems of an object.
#[derive(Debug)]
pub(super) struct Problems {
    tell: Tell,
    first: Vec<Problem>,
}

impl Problems {
    pub(super) fn new(tell: Tell) -> Self {
        Self {
            tell,
            first: Vec::new(),
        }
    }

    #[cold]
    pub(super) fn note(&mut self, cause: Cause, place: Place) {
        let is_wanted = cause != Cause::Duplicate || self.tell.duplicates;
        if is_wanted && self.first.len() < self.tell.at_most {
            self.first.push(Problem { cause, place });
        }
    }

    pub(super) fn into_vec(self) -> Vec<Problem> {
        self.first
    }
}
