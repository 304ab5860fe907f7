//! Moments and spans, as SQS counts them.

use std::time::Duration;

use jiff::Timestamp;

pub(super) use crate::moment::after;

/// How long the name of a deleted queue cannot be used again, and a purged queue not be purged again.
/// Source: `DeleteQueue` and `PurgeQueue`, "60 seconds".
pub(super) const SETTLING_TIME: Duration = Duration::from_secs(60);

/// Whether less than `span` has passed since `moment`.
pub(super) fn is_within(now: Timestamp, moment: Timestamp, span: Duration) -> bool {
    now < after(moment, span)
}
