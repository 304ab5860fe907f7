//! Moments and spans, as SQS counts them.

use std::time::Duration;

use jiff::Timestamp;

pub(super) use crate::moment::after;

/// Whether less than `span` has passed since `moment`.
pub(super) fn is_within(now: Timestamp, moment: Timestamp, span: Duration) -> bool {
    now < after(moment, span)
}
