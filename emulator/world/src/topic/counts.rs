//! What is counted of messages: of one when it is published, and of all of a topic in a minute.

use crate::metrics::tally::{Samples, double};

/// What came of a message, before anybody has it.
#[derive(Debug)]
pub(super) struct Published {
    pub(super) id: String,
    /// In bytes.
    pub(super) size: usize,
    /// How many subscribers did not want it.
    pub(super) filtered_out: u32,
}

/// What became of a topic's messages in a minute.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Counts {
    /// In bytes, with attributes: one for each message that was published.
    pub(super) sizes: Samples,
    pub(super) delivered: u32,
    pub(super) failed: u32,
    /// Kept from a subscriber by its filter policy.
    pub(super) filtered_out: u32,
    pub(super) redriven: u32,
    /// Not taken by the dead-letter queue either.
    pub(super) failed_to_redrive: u32,
}

impl Counts {
    pub(super) fn add(&mut self, published: &Published) {
        self.sizes.add(double(published.size));
        self.filtered_out += published.filtered_out;
    }
}
