//! What CloudWatch Logs tells CloudWatch of itself (`AWS/Logs`): what comes in, by log group and in all.
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html>

use jiff::Timestamp;

use super::LogGroups;
use crate::metrics::own::Own;
use crate::metrics::tally::{Publication, Samples, Tallies, double};
use crate::metrics::{Dimension, Unit};

/// What came into a log group: a sample for each request.
#[derive(Debug, Default, PartialEq)]
pub(super) struct GroupCounts {
    bytes: Samples,
    events: Samples,
}

/// What came into the log groups, and when it is published.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Incoming {
    tallies: Tallies<String, GroupCounts>,
    publication: Publication,
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

impl LogGroups {
    /// Publishes what came in. Whether anything is left.
    pub(crate) fn publish(
        &mut self,
        now: Timestamp,
        own: &mut Own<'_>,
    ) -> (bool, &mut Publication) {
        let goes_on = self.incoming.tallies.publish(now, |group, minute, counts| {
            let of_group = [Dimension::new("LogGroupName", group)];
            for dimensions in [of_group.as_slice(), &[]] {
                own.publish(
                    "IncomingBytes",
                    dimensions,
                    minute,
                    Unit::BYTES,
                    counts.bytes,
                );
                own.publish(
                    "IncomingLogEvents",
                    dimensions,
                    minute,
                    Unit::NONE,
                    counts.events,
                );
            }
        });
        let finds_on = self.extracted.publish(now, own);
        (goes_on || finds_on, &mut self.incoming.publication)
    }
}
