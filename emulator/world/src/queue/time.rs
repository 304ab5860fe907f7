//! Moments and spans, as SQS counts them.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// The moment `span` after `moment`; the end of time where that overflows.
pub(super) fn after(moment: Timestamp, span: Duration) -> Timestamp {
    let span = SignedDuration::try_from(span).unwrap_or(SignedDuration::MAX);
    moment.checked_add(span).unwrap_or(Timestamp::MAX)
}

/// Whether less than `span` has passed since `moment`.
pub(super) fn is_within(now: Timestamp, moment: Timestamp, span: Duration) -> bool {
    now < after(moment, span)
}
