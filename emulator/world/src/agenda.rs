//! What happens later, or by itself: every entry runs at its own moment, whoever lets time pass and however late.
//!
//! The agenda knows no service: [`Due`] says for whom an entry is, [`crate::World::advance`] carries it out. Entries of one moment
//! run in the order in which they were made, but for publications, which come first (they tell of the minute before), and for those that look at
//! what the others did, which come last.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::{Timestamp, TimestampRound, Unit};

use crate::function::{FunctionName, InvocationId, MappingId, Outcome, QualifiedName, SentFor};
use crate::metrics::AlarmAction;
use crate::origin::Home;
use crate::publisher::Publisher;
use crate::queue::{QueueId, QueueName, TaskNumber};
use crate::service_message::ServiceMessage;
use crate::topic::{Delivery, Posting};

/// Something that the world does by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Due {
    /// A message of this queue becomes visible, or expires.
    Queue { home: Home, queue: QueueId },
    /// A move task moves its next message.
    MoveTask { home: Home, task: TaskNumber },
    /// The name of a deleted queue can be used again.
    QueueNameFree { home: Home, name: QueueName },
    /// What a service sends arrives.
    Deliver(ServiceMessage),
    /// What was published to a topic arrives at a queue or function.
    Notify(Box<Delivery>),
    /// A topic's message is posted to a URL, for the first time or again.
    Post(Box<Posting>),
    /// A subscription that was not confirmed is gone.
    PendingSubscription {
        home: Home,
        topic: String,
        subscription: Arc<str>,
    },
    /// There is news for who waits for a queue: see [`crate::Effect::Arrived`].
    Arrived {
        queue: QueueId,
        arn: Arc<str>,
        messages: u32,
    },
    /// A mapping was made, changed or deleted.
    MappingChanged { mapping: MappingId },
    /// The moment for which a mapping waits has come.
    Mapping { mapping: MappingId },
    /// A metric alarm looks at its series, or the actions of a composite alarm have waited long enough.
    Alarm { home: Home, name: String },
    /// An alarm that others watch came to another state.
    AlarmChanged { home: Home, name: String },
    /// An alarm acts.
    AlarmAction(Box<AlarmAction>),
    /// An event is to be run, or is too old.
    Event { home: Home, id: InvocationId },
    /// Events of this group reach the end of their retention.
    LogExpiry { home: Home, group: String },
    /// What a subscription filter of this group collected is sent.
    LogSubscription {
        home: Home,
        group: String,
        filter: String,
    },
    /// A minute is over in which a service counted what happened in it.
    Publish { home: Home, publisher: Publisher },
    /// A function's event, or what is to be told of it, goes where its configuration says.
    SendForFunction {
        home: Home,
        function: QualifiedName,
        kind: SentFor,
        message: ServiceMessage,
    },
    /// A process of a function is free.
    Place { home: Home, function: FunctionName },
    /// An invocation ended without having run.
    InvocationEnded {
        home: Home,
        id: InvocationId,
        outcome: Outcome,
    },
}

/// Which entries of one moment come before which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// It tells of the minute before.
    Publication,
    Event,
    /// It looks at what the others did.
    Look,
}

impl Due {
    fn turn(&self) -> Turn {
        match self {
            Self::Publish { .. } => Turn::Publication,
            Self::Alarm { .. } => Turn::Look,
            _ => Turn::Event,
        }
    }
}

/// Where an entry stands: its moment, then its turn, then who asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    at: Timestamp,
    turn: Turn,
    number: u64,
}

/// The one entry of somebody who waits. Kept in its owner, so that a new moment takes the place of the old one.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Slot(Option<Key>);

impl Slot {
    /// Whether nothing stands on the agenda for its owner.
    pub(crate) fn is_free(&self) -> bool {
        self.0.is_none()
    }

    /// To be said first by whoever carries the entry out: it is not on the agenda any more.
    pub(crate) fn has_come(&mut self) {
        self.0 = None;
    }
}

/// Everything that is due later.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Agenda {
    /// Consequences of what just happened: they come before the next moment.
    soon: VecDeque<Due>,
    timed: BTreeMap<Key, Due>,
    last: u64,
}

impl Agenda {
    /// A consequence, at this very moment.
    pub(crate) fn soon(&mut self, due: Due) {
        self.soon.push_back(due);
    }

    /// Once, at this moment.
    pub(crate) fn at(&mut self, at: Timestamp, due: Due) -> Key {
        self.insert(at, due)
    }

    fn insert(&mut self, at: Timestamp, due: Due) -> Key {
        self.last += 1;
        let key = Key {
            at: whole_microseconds(at),
            turn: due.turn(),
            number: self.last,
        };
        self.timed.insert(key, due);
        key
    }

    /// Moves the entry of `slot` to the moment wanted, or takes it off. Nothing happens where it stands so already.
    pub(crate) fn set(
        &mut self,
        slot: &mut Slot,
        wanted: Option<Timestamp>,
        due: impl FnOnce() -> Due,
    ) {
        let wanted = wanted.map(whole_microseconds);
        if let Some(key) = slot.0 {
            debug_assert!(
                self.timed.contains_key(&key),
                "a slot names an entry that has run"
            );
            if Some(key.at) == wanted {
                return;
            }
            self.timed.remove(&key);
        }
        slot.0 = wanted.map(|at| self.insert(at, due()));
    }

    pub(crate) fn has_soon(&self) -> bool {
        !self.soon.is_empty()
    }

    /// The next consequence.
    pub(crate) fn take_soon(&mut self) -> Option<Due> {
        self.soon.pop_front()
    }

    /// The first entry that is due by `to`, with its moment.
    pub(crate) fn take_due(&mut self, to: Timestamp) -> Option<(Timestamp, Due)> {
        let entry = self.timed.first_entry()?;
        let at = entry.key().at;
        (at <= to).then(|| (at, entry.remove()))
    }

    /// The moment of the first entry.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.timed.first_key_value().map(|(key, _)| key.at)
    }

    /// The entries in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Timestamp, &Due)> {
        self.timed.iter().map(|(key, due)| (key.at, due))
    }
}

/// Moments are whole microseconds: an entry is never early, so it is rounded up.
fn whole_microseconds(moment: Timestamp) -> Timestamp {
    let round = TimestampRound::new()
        .smallest(Unit::Microsecond)
        .mode(jiff::RoundMode::Ceil);
    moment.round(round).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn due(name: &str) -> Due {
        Due::Deliver(ServiceMessage {
            to: name.to_owned(),
            ..ServiceMessage::default()
        })
    }

    #[test]
    fn entries_come_by_their_moment_and_then_by_who_asked_first() {
        let mut agenda = Agenda::default();
        agenda.at(at(2), due("second"));
        agenda.at(at(1), due("first"));
        agenda.at(at(2), due("third"));
        assert_eq!(agenda.take_due(at(0)), None);
        let mut names = Vec::new();
        while let Some((_, Due::Deliver(message))) = agenda.take_due(at(2)) {
            names.push(message.to);
        }
        assert_eq!(names, ["first", "second", "third"]);
        assert_eq!(agenda.next(), None);
    }

    #[test]
    fn what_is_published_at_a_moment_is_there_for_whatever_else_happens_then() {
        let mut agenda = Agenda::default();
        let publish = Due::Publish {
            home: Home::default(),
            publisher: Publisher::Sqs,
        };
        agenda.at(at(60), due("looks"));
        agenda.at(at(60), publish.clone());
        agenda.at(at(59), due("before"));
        assert_eq!(agenda.take_due(at(60)), Some((at(59), due("before"))));
        assert_eq!(agenda.take_due(at(60)), Some((at(60), publish)));
        assert_eq!(agenda.take_due(at(60)), Some((at(60), due("looks"))));
    }

    #[test]
    fn a_slot_has_one_entry() {
        let (mut agenda, mut slot) = (Agenda::default(), Slot::default());
        agenda.set(&mut slot, Some(at(5)), || due("a"));
        agenda.set(&mut slot, Some(at(3)), || due("a"));
        assert_eq!(agenda.iter().count(), 1);
        assert_eq!(agenda.next(), Some(at(3)));
        agenda.set(&mut slot, Some(at(3)), || panic!("it stands there already"));
        agenda.set(&mut slot, None, || panic!("nothing is wanted"));
        assert_eq!(agenda.next(), None);
    }

    #[test]
    fn an_entry_is_rounded_up_to_a_microsecond() {
        let mut agenda = Agenda::default();
        agenda.at(Timestamp::new(1, 1_001).unwrap(), due("a"));
        assert_eq!(agenda.next(), Some(Timestamp::new(1, 2_000).unwrap()));
    }
}
