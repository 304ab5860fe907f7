//! What a batch asks for, before anything is fetched.
//!
//! Every message's body is parsed on its own; the objects they name are listed once each, however
//! many notifications name them. Pure: the whole of it can be called ten thousand times in a test.

use std::collections::HashMap;

use super::event::SqsMessage;
use crate::core::notification::{self, Notification};
use crate::core::object_ref::{ObjectIdentity, ObjectRef, SkipReason};

/// A batch, planned.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// As many as the batch has messages, in its order.
    pub asks: Vec<Ask>,
    /// Beside each ask: the message's events about something else than a creation.
    pub other_events: Vec<u64>,
    /// The objects to read, each once, in the order in which they are first named.
    pub slots: Vec<ObjectRef>,
}

/// What one message asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// Nothing, and that is in order.
    Nothing(&'static str),
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
    /// To be read: the index of its slot.
    Slot(usize),
}

impl Ask {
    /// How many objects the message names.
    pub(super) fn objects(&self) -> u64 {
        match self {
            Self::Objects(named) => named.len() as u64,
            Self::Nothing(_) | Self::Poison(_) => 0,
        }
    }
}

impl Plan {
    /// Plans a batch.
    pub(super) fn of(messages: &[SqsMessage]) -> Self {
        let mut plan = Self::default();
        let mut slots = HashMap::new();
        for message in messages {
            let mut other_events = 0;
            let ask = match message.body.as_deref().map(notification::parse) {
                None => Ask::Poison("message has no body".into()),
                Some(Err(error)) => Ask::Poison(error.to_string()),
                Some(Ok(Notification::TestEvent)) => Ask::Nothing("test event"),
                Some(Ok(Notification::Objects {
                    created,
                    other_events: others,
                })) => {
                    other_events = others as u64;
                    if created.is_empty() {
                        Ask::Nothing("no object was created")
                    } else {
                        Ask::Objects(plan.name(created, &mut slots))
                    }
                }
            };
            plan.asks.push(ask);
            plan.other_events.push(other_events);
        }
        plan
    }

    fn name(
        &mut self,
        created: Vec<ObjectRef>,
        slots: &mut HashMap<ObjectIdentity, usize>,
    ) -> Vec<Named> {
        let mut named = Vec::with_capacity(created.len());
        for object in created {
            if let Some(reason) = object.skip_reason() {
                named.push(Named::Skipped(reason, Box::new(object)));
                continue;
            }
            let slot = *slots.entry(object.identity()).or_insert_with(|| {
                self.slots.push(object);
                self.slots.len() - 1
            });
            named.push(Named::Slot(slot));
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
            body: Some(body.into()),
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
        let batch = [
            notification(&[("a", "1"), ("b", "1")]),
            notification(&[("b", "1")]),
            notification(&[("b", "2"), ("data/x", "1")]),
        ];
        let plan = Plan::of(&batch);
        let keys: Vec<_> = plan
            .slots
            .iter()
            .map(|object| object.key.as_str())
            .collect();
        assert_eq!(keys, ["a", "b", "b"]);
        assert_eq!(
            plan.asks[0],
            Ask::Objects(vec![Named::Slot(0), Named::Slot(1)])
        );
        assert_eq!(plan.asks[1], Ask::Objects(vec![Named::Slot(1)]));
        let Ask::Objects(third) = &plan.asks[2] else {
            panic!("objects are named");
        };
        assert_eq!(third[0], Named::Slot(2));
        assert!(matches!(
            third[1],
            Named::Skipped(SkipReason::OffloadedBody, _)
        ));
    }

    #[test]
    fn each_body_is_judged_alone() {
        let no_body = SqsMessage {
            body: None,
            ..message("")
        };
        let batch = [
            message("{"),
            no_body,
            message(r#"{"Event":"s3:TestEvent"}"#),
            message(r#"{"Records":[]}"#),
            notification(&[("a", "1")]),
        ];
        let plan = Plan::of(&batch);
        assert!(matches!(plan.asks[0], Ask::Poison(_)));
        assert!(matches!(plan.asks[1], Ask::Poison(_)));
        assert!(matches!(plan.asks[2], Ask::Nothing(_)));
        assert!(matches!(plan.asks[3], Ask::Nothing(_)));
        assert!(matches!(plan.asks[4], Ask::Objects(_)));
    }
}
