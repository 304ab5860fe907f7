//! What queues tell CloudWatch of themselves (`AWS/SQS`, by `QueueName`), and for how long they do.
//!
//! Source of each rule: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html>,
//! "Reporting behavior". What is counted is counted where it happens ([`super::tally`]); how many messages there are is looked at when a
//! minute ends.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::address::QueueName;
use super::id::QueueId;
use super::standard_queue::Queue;
use super::state::Queues;
use super::store::Messages;
use super::tally::QueueCounts;
use super::time::is_within;
use crate::metrics::own::Own;
use crate::metrics::tally::{Minute, Publication, Tally, double};
use crate::metrics::{Dimension, Unit};

/// How long a queue is active without messages and without an action that accesses it.
/// Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html>, "active for up to
/// six hours if it contains any messages or if any action accesses it".
const ACTIVE: Duration = Duration::from_hours(6);

/// How long before the next minute a minute is looked at: moments are whole microseconds.
const LAST_MOMENT: SignedDuration = SignedDuration::from_micros(1);

/// A message received so often and not deleted is no longer looked at as the oldest one. Source: the page above, "three or more times".
const POISON_RECEIVES: u32 = 3;

impl Queues {
    /// An action looked at this queue.
    pub(crate) fn accessed(&mut self, queue: QueueId) {
        let _ = self.registry.get_mut(queue);
    }

    /// Publishes for each active queue. Whether one stays active.
    pub(crate) fn publish(
        &mut self,
        now: Timestamp,
        own: &mut Own<'_>,
    ) -> (bool, &mut Publication) {
        let Self {
            registry, activity, ..
        } = self;
        for (name, mut counts) in activity.deleted.drain(..) {
            publish_counts(&mut counts, &by_name(&name), now, own);
        }
        activity.active.retain(|id| {
            let queue = registry.look_after(*id);
            queue.is_some_and(|queue| queue.publish(now, own))
        });
        (!activity.is_none(), &mut activity.publication)
    }
}

impl Queue {
    /// Whether it stays active.
    fn publish(&mut self, now: Timestamp, own: &mut Own<'_>) -> bool {
        let dimensions = by_name(&self.name);
        publish_counts(&mut self.watch.counts, &dimensions, now, own);
        let minute = Minute::before(now);
        let mut gauge = |name, unit, value: f64| {
            own.publish_one(name, &dimensions, minute, unit, value);
        };
        let retention = self.attributes.message_retention;
        let at_its_end = now.saturating_sub(LAST_MOMENT).unwrap_or(now);
        let counts = self.messages.counts(at_its_end, retention);
        gauge(
            "ApproximateNumberOfMessagesVisible",
            Unit::COUNT,
            double(counts.visible),
        );
        if counts.in_flight > 0 {
            gauge(
                "ApproximateNumberOfMessagesNotVisible",
                Unit::COUNT,
                double(counts.in_flight),
            );
        }
        if counts.delayed > 0 {
            gauge(
                "ApproximateNumberOfMessagesDelayed",
                Unit::COUNT,
                double(counts.delayed),
            );
        }
        if let Some(since) = oldest(&self.messages) {
            let age = now.duration_since(since).as_secs().unsigned_abs();
            let age = f64::from(u32::try_from(age).unwrap_or(u32::MAX));
            gauge("ApproximateAgeOfOldestMessage", Unit::SECONDS, age);
        }
        if counts.total() > 0 {
            self.watch.touched = now;
        }
        self.watch.is_active = is_within(now, self.watch.touched, ACTIVE);
        self.watch.is_active
    }
}

impl QueueCounts {
    fn publish(&self, dimensions: &[Dimension], minute: Minute, own: &mut Own<'_>) {
        let count = Unit::COUNT;
        for (name, unit, samples) in [
            ("NumberOfMessagesSent", count, self.sent.occurrences()),
            ("SentMessageSize", Unit::BYTES, self.sent),
            ("NumberOfMessagesReceived", count, self.received),
            ("NumberOfEmptyReceives", count, self.empty),
            ("NumberOfMessagesDeleted", count, self.deleted),
        ] {
            own.publish(name, dimensions, minute, unit, samples);
        }
    }
}

fn by_name(queue: &QueueName) -> [Dimension; 1] {
    [Dimension::new("QueueName", queue.as_str())]
}

fn publish_counts(
    counts: &mut Tally<QueueCounts>,
    dimensions: &[Dimension],
    now: Timestamp,
    own: &mut Own<'_>,
) {
    for (minute, counts) in counts.take_ended(now) {
        counts.publish(dimensions, minute, own);
    }
}

/// Since when the oldest message is in its queue: a dead letter since it moved there.
fn oldest(messages: &Messages) -> Option<Timestamp> {
    let mut oldest: Option<Timestamp> = None;
    for message in messages.by_age() {
        // Nobody is in a queue before having been sent.
        if oldest.is_some_and(|oldest| oldest <= message.sent) {
            break;
        }
        if message.receive_count_here < POISON_RECEIVES {
            let since = message.arrived;
            oldest = Some(oldest.map_or(since, |oldest| oldest.min(since)));
        }
    }
    oldest
}
