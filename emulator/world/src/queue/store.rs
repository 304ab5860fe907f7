//! The messages of one queue, and the place where each of them is.
//!
//! A message is owned by one queue's [`Messages`], and its [`Place`] is one value: it cannot be in two places, nor in
//! none. The ordered indexes beside it only say the same in another order; [`Messages::move_to`] is the one function
//! that keeps them in step.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;

use super::message::StoredMessage;
use super::sequence::Sequence;
use super::time::after;

/// The most messages in flight at once in a standard queue. Source: "Amazon SQS standard queue quotas".
pub(super) const MAX_IN_FLIGHT: usize = 120_000;

/// Where a message is. The fourth place, a dead-letter queue, is another queue's store; what is deleted is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Can be received.
    Visible { since: Timestamp },
    /// Sent with a delay; has never been received.
    Delayed { until: Timestamp },
    /// Received and not deleted; hidden until its visibility timeout ends.
    InFlight { until: Timestamp },
}

/// How many messages are in each place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub visible: usize,
    pub delayed: usize,
    pub in_flight: usize,
}

impl Counts {
    pub fn total(self) -> usize {
        self.visible + self.delayed + self.in_flight
    }

    /// There are messages, and none of them can be received before time passes.
    pub fn only_invisible(self) -> bool {
        self.visible == 0 && self.total() > 0
    }

    fn of(&mut self, place: Place) -> &mut usize {
        match place {
            Place::Visible { .. } => &mut self.visible,
            Place::Delayed { .. } => &mut self.delayed,
            Place::InFlight { .. } => &mut self.in_flight,
        }
    }
}

/// Messages in the order of some moment, then of their numbers.
type Index = BTreeSet<(Timestamp, Sequence)>;

#[derive(Debug, PartialEq)]
pub(super) struct Entry {
    pub message: StoredMessage,
    place: Place,
}

impl Entry {
    pub(super) fn place(&self) -> Place {
        self.place
    }
}

/// The messages of one queue.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Messages {
    entries: BTreeMap<Sequence, Entry>,
    /// By the moment at which they became visible: who comes back waits behind who waits already.
    visible: Index,
    delayed: Index,
    in_flight: Index,
    /// By the moment at which they were sent, from which their retention counts.
    by_age: Index,
    /// How many became receivable since somebody was told.
    news: u32,
}

impl Messages {
    pub(super) fn insert(&mut self, sequence: Sequence, message: StoredMessage, place: Place) {
        self.note_news(place);
        self.by_age.insert((message.sent, sequence));
        let (index, moment) = self.index(place);
        index.insert((moment, sequence));
        self.entries.insert(sequence, Entry { message, place });
    }

    pub(super) fn get(&self, sequence: Sequence) -> Option<&Entry> {
        self.entries.get(&sequence)
    }

    /// The entries, in the order in which they were sent.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// The messages, in the order of their sending.
    pub(super) fn by_age(&self) -> impl Iterator<Item = &StoredMessage> {
        self.by_age
            .iter()
            .filter_map(|(_, sequence)| Some(&self.entries.get(sequence)?.message))
    }

    /// The messages that can be received, in the order in which they will be.
    pub(super) fn visible(&self) -> impl Iterator<Item = (Sequence, &StoredMessage)> {
        self.visible
            .iter()
            .filter_map(|(_, sequence)| Some((*sequence, &self.entries.get(sequence)?.message)))
    }

    pub(super) fn in_flight_count(&self) -> usize {
        self.in_flight.len()
    }

    /// Moves a message to another place and hands it out for changes; `None` when there is no such message.
    pub(super) fn move_to(
        &mut self,
        sequence: Sequence,
        place: Place,
    ) -> Option<&mut StoredMessage> {
        let old = self.entries.get(&sequence)?.place;
        self.note_room(old);
        self.note_news(place);
        let (index, moment) = self.index(old);
        index.remove(&(moment, sequence));
        let (index, moment) = self.index(place);
        index.insert((moment, sequence));
        let entry = self.entries.get_mut(&sequence)?;
        entry.place = place;
        Some(&mut entry.message)
    }

    pub(super) fn remove(&mut self, sequence: Sequence) -> Option<StoredMessage> {
        let Entry { message, place } = self.entries.remove(&sequence)?;
        self.note_room(place);
        let (index, moment) = self.index(place);
        index.remove(&(moment, sequence));
        self.by_age.remove(&(message.sent, sequence));
        Some(message)
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many messages became receivable since this was asked.
    pub(super) fn take_news(&mut self) -> u32 {
        std::mem::take(&mut self.news)
    }

    fn note_news(&mut self, place: Place) {
        if let Place::Visible { .. } = place {
            self.news = self.news.saturating_add(1);
        }
    }

    /// Below the limit of messages in flight one that is visible can be received again.
    fn note_room(&mut self, left: Place) {
        let is_at_limit = self.in_flight.len() >= MAX_IN_FLIGHT;
        if matches!(left, Place::InFlight { .. }) && is_at_limit && !self.visible.is_empty() {
            self.news = self.news.saturating_add(1);
        }
    }

    /// Lets time pass: what is past its retention is deleted, what was hidden until now or before becomes visible.
    pub(super) fn settle(&mut self, now: Timestamp, retention: Duration) {
        while let Some((_, sequence)) = self.oldest_expired(now, retention) {
            self.remove(sequence);
        }
        while let Some((since, sequence)) = first_due(&self.delayed, now) {
            self.move_to(sequence, Place::Visible { since });
        }
        while let Some((since, sequence)) = first_due(&self.in_flight, now) {
            self.move_to(sequence, Place::Visible { since });
        }
    }

    fn oldest_expired(&self, now: Timestamp, retention: Duration) -> Option<(Timestamp, Sequence)> {
        let oldest = *self.by_age.first()?;
        (after(oldest.0, retention) <= now).then_some(oldest)
    }

    /// How many messages are in each place at `now`, whether or not [`Self::settle`] has been told of `now`.
    pub(super) fn counts(&self, now: Timestamp, retention: Duration) -> Counts {
        let delayed_due = count_due(&self.delayed, now);
        let in_flight_due = count_due(&self.in_flight, now);
        let mut counts = Counts {
            visible: self.visible.len() + delayed_due + in_flight_due,
            delayed: self.delayed.len() - delayed_due,
            in_flight: self.in_flight.len() - in_flight_due,
        };
        for (sent, sequence) in &self.by_age {
            if after(*sent, retention) > now {
                break;
            }
            if let Some(entry) = self.entries.get(sequence) {
                *counts.of(entry.place.at(now)) -= 1;
            }
        }
        counts
    }

    /// The next moment at which a hidden message becomes visible by itself.
    pub(super) fn next_visible_at(&self) -> Option<Timestamp> {
        let moments = [self.delayed.first(), self.in_flight.first()];
        moments
            .into_iter()
            .flatten()
            .map(|(moment, _)| *moment)
            .min()
    }

    /// The next moment at which a message becomes visible or is deleted because of its age.
    pub(super) fn next_moment(&self, retention: Duration) -> Option<Timestamp> {
        let expiry = self.by_age.first().map(|(sent, _)| after(*sent, retention));
        self.next_visible_at().into_iter().chain(expiry).min()
    }

    fn index(&mut self, place: Place) -> (&mut Index, Timestamp) {
        match place {
            Place::Visible { since } => (&mut self.visible, since),
            Place::Delayed { until } => (&mut self.delayed, until),
            Place::InFlight { until } => (&mut self.in_flight, until),
        }
    }
}

impl Place {
    /// The place that this one has turned into by `now`.
    fn at(self, now: Timestamp) -> Self {
        match self {
            Self::Delayed { until } | Self::InFlight { until } if until <= now => {
                Self::Visible { since: until }
            }
            place => place,
        }
    }
}

fn first_due(index: &Index, now: Timestamp) -> Option<(Timestamp, Sequence)> {
    index.first().copied().filter(|(moment, _)| *moment <= now)
}

fn count_due(index: &Index, now: Timestamp) -> usize {
    index
        .iter()
        .take_while(|(moment, _)| *moment <= now)
        .count()
}

#[cfg(test)]
impl Messages {
    /// Panics where an index and the places disagree. For the simulation, after each step.
    pub(super) fn assert_consistent(&self) {
        let mut rebuilt = Self::default();
        for (sequence, entry) in &self.entries {
            let (index, moment) = rebuilt.index(entry.place);
            index.insert((moment, *sequence));
            rebuilt.by_age.insert((entry.message.sent, *sequence));
        }
        assert_eq!(self.visible, rebuilt.visible, "index of visible messages");
        assert_eq!(self.delayed, rebuilt.delayed, "index of delayed messages");
        assert_eq!(
            self.in_flight, rebuilt.in_flight,
            "index of messages in flight"
        );
        assert_eq!(self.by_age, rebuilt.by_age, "index of ages");
    }
}
