//! What came into log groups, minute by minute, until it is published.

use jiff::Timestamp;

use crate::metrics::tally::{Publication, Samples, Tallies, double};

/// What came into a log group: a sample for each request.
#[derive(Debug, Default, PartialEq)]
pub(super) struct GroupCounts {
    pub(super) bytes: Samples,
    pub(super) events: Samples,
}

/// What came into the log groups, and when it is published.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Incoming {
    pub(super) tallies: Tallies<String, GroupCounts>,
    pub(super) publication: Publication,
}

impl Incoming {
    /// Notes a request; whoever does says when it is published.
    pub(super) fn note(
        &mut self,
        now: Timestamp,
        group: &String,
        bytes: usize,
        events: usize,
    ) -> &mut Publication {
        let counts = self.tallies.at(group, now);
        counts.bytes.add(double(bytes));
        counts.events.add(double(events));
        &mut self.publication
    }
}
