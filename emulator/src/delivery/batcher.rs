//! Gathers messages into batches: pure, fed with messages and moments.
//!
//! A batch is delivered when it holds as many messages as the mapping allows, when the next message would make the event
//! larger than Lambda takes, or when the window that its first message opened is over.
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::message::{EVENT_OVERHEAD_BYTES, Record};

/// When a batch is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchLimits {
    pub messages: usize,
    /// How long a batch is gathered, from its first message on. Zero: no longer than one receive.
    pub window: Duration,
    /// Of the event that the batch becomes.
    pub payload_bytes: usize,
}

/// The batch that is being gathered.
#[derive(Debug)]
pub struct Batcher {
    limits: BatchLimits,
    records: Vec<Record>,
    bytes: usize,
    opened: Option<Timestamp>,
}

/// What became of a record that was pushed.
#[derive(Debug, PartialEq, Eq)]
pub enum Pushed {
    /// It is part of the batch.
    Taken,
    /// It would make the event too large: it begins the next batch.
    NoRoom(Record),
}

impl Batcher {
    pub fn new(limits: BatchLimits) -> Self {
        Self {
            limits,
            records: Vec::new(),
            bytes: EVENT_OVERHEAD_BYTES,
            opened: None,
        }
    }

    /// Takes a record. The first one is taken whatever its size: an event that is too large is refused by Lambda, not here.
    pub fn push(&mut self, record: Record, now: Timestamp) -> Pushed {
        let bytes = self.bytes + record.bytes();
        if bytes > self.limits.payload_bytes && !self.records.is_empty() {
            return Pushed::NoRoom(record);
        }
        self.opened.get_or_insert(now);
        self.bytes = bytes;
        self.records.push(record);
        Pushed::Taken
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Messages the batch still takes.
    pub fn room(&self) -> usize {
        self.limits.messages.saturating_sub(self.records.len())
    }

    /// When the batch is delivered however few messages it holds; `None` while it holds none.
    pub fn closes(&self) -> Option<Timestamp> {
        let window = SignedDuration::try_from(self.limits.window).unwrap_or(SignedDuration::MAX);
        let opened = self.opened?;
        Some(opened.saturating_add(window).unwrap_or(Timestamp::MAX))
    }

    /// Whether the batch is to be delivered now.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.room() == 0 || self.closes().is_some_and(|moment| moment <= now)
    }

    pub fn into_records(self) -> Vec<Record> {
        self.records
    }
}

#[cfg(test)]
mod tests {
    use super::super::message::{EventSourceName, sample};
    use super::*;

    const LIMITS: BatchLimits = BatchLimits {
        messages: 3,
        window: Duration::from_secs(5),
        payload_bytes: 10_000,
    };

    fn record(body: &str) -> Record {
        let source = EventSourceName {
            arn: String::new(),
            region: String::new(),
        };
        Record::new(sample("id", body), &source)
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_batch_is_due_when_it_is_full() {
        let mut batcher = Batcher::new(LIMITS);
        for second in 0..3 {
            assert!(!batcher.is_due(at(second)), "{second}");
            assert_eq!(batcher.push(record("x"), at(second)), Pushed::Taken);
        }
        assert!(batcher.is_due(at(2)));
        assert_eq!(batcher.into_records().len(), 3);
    }

    #[test]
    fn the_window_opens_with_the_first_message() {
        let mut batcher = Batcher::new(LIMITS);
        assert_eq!(batcher.closes(), None);
        assert!(!batcher.is_due(at(100)), "an empty batch is never due");
        batcher.push(record("x"), at(100));
        batcher.push(record("x"), at(104));
        assert!(!batcher.is_due(at(104)));
        assert!(batcher.is_due(at(105)));
    }

    #[test]
    fn without_a_window_a_batch_is_due_with_its_first_message() {
        let mut batcher = Batcher::new(BatchLimits {
            window: Duration::ZERO,
            ..LIMITS
        });
        batcher.push(record("x"), at(0));
        assert!(batcher.is_due(at(0)));
    }

    #[test]
    fn an_event_never_outgrows_what_lambda_takes() {
        let mut batcher = Batcher::new(LIMITS);
        assert_eq!(
            batcher.push(record(&"x".repeat(6000)), at(0)),
            Pushed::Taken
        );
        let large = record(&"y".repeat(6000));
        assert_eq!(batcher.push(large.clone(), at(0)), Pushed::NoRoom(large));
        assert_eq!(batcher.push(record("small"), at(0)), Pushed::Taken);
    }

    #[test]
    fn a_message_too_large_for_any_event_is_delivered_alone() {
        let mut batcher = Batcher::new(LIMITS);
        assert_eq!(
            batcher.push(record(&"x".repeat(20_000)), at(0)),
            Pushed::Taken
        );
        let next = record("y");
        assert_eq!(batcher.push(next.clone(), at(0)), Pushed::NoRoom(next));
    }
}
