//! How what happens to functions is counted ([`super::tally`]), where it happens.

use std::time::Duration;

use jiff::Timestamp;

use super::desk::Desk;
use super::name::FunctionName;
use super::outcome::{Outcome, Ran};
use super::qualifier::{QualifiedName, Qualifier, Version};
use super::state::Functions;
use super::tally::FunctionCounts;
use crate::metrics::tally::double;
use crate::publisher::Publisher;

impl Functions {
    /// An event was taken.
    pub(super) fn count_received(&mut self, desk: &mut Desk<'_>, invoked: &QualifiedName) {
        self.count(desk, invoked, |counts| counts.events_received.add(1.0));
    }

    /// An attempt is made at an event that was taken then.
    pub(super) fn count_age(
        &mut self,
        desk: &mut Desk<'_>,
        invoked: &QualifiedName,
        accepted: Timestamp,
    ) {
        let age = desk.now.duration_since(accepted).as_millis_f64();
        self.count(desk, invoked, |counts| counts.event_age.add(age));
    }

    pub(super) fn count_throttle(&mut self, desk: &mut Desk<'_>, invoked: &QualifiedName) {
        self.count(desk, invoked, |counts| counts.throttles.add(1.0));
    }

    /// An invocation has begun.
    pub(super) fn count_concurrency(&mut self, desk: &mut Desk<'_>, name: &FunctionName) {
        let (of_function, of_all) = self.invocations.concurrency(name);
        self.expect_publication(desk);
        let counts = self.tallied.functions.at(name, desk.now);
        counts.concurrency.note(double(of_function));
        let unreserved = self.unreserved_concurrency();
        let counts = self.tallied.concurrency.at(desk.now);
        counts.note(double(of_all));
        let counts = self.tallied.unreserved.at(desk.now);
        counts.note(double(unreserved));
    }

    /// An invocation has ended. What was not run, or ended nobody knows how, is none.
    pub(super) fn count_end(
        &mut self,
        desk: &mut Desk<'_>,
        invoked: &QualifiedName,
        version: Option<Version>,
        began: Timestamp,
        ran: &Ran,
    ) {
        let error = match ran.outcome {
            Outcome::Response(_) => 0.0,
            Outcome::Failure(_) => 1.0,
            Outcome::Throttled | Outcome::Lost(_) => return,
        };
        let count = |counts: &mut FunctionCounts| {
            counts.errors.add(error);
            counts.throttles.add(0.0);
            if let Some(duration) = ran.duration {
                counts.duration.add(milliseconds(duration), 1.0);
            }
        };
        self.count_at(desk, invoked, began, count);
        if let (Qualifier::Alias(_), Some(version)) = (&invoked.qualifier, version) {
            let key = (invoked.clone(), version);
            count(self.tallied.executed.at(&key, began));
        }
    }

    pub(super) fn count(
        &mut self,
        desk: &mut Desk<'_>,
        invoked: &QualifiedName,
        count: impl Fn(&mut FunctionCounts),
    ) {
        let now = desk.now;
        self.count_at(desk, invoked, now, count);
    }

    fn count_at(
        &mut self,
        desk: &mut Desk<'_>,
        invoked: &QualifiedName,
        moment: Timestamp,
        count: impl Fn(&mut FunctionCounts),
    ) {
        self.expect_publication(desk);
        count(self.tallied.functions.at(&invoked.name, moment));
        count(self.tallied.resources.at(invoked, moment));
    }

    fn expect_publication(&mut self, desk: &mut Desk<'_>) {
        let publication = &mut self.tallied.publication;
        publication.expect_of(Publisher::Lambda, desk.now, desk.home, desk.agenda);
    }
}

/// As the line REPORT says it: to the hundredth.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 100_000.0).round() / 100.0
}
