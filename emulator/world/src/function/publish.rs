//! What the functions of a Region hand to CloudWatch when a minute ends, of what was counted ([`super::tally`]).

use std::time::Duration;

use jiff::Timestamp;

use super::definition::MAX_TIMEOUT_SECONDS;
use super::qualifier::{QualifiedName, Version};
use super::state::Functions;
use super::tally::FunctionCounts;
use crate::metrics::own::Own;
use crate::metrics::tally::{Minute, Publication, double};
use crate::metrics::{Dimension, Unit};
use crate::moment::after;

impl Functions {
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
