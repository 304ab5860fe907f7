//! The batch that is being gathered.
//!
//! A batch is delivered when it holds as many messages as the mapping allows, when the next message would make the event
//! larger than Lambda takes, or when the window that its first message opened is over.
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::record::{EVENT_OVERHEAD_BYTES, Record};

/// When a batch is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchLimits {
    pub messages: usize,
    /// How long a batch is gathered, from its first message on. Zero: no longer than one receive.
    pub window: Duration,
    /// Of the event that the batch becomes.
    pub event_bytes: usize,
}

/// A batch that is being gathered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OpenBatch {
    records: Vec<Record>,
    bytes: usize,
    /// When its first message came.
    opened: Option<Timestamp>,
}

impl Default for OpenBatch {
    fn default() -> Self {
        Self {
            records: Vec::new(),
            bytes: EVENT_OVERHEAD_BYTES,
            opened: None,
        }
    }
}

impl OpenBatch {
    /// Whether the event would take this record. A first one it takes whatever its size: an event that is too large is refused by
    /// Lambda, not here.
    pub(super) fn takes(&self, record: &Record, limits: BatchLimits) -> bool {
        let fits = self.bytes + record.bytes() <= limits.event_bytes;
        self.room(limits) > 0 && (fits || self.records.is_empty())
    }

    pub(super) fn push(&mut self, record: Record, now: Timestamp) {
        self.opened.get_or_insert(now);
        self.bytes += record.bytes();
        self.records.push(record);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Messages it still takes.
    pub(super) fn room(&self, limits: BatchLimits) -> usize {
        limits.messages.saturating_sub(self.records.len())
    }

    /// When it is delivered however few messages it holds; `None` while it holds none.
    pub(super) fn closes(&self, limits: BatchLimits) -> Option<Timestamp> {
        let window = SignedDuration::try_from(limits.window).unwrap_or(SignedDuration::MAX);
        let opened = self.opened?;
        Some(opened.saturating_add(window).unwrap_or(Timestamp::MAX))
    }

    /// Whether it is to be delivered now, whatever waits behind it.
    pub(super) fn is_due(&self, limits: BatchLimits, now: Timestamp) -> bool {
        let is_over = self.closes(limits).is_some_and(|moment| moment <= now);
        is_over || self.room(limits) == 0
    }

    /// Takes everything out; the next message opens a batch of its own.
    pub(super) fn take(&mut self) -> Vec<Record> {
        std::mem::take(self).records
    }

    /// Takes everything out, to be put in anew by other limits. The window stays open since when it was.
    pub(super) fn take_back(&mut self) -> Vec<Record> {
        self.bytes = EVENT_OVERHEAD_BYTES;
        std::mem::take(&mut self.records)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::record::{EventSourceName, sample};
    use super::*;

    const LIMITS: BatchLimits = BatchLimits {
        messages: 3,
        window: Duration::from_secs(5),
        event_bytes: 10_000,
    };

    fn record(body: &str) -> Record {
        let source = Arc::new(EventSourceName::new("", ""));
        Record::new(sample("id", body), &source)
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_batch_is_due_when_it_is_full() {
        let mut batch = OpenBatch::default();
        for second in 0..3 {
            assert!(!batch.is_due(LIMITS, at(second)), "{second}");
            assert!(batch.takes(&record("x"), LIMITS));
            batch.push(record("x"), at(second));
        }
        assert!(batch.is_due(LIMITS, at(2)));
        assert!(!batch.takes(&record("x"), LIMITS));
        assert_eq!(batch.take().len(), 3);
        assert_eq!(batch, OpenBatch::default());
    }

    #[test]
    fn the_window_opens_with_the_first_message() {
        let mut batch = OpenBatch::default();
        assert_eq!(batch.closes(LIMITS), None);
        assert!(
            !batch.is_due(LIMITS, at(100)),
            "an empty batch is never due"
        );
        batch.push(record("x"), at(100));
        batch.push(record("x"), at(104));
        assert!(!batch.is_due(LIMITS, at(104)));
        assert!(batch.is_due(LIMITS, at(105)));
    }

    #[test]
    fn without_a_window_a_batch_is_due_with_its_first_message() {
        let limits = BatchLimits {
            window: Duration::ZERO,
            ..LIMITS
        };
        let mut batch = OpenBatch::default();
        batch.push(record("x"), at(0));
        assert!(batch.is_due(limits, at(0)));
    }

    #[test]
    fn an_event_never_outgrows_what_lambda_takes() {
        let mut batch = OpenBatch::default();
        batch.push(record(&"x".repeat(6000)), at(0));
        assert!(!batch.takes(&record(&"y".repeat(6000)), LIMITS));
        assert!(batch.takes(&record("small"), LIMITS));
    }

    #[test]
    fn a_message_too_large_for_any_event_is_delivered_alone() {
        let mut batch = OpenBatch::default();
        let large = record(&"x".repeat(20_000));
        assert!(batch.takes(&large, LIMITS));
        batch.push(large, at(0));
        assert!(!batch.takes(&record("y"), LIMITS));
    }
}
