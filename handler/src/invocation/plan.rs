//! What a batch asks for, before anything is fetched.
//!
//! Every message's body is parsed on its own; the objects they name are listed once each, however
//! many notifications name them. Pure: the whole of it can be called ten thousand times in a test.

use super::event::SqsMessage;
use super::objects::{Objects, Slot};
use crate::core::notification::{self, IgnoredEvents, Notification};
use crate::core::object_ref::{ObjectRef, SkipReason};

/// A batch, planned.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The batch's messages, in its order.
    pub messages: Vec<Planned>,
    /// What they ask for.
    pub objects: Objects,
}

/// A message, and what it asks for: the first of the stages that it goes through. The next is
/// `assemble::Summed`.
#[derive(Debug)]
pub(super) struct Planned {
    pub ticket: Ticket,
    pub message: SqsMessage,
    pub ask: Ask,
    /// The message's events about something else than a creation.
    pub ignored_events: IgnoredEvents,
}

/// A message's number within its batch. Its `messageId` may be missing, or there twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket(usize);

/// What one message asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// Nothing, and that is in order: no object was created.
    Nothing,
    /// It cannot be understood.
    Poison(String),
    /// To account for these objects.
    Objects(Vec<Named>),
}

/// An object as a message names it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// Left alone for its key or its announced size.
    Skipped(SkipReason, Box<ObjectRef>),
    /// To be read.
    Slot(Slot),
}

impl Planned {
    /// Of the objects that it asks for, the one that is read last.
    pub(super) fn last_slot(&self) -> Option<Slot> {
        let Ask::Objects(named) = &self.ask else {
            return None;
        };
        let slots = named.iter().filter_map(|named| match named {
            Named::Slot(slot) => Some(*slot),
            Named::Skipped(..) => None,
        });
        slots.max()
    }
}

impl Ask {
    /// How many objects the message names.
    pub(super) fn objects(&self) -> u64 {
        match self {
            Self::Objects(named) => named.len() as u64,
            Self::Nothing | Self::Poison(_) => 0,
        }
    }
}

impl Plan {
    /// Plans a batch.
    pub(super) fn of(messages: impl IntoIterator<Item = SqsMessage>) -> Self {
        let mut plan = Self::default();
        for (number, message) in messages.into_iter().enumerate() {
            let (ask, ignored_events) = plan.ask(&message.body);
            plan.messages.push(Planned {
                ticket: Ticket(number),
                message,
                ask,
                ignored_events,
            });
        }
        plan
    }

    /// What a body asks for, and its events about something else.
    fn ask(&mut self, body: &str) -> (Ask, IgnoredEvents) {
        let Notification { created, ignored } = match notification::parse(body) {
            Ok(notification) => notification,
            Err(error) => return (Ask::Poison(error.to_string()), IgnoredEvents::default()),
        };
        if created.is_empty() {
            return (Ask::Nothing, ignored);
        }
        (Ask::Objects(self.name(created)), ignored)
    }

    fn name(&mut self, created: Vec<ObjectRef>) -> Vec<Named> {
        let mut named = Vec::with_capacity(created.len());
        for object in created {
            named.push(match object.skip_reason() {
                Some(reason) => Named::Skipped(reason, Box::new(object)),
                None => Named::Slot(self.objects.name(object)),
            });
        }
        named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(body: &str) -> SqsMessage {
        SqsMessage {
            message_id: Some("m".into()),
            body: body.into(),
            receive_count: None,
        }
    }

    fn notification(keys: &[(&str, &str)]) -> SqsMessage {
        let records: Vec<_> = keys
            .iter()
            .map(|(key, sequencer)| {
                serde_json::json!({"s3": {"bucket": {"name": "logs"},
                    "object": {"key": key, "sequencer": sequencer}}})
            })
            .collect();
        message(&serde_json::json!({ "Records": records }).to_string())
    }

    #[test]
    fn an_object_named_by_several_messages_is_read_once() {
        let plan = Plan::of([
            notification(&[("a", "1"), ("b", "1")]),
            notification(&[("b", "1")]),
            notification(&[("b", "2"), ("data/x", "1")]),
        ]);
        let objects: Vec<_> = plan.objects.iter().collect();
        let keys: Vec<_> = objects.iter().map(|(_, object)| &*object.key).collect();
        assert_eq!(keys, ["a", "b", "b"]);
        let [a, first_b, second_b] = [0, 1, 2].map(|at: usize| Named::Slot(objects[at].0));
        let asks: Vec<_> = plan.messages.iter().map(|planned| &planned.ask).collect();
        assert_eq!(asks[1], &Ask::Objects(vec![Named::Slot(objects[1].0)]));
        assert_eq!(asks[0], &Ask::Objects(vec![a, first_b]));
        let Ask::Objects(third) = asks[2] else {
            panic!("objects are named");
        };
        assert_eq!(third[0], second_b);
        assert!(matches!(
            third[1],
            Named::Skipped(SkipReason::OffloadedBody, _)
        ));
    }

    #[test]
    fn each_body_is_judged_alone() {
        let plan = Plan::of([
            message("{"),
            message(""),
            message(r#"{"Event":"s3:TestEvent"}"#),
            message(r#"{"Records":[]}"#),
            notification(&[("a", "1")]),
        ]);
        let asks: Vec<_> = plan.messages.iter().map(|planned| &planned.ask).collect();
        assert!(matches!(asks[0], Ask::Poison(_)));
        assert!(matches!(asks[1], Ask::Poison(_)));
        assert!(matches!(asks[2], Ask::Nothing));
        assert!(matches!(asks[3], Ask::Nothing));
        assert!(matches!(asks[4], Ask::Objects(_)));
    }
}
