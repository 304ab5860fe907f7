//! What Lambda tells CloudWatch of itself (`AWS/Lambda`): of each function, of its versions and aliases as they were invoked, and of all
//! functions in a Region.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html>. What is told of an invocation carries the moment
//! at which it began ("the timestamp on a metric reflects when the function was invoked"); everything else the moment at which it happened.

use super::sent_for::SentFor;
use std::time::Duration;

use jiff::Timestamp;

use super::definition::MAX_TIMEOUT_SECONDS;
use super::invocation::Desk;
use super::qualifier::{QualifiedName, Qualifier, Version};
use super::{FunctionName, Functions, Outcome, Ran};
use crate::delivery::ServiceMessage;
use crate::metrics::datapoint::Datapoint;
use crate::metrics::own::Own;
use crate::metrics::tally::{Highest, Minute, Publication, Samples, Tallies, Tally, double};
use crate::metrics::{Dimension, Unit};
use crate::moment::after;
use crate::origin::Home;
use crate::publisher::Publisher;
use crate::world::World;

/// What happened to a function.
#[derive(Debug, Default, PartialEq)]
struct FunctionCounts {
    /// 1 for each invocation that ended in an error, else 0: so many samples, so many invocations.
    errors: Samples,
    /// 1 for each invocation that was throttled, 0 for each that ran.
    throttles: Samples,
    /// Milliseconds.
    duration: Datapoint,
    concurrency: Highest,
    events_received: Samples,
    /// Milliseconds between an event's arrival and an attempt at it.
    event_age: Samples,
    events_dropped: Samples,
    dead_letter_errors: Samples,
    destination_failures: Samples,
}

/// What the functions of a Region counted, and when it is published.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Tallied {
    functions: Tallies<FunctionName, FunctionCounts>,
    /// As they were invoked: the function itself, a version or an alias.
    resources: Tallies<QualifiedName, FunctionCounts>,
    /// Of an alias, which version ran.
    executed: Tallies<(QualifiedName, Version), FunctionCounts>,
    /// Of all functions together.
    concurrency: Tally<Highest>,
    /// Of those without a reservation.
    unreserved: Tally<Highest>,
    publication: Publication,
}

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

    fn count(
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

    /// Publishes what was counted. Whether there is more to count.
    pub(crate) fn publish(
        &mut self,
        now: Timestamp,
        own: &mut Own<'_>,
    ) -> (bool, &mut Publication) {
        self.carry_concurrency(now);
        let tallied = &mut self.tallied;
        let mut goes_on = tallied.functions.publish(now, |name, minute, counts| {
            counts.publish(name.as_str(), minute, own);
        });
        goes_on |= tallied.resources.publish(now, |invoked, minute, counts| {
            counts.publish_as(&dimensions(invoked, None), minute, own);
        });
        goes_on |= tallied
            .executed
            .publish(now, |(invoked, version), minute, counts| {
                counts.publish_as(&dimensions(invoked, Some(*version)), minute, own);
            });
        for (name, tally) in [
            ("ConcurrentExecutions", &mut tallied.concurrency),
            ("UnreservedConcurrentExecutions", &mut tallied.unreserved),
        ] {
            for (minute, concurrency) in tally.take_ended(now) {
                own.publish(name, &[], minute, Unit::COUNT, concurrency.samples());
            }
            goes_on |= !tally.is_empty();
        }
        (goes_on, &mut tallied.publication)
    }

    /// What runs on runs in the minute that begins, too: for as long as AWS lets an invocation run at most, so that one that nobody
    /// ever ends is not counted for ever.
    fn carry_concurrency(&mut self, now: Timestamp) {
        let longest = Duration::from_secs(u64::from(MAX_TIMEOUT_SECONDS));
        let (mut of_all, mut unreserved) = (0, 0);
        for (name, began) in self.invocations.begun() {
            if after(began, longest) > now {
                of_all += 1;
                unreserved += usize::from(!self.reserved.contains_key(name));
                let (of_function, _) = self.invocations.concurrency(name);
                let counts = self.tallied.functions.at(name, now);
                counts.concurrency.note(double(of_function));
            }
        }
        if of_all > 0 {
            self.tallied.concurrency.at(now).note(double(of_all));
            self.tallied.unreserved.at(now).note(double(unreserved));
        }
    }
}

impl FunctionCounts {
    /// By function, and for all functions of the Region; of how many ran at once the function without a qualifier stands for all of it.
    fn publish(&self, name: &str, minute: Minute, own: &mut Own<'_>) {
        let dimensions = [
            Dimension::new("FunctionName", name),
            Dimension::new("Resource", name),
        ];
        let (by_name, by_resource) = (&dimensions[..1], &dimensions[..]);
        for dimensions in [by_name, by_resource] {
            let concurrency = self.concurrency.samples();
            own.publish(
                "ConcurrentExecutions",
                dimensions,
                minute,
                Unit::COUNT,
                concurrency,
            );
        }
        for dimensions in [by_name, &[]] {
            self.publish_as(dimensions, minute, own);
        }
    }

    fn publish_as(&self, dimensions: &[Dimension], minute: Minute, own: &mut Own<'_>) {
        let count = Unit::COUNT;
        for (name, unit, samples) in [
            ("Invocations", count, self.errors.occurrences()),
            ("Errors", count, self.errors),
            ("Throttles", count, self.throttles),
            ("AsyncEventsReceived", count, self.events_received),
            ("AsyncEventAge", Unit::MILLISECONDS, self.event_age),
            ("AsyncEventsDropped", count, self.events_dropped),
            ("DeadLetterErrors", count, self.dead_letter_errors),
            (
                "DestinationDeliveryFailures",
                count,
                self.destination_failures,
            ),
        ] {
            own.publish(name, dimensions, minute, unit, samples);
        }
        own.publish_values(
            "Duration",
            dimensions,
            minute,
            Unit::MILLISECONDS,
            &self.duration,
        );
    }
}

/// Of what was invoked, and by an alias of the version that ran.
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html>, "By Resource", "By Executed Version"
fn dimensions(invoked: &QualifiedName, executed: Option<Version>) -> Vec<Dimension> {
    let name = invoked.name.as_str();
    let resource = if invoked.qualifier.is_latest() {
        name.to_owned()
    } else {
        format!("{name}:{}", invoked.qualifier)
    };
    let mut dimensions = vec![
        Dimension::new("FunctionName", name),
        Dimension::new("Resource", &resource),
    ];
    if let Some(version) = executed {
        dimensions.push(Dimension::new("ExecutedVersion", &version.to_string()));
    }
    dimensions
}

impl World {
    /// An event was given up.
    pub(super) fn count_dropped(&mut self, home: &Home, function: &QualifiedName) {
        self.count_of_function(home, function, |counts| counts.events_dropped.add(1.0));
    }

    /// Sends what a function's configuration says; what is not taken is counted.
    pub(crate) fn send_for_function(
        &mut self,
        home: &Home,
        function: &QualifiedName,
        kind: SentFor,
        message: ServiceMessage,
    ) {
        if self.deliver(message) {
            return;
        }
        self.count_of_function(home, function, |counts| match kind {
            SentFor::DeadLetter => counts.dead_letter_errors.add(1.0),
            SentFor::Destination => counts.destination_failures.add(1.0),
        });
    }

    fn count_of_function(
        &mut self,
        home: &Home,
        function: &QualifiedName,
        count: impl Fn(&mut FunctionCounts),
    ) {
        if let Some((functions, mut desk)) = self.functions_at(home) {
            functions.count(&mut desk, function, count);
        }
    }
}

/// As the line REPORT says it: to the hundredth.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 100_000.0).round() / 100.0
}
