//! What CloudWatch Logs tells CloudWatch of itself (`AWS/Logs`): what comes in, by log group and in all.
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html>

use jiff::Timestamp;

use super::state::LogGroups;
use crate::metrics::own::Own;
use crate::metrics::tally::Publication;
use crate::metrics::{Dimension, Unit};

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
