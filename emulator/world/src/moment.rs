//! Moments that come so long after others.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// The moment `span` after `moment`; the end of time where that overflows.
pub(crate) fn after(moment: Timestamp, span: Duration) -> Timestamp {
    let span = SignedDuration::try_from(span).unwrap_or(SignedDuration::MAX);
    moment.checked_add(span).unwrap_or(Timestamp::MAX)
}
