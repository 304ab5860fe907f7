//! One log group: its streams and its events, bounded.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;

use super::event::LogEvent;
use super::metric_filter::MetricFilter;
use super::retention::Retention;
use super::subscription::SubscriptionFilter;
use crate::agenda::Slot;

/// Bytes of messages a group keeps. AWS keeps everything; here the oldest events make room, and are counted
/// ([`LogGroup::dropped`]), so that an emulator that runs for days stays in bounded memory.
pub const MAX_GROUP_BYTES: usize = 64 << 20;

/// A log group.
#[derive(Debug, PartialEq)]
pub struct LogGroup {
    pub(super) name: String,
    pub(super) created: Timestamp,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) streams: BTreeMap<Arc<str>, LogStream>,
    pub(super) retention: Option<Retention>,
    /// The moment at which events reach the end of their retention.
    pub(super) expiry: Slot,
    pub(super) metric_filters: BTreeMap<String, MetricFilter>,
    pub(super) subscription_filters: BTreeMap<String, SubscriptionFilter>,
    /// In the order they came in, which their sequence numbers tell.
    events: VecDeque<LogEvent>,
    /// The sequence number the next event gets.
    next_sequence: u64,
    bytes: usize,
    dropped: u64,
    /// No event is older; there may be none that is so old any more.
    oldest: Option<Timestamp>,
}

/// What is known of a stream besides its events.
#[derive(Debug, Clone, PartialEq)]
pub struct LogStream {
    pub created: Timestamp,
    pub first_event: Option<Timestamp>,
    pub last_event: Option<Timestamp>,
    pub last_ingestion: Option<Timestamp>,
}

/// How far a reader has come in a group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor(u64);

/// What came into a group since a [`Cursor`].
#[derive(Debug, Clone)]
pub struct NewEvents {
    pub events: Vec<LogEvent>,
    pub next: Cursor,
    /// Events that came in and were gone before they were read here.
    pub lost: u64,
}

impl LogGroup {
    pub(super) fn new(name: String, tags: BTreeMap<String, String>, created: Timestamp) -> Self {
        Self {
            name,
            created,
            tags,
            streams: BTreeMap::new(),
            retention: None,
            expiry: Slot::default(),
            metric_filters: BTreeMap::new(),
            subscription_filters: BTreeMap::new(),
            events: VecDeque::new(),
            next_sequence: 0,
            bytes: 0,
            dropped: 0,
            oldest: None,
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
            known.first_event = earlier(known.first_event, timestamp);
            let last = known.last_event;
            known.last_event = Some(last.map_or(timestamp, |last| last.max(timestamp)));
            known.last_ingestion = Some(ingestion);
        }
        self.oldest = earlier(self.oldest, timestamp);
        let event = LogEvent {
            sequence: self.next_sequence,
            stream: Arc::clone(stream),
            timestamp,
            ingestion,
            message,
        };
        self.next_sequence += 1;
        self.bytes += event.bytes();
        self.events.push_back(event);
        self.make_room(MAX_GROUP_BYTES);
    }

    pub(super) fn make_room(&mut self, limit: usize) {
        while self.bytes > limit {
            let Some(oldest) = self.events.pop_front() else {
                return;
            };
            self.bytes -= oldest.bytes();
            self.dropped += 1;
        }
    }

    /// Takes events away for good.
    pub(super) fn remove(&mut self, is_gone: impl Fn(&LogEvent) -> bool) {
        self.events.retain(|event| !is_gone(event));
        self.bytes = self.events.iter().map(LogEvent::bytes).sum();
        self.oldest = None;
        let mut first: BTreeMap<&str, Timestamp> = BTreeMap::new();
        for event in &self.events {
            self.oldest = earlier(self.oldest, event.timestamp);
            let known = first.entry(&event.stream).or_insert(event.timestamp);
            *known = event.timestamp.min(*known);
        }
        for (name, stream) in &mut self.streams {
            stream.first_event = first.get(&**name).copied();
        }
    }

    /// The number that the next event gets.
    pub(super) fn next_sequence(&self) -> u64 {
        self.next_sequence
    }

    /// No event is older than this.
    pub(super) fn oldest(&self) -> Option<Timestamp> {
        self.oldest
    }

    /// Every event that is kept, in the order they came in.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &LogEvent> {
        self.events.iter()
    }

    /// An event that is kept and what came after it into its stream.
    pub fn stream_from<'a>(&'a self, event: &'a LogEvent) -> impl Iterator<Item = &'a LogEvent> {
        let later = self.events_from(event.sequence);
        later.filter(|later| later.stream == event.stream)
    }

    fn events_from(&self, sequence: u64) -> impl Iterator<Item = &LogEvent> {
        let read = self
            .events
            .partition_point(|event| event.sequence < sequence);
        self.events.range(read..)
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
        let events: Vec<LogEvent> = self.events_from(from).cloned().collect();
        let came_in = self.next_sequence.saturating_sub(from);
        NewEvents {
            lost: came_in.saturating_sub(events.len() as u64),
            events,
            next: Cursor(self.next_sequence),
        }
    }
}

fn earlier(known: Option<Timestamp>, moment: Timestamp) -> Option<Timestamp> {
    Some(known.map_or(moment, |known| known.min(moment)))
}
