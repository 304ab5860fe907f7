//! How long a log group keeps its events.

use jiff::{SignedDuration, Timestamp};

use super::error::LogsError;

/// Days. Source: API `PutRetentionPolicy`, `retentionInDays`.
const ALLOWED_DAYS: [i64; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];
/// Events are deleted at whole hours, so that a group that many write to is gone through once an hour. AWS takes up to 72 hours: same
/// source.
const SECONDS_BETWEEN_DELETIONS: i64 = 3_600;
const HOURS_OF_DAY: i64 = 24;

/// How long events are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Retention {
    days: i64,
}

impl Retention {
    /// # Errors
    /// A number of days that AWS does not offer.
    pub(super) fn of_days(days: i64) -> Result<Self, LogsError> {
        if ALLOWED_DAYS.contains(&days) {
            return Ok(Self { days });
        }
        let allowed: Vec<String> = ALLOWED_DAYS.iter().map(i64::to_string).collect();
        Err(LogsError::invalid(format!(
            "1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy constraint: Member must \
             satisfy enum value set: [{}]",
            allowed.join(", ")
        )))
    }

    pub(super) fn days(self) -> i64 {
        self.days
    }

    /// Whether an event of this moment is not kept any more.
    pub(super) fn is_over(self, moment: Timestamp, now: Timestamp) -> bool {
        self.end(moment).is_some_and(|end| end <= now)
    }

    /// `None` where it is after the end of time.
    fn end(self, moment: Timestamp) -> Option<Timestamp> {
        let days = SignedDuration::from_hours(self.days * HOURS_OF_DAY);
        moment.checked_add(days).ok()
    }

    /// When an event of this moment is deleted.
    pub(super) fn deletion(self, moment: Timestamp) -> Option<Timestamp> {
        let second = self.end(moment)?.as_second();
        let hours = second.div_euclid(SECONDS_BETWEEN_DELETIONS) + 1;
        Timestamp::from_second(hours * SECONDS_BETWEEN_DELETIONS).ok()
    }
}
