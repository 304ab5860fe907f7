//! What metric filters found is published.

use jiff::Timestamp;

use super::extracted::Extracted;
use crate::metrics::own::Own;

impl Extracted {
    /// Publishes what was found. Whether anything is left.
    pub(in crate::logs) fn publish(&mut self, now: Timestamp, own: &mut Own<'_>) -> bool {
        self.0.publish(now, |(series, unit), minute, values| {
            own.publish_for_user(series, minute, *unit, &values);
        })
    }
}
