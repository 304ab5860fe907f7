//! What SNS tells CloudWatch of itself (`AWS/SNS`): what became of a topic's messages, by its name.
//! Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html>

use jiff::Timestamp;

use super::counts::{Counts, Published};
use super::state::Topics;
use crate::agenda::Agenda;
use crate::context::Context;
use crate::metrics::own::Own;
use crate::metrics::tally::{Publication, Samples};
use crate::metrics::{Dimension, Unit};
use crate::origin::Home;
use crate::publisher::Publisher;

impl Topics {
    /// Counts something of the topic of this name: it is told when the minute is over.
    pub(super) fn count(
        &mut self,
        now: Timestamp,
        home: &Home,
        agenda: &mut Agenda,
        name: &String,
        count: impl FnOnce(&mut Counts),
    ) {
        count(self.tallies.at(name, now));
        let publication = &mut self.publication;
        publication.expect_of(Publisher::Sns, now, home, agenda);
    }

    pub(super) fn has_published(
        &mut self,
        context: &mut Context<'_>,
        name: &String,
        published: &Published,
    ) {
        let (now, home) = (context.now, context.home);
        self.count(now, home, context.agenda, name, |counts| {
            counts.add(published);
        });
    }

    /// Publishes what was counted. Whether anything is left.
    pub(crate) fn publish(
        &mut self,
        now: Timestamp,
        own: &mut Own<'_>,
    ) -> (bool, &mut Publication) {
        let goes_on = self.tallies.publish(now, |name, minute, counts| {
            let of_topic = [Dimension::new("TopicName", name)];
            let mut tell =
                |metric, unit, samples| own.publish(metric, &of_topic, minute, unit, samples);
            let published = counts.sizes.occurrences();
            tell("NumberOfMessagesPublished", Unit::COUNT, published);
            tell("PublishSize", Unit::BYTES, counts.sizes);
            for (metric, count) in [
                ("NumberOfNotificationsDelivered", counts.delivered),
                ("NumberOfNotificationsFailed", counts.failed),
                ("NumberOfNotificationsFilteredOut", counts.filtered_out),
                ("NumberOfNotificationsRedrivenToDlq", counts.redriven),
                (
                    "NumberOfNotificationsFailedToRedriveToDlq",
                    counts.failed_to_redrive,
                ),
            ] {
                if count > 0 {
                    tell(metric, Unit::COUNT, Samples::one(f64::from(count)));
                }
            }
        });
        (goes_on, &mut self.publication)
    }
}
