//! The function's own health, as metrics by `[FunctionName]`.
//!
//! A function that fails every message under partial reporting shows no Lambda errors, so
//! `FailedMessages` is what an alarm watches. The other metrics belong to messages, and go in the
//! request that publishes their data, where there is room; what is left over is sent at the end on
//! its own. Only what is not zero is sent: an alarm treats missing data as not breaching, and a
//! request costs money. Unlike data, health is never a reason to fail a message.

use jiff::Timestamp;

use super::assemble::Counts;
use crate::core::datapoint::{Datapoint, Unit};
use crate::core::pack::{MAX_DATUMS, MAX_REQUEST_BYTES, encoded_bytes};

/// The dimension of the health metrics, as `AWS/Lambda` calls it.
const FUNCTION_NAME: &str = "FunctionName";

/// What health metrics tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Health {
    pub processed_objects: u64,
    pub malformed_records: u64,
    pub expired_records: u64,
    pub failed_messages: u64,
}

impl Health {
    pub(super) fn of(counts: &Counts) -> Self {
        Self {
            processed_objects: counts.objects.processed,
            malformed_records: counts.records.malformed,
            expired_records: counts.records.expired,
            failed_messages: 0,
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.processed_objects += other.processed_objects;
        self.malformed_records += other.malformed_records;
        self.expired_records += other.expired_records;
        self.failed_messages += other.failed_messages;
    }

    /// One datum for each number that is not zero, at the current minute.
    pub(super) fn datapoints(self, function: &str, now: Timestamp) -> Vec<Datapoint> {
        let minute = now.as_second() - now.as_second().rem_euclid(60);
        let numbers = [
            ("ProcessedObjects", self.processed_objects),
            ("MalformedRecords", self.malformed_records),
            ("ExpiredRecords", self.expired_records),
            ("FailedMessages", self.failed_messages),
        ];
        let mut datapoints = Vec::new();
        for (metric, number) in numbers.into_iter().filter(|(_, number)| *number > 0) {
            let dimensions = vec![(FUNCTION_NAME.to_owned(), function.to_owned())];
            #[expect(
                clippy::cast_precision_loss,
                reason = "counts of one batch stay below 2^53"
            )]
            let value = number as f64;
            // A function's name is letters, digits, `-` and `_`; one that is not costs the health
            // metrics, not the data.
            datapoints.extend(Datapoint::of_value(
                metric,
                Unit::Count,
                dimensions,
                minute,
                value,
            ));
        }
        datapoints
    }
}

/// Whether a request has room for more datums.
pub(super) fn has_room(request: &[Datapoint], more: &[Datapoint]) -> bool {
    let bytes: usize = request.iter().chain(more).map(encoded_bytes).sum();
    request.len() + more.len() <= MAX_DATUMS && bytes <= MAX_REQUEST_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_zero_is_sent_at_the_minute() {
        let health = Health {
            processed_objects: 2,
            failed_messages: 1,
            ..Health::default()
        };
        let now = Timestamp::from_second(119).expect("in range");
        let texts: Vec<_> = health
            .datapoints("fn", now)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            texts,
            [
                "ProcessedObjects FunctionName=fn @60",
                "FailedMessages FunctionName=fn @60"
            ]
        );
    }

    #[test]
    fn a_full_request_takes_no_more() {
        let now = Timestamp::UNIX_EPOCH;
        let one = Health {
            processed_objects: 1,
            ..Health::default()
        };
        let one = one.datapoints("fn", now);
        let full = vec![one[0].clone(); MAX_DATUMS];
        assert!(!has_room(&full, &one));
        assert!(has_room(&full[1..], &one));
    }
}
