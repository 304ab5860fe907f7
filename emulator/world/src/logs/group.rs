//! One log group: its streams and its events, bounded.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;

/// Bytes of messages a group keeps. AWS keeps everything; here the oldest events make room, and are counted
/// ([`LogGroup::dropped`]), so that an emulator that runs for days stays in bounded memory.
pub const MAX_GROUP_BYTES: usize = 64 << 20;

/// What AWS itself adds to each event when it counts bytes.
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html>
pub(super) const EVENT_OVERHEAD_BYTES: usize = 26;

/// A log group.
#[derive(Debug, PartialEq)]
pub struct LogGroup {
    pub(super) name: String,
    pub(super) created: Timestamp,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) streams: BTreeMap<Arc<str>, LogStream>,
    events: VecDeque<LogEvent>,
    /// The sequence number the next event gets.
    next_sequence: u64,
    bytes: usize,
    dropped: u64,
}

/// What is known of a stream besides its events.
#[derive(Debug, Clone, PartialEq)]
pub struct LogStream {
    pub created: Timestamp,
    pub first_event: Option<Timestamp>,
    pub last_event: Option<Timestamp>,
    pub last_ingestion: Option<Timestamp>,
}

/// One line that somebody logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEvent {
    /// Counts the events of the group, dropped ones too.
    pub sequence: u64,
    pub stream: Arc<str>,
    pub timestamp: Timestamp,
    pub ingestion: Timestamp,
    pub message: Arc<str>,
}

/// How far a reader has come in a group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor(u64);

/// What came into a group since a [`Cursor`].
#[derive(Debug, Clone)]
pub struct NewEvents {
    pub events: Vec<LogEvent>,
    pub next: Cursor,
    /// Events that came in and were dropped before they were read here.
    pub lost: u64,
}

impl LogGroup {
    pub(super) fn new(name: String, tags: BTreeMap<String, String>, created: Timestamp) -> Self {
        Self {
            name,
            created,
            tags,
            streams: BTreeMap::new(),
            events: VecDeque::new(),
            next_sequence: 0,
            bytes: 0,
            dropped: 0,
        }
    }

    pub(super) fn add_stream(&mut self, name: &str, created: Timestamp) {
        let stream = LogStream {
            created,
            first_event: None,
            last_event: None,
            last_ingestion: None,
        };
        self.streams.insert(name.into(), stream);
    }

    /// Takes one event of a stream that exists.
    pub(super) fn push(
        &mut self,
        stream: &Arc<str>,
        timestamp: Timestamp,
        ingestion: Timestamp,
        message: Arc<str>,
    ) {
        if let Some(known) = self.streams.get_mut(stream) {
            known.first_event = Some(
                known
                    .first_event
                    .map_or(timestamp, |first| first.min(timestamp)),
            );
            known.last_event = Some(
                known
                    .last_event
                    .map_or(timestamp, |last| last.max(timestamp)),
            );
            known.last_ingestion = Some(ingestion);
        }
        self.bytes += message.len() + EVENT_OVERHEAD_BYTES;
        self.events.push_back(LogEvent {
            sequence: self.next_sequence,
            stream: Arc::clone(stream),
            timestamp,
            ingestion,
            message,
        });
        self.next_sequence += 1;
        self.make_room(MAX_GROUP_BYTES);
    }

    pub(super) fn make_room(&mut self, limit: usize) {
        while self.bytes > limit {
            let Some(oldest) = self.events.pop_front() else {
                return;
            };
            self.bytes -= oldest.message.len() + EVENT_OVERHEAD_BYTES;
            self.dropped += 1;
        }
    }

    /// Every event that is kept, in the order they came in.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &LogEvent> {
        self.events.iter()
    }

    /// An event that is kept and what came after it into its stream.
    pub fn stream_from<'a>(&'a self, event: &'a LogEvent) -> impl Iterator<Item = &'a LogEvent> {
        let read = event.sequence.saturating_sub(self.dropped);
        let events = self
            .events
            .iter()
            .skip(usize::try_from(read).unwrap_or(usize::MAX));
        events.filter(|later| later.stream == event.stream)
    }

    /// Bytes as AWS counts them, of what is kept.
    pub fn stored_bytes(&self) -> usize {
        self.bytes
    }

    /// Events that made room for later ones.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    pub(super) fn events_after(&self, Cursor(from): Cursor) -> NewEvents {
        let lost = self.dropped.saturating_sub(from);
        let read = from.saturating_sub(self.dropped);
        let skip = usize::try_from(read).unwrap_or(usize::MAX);
        NewEvents {
            events: self.events.iter().skip(skip).cloned().collect(),
            next: Cursor(self.next_sequence),
            lost,
        }
    }
}
