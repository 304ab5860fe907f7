//! The end of an event: what is sent of it, and where its function's configuration says.

use std::collections::BTreeMap;

use super::destination::{Condition, attributes_of_dead_letter, error_message, record};
use super::event::Event;
use super::order::InvocationId;
use super::sent_for::SentFor;
use crate::agenda::Due;
use crate::origin::{Caller, Home};
use crate::queue::MessageAttributeValue;
use crate::service_message::ServiceMessage;
use crate::world::World;

impl World {
    /// Sends an event, or what is to be told of it, where the function's configuration says.
    pub(super) fn conclude(
        &mut self,
        home: &Home,
        id: &InvocationId,
        event: &Event,
        condition: Condition,
    ) {
        let Some(functions) = self.local(home).map(|local| &local.functions) else {
            return;
        };
        let config = functions.event_configs.get(&event.function);
        let destination = config.and_then(|config| match condition {
            Condition::Success => config.on_success.clone(),
            Condition::RetriesExhausted
            | Condition::EventAgeExceeded
            | Condition::ZeroReservedConcurrency => config.on_failure.clone(),
        });
        let is_failure = condition != Condition::Success;
        let function = functions.resolve(&event.function).filter(|_| is_failure);
        let dead_letters = function.and_then(|function| function.dead_letter_target.clone());
        if is_failure {
            self.count_dropped(home, &event.function);
        }
        if is_failure && destination.is_none() && dead_letters.is_none() {
            let what = format!(
                "an event was given up after {} runs of the function ({condition:?}): {}",
                event.runs,
                error_message(event, condition)
            );
            self.tell_of_function(home, event, &what);
        }
        if let Some(to) = destination {
            let record = record(self.now, home, id, event, condition);
            let kind = SentFor::Destination;
            self.send_for(home, event, kind, to, record, BTreeMap::new());
        }
        if let Some(to) = dead_letters {
            let body = String::from_utf8_lossy(&event.payload).into_owned();
            let attributes = attributes_of_dead_letter(id, event, condition);
            self.send_for(home, event, SentFor::DeadLetter, to, body, attributes);
        }
    }

    fn send_for(
        &mut self,
        home: &Home,
        event: &Event,
        kind: SentFor,
        to: String,
        body: String,
        attributes: BTreeMap<String, MessageAttributeValue>,
    ) {
        let functions = self.local(home).map(|local| &local.functions);
        let function = functions.and_then(|functions| functions.resolve(&event.function));
        let role = function.map(|function| function.role.as_str());
        let message = ServiceMessage {
            from: Caller::Role {
                role: role.unwrap_or_default().into(),
                session: event.function.name.as_str().into(),
            },
            account: home.account,
            to,
            body,
            attributes,
            ..ServiceMessage::default()
        };
        self.agenda.soon(Due::SendForFunction {
            home: home.clone(),
            function: event.function.clone(),
            kind,
            message,
        });
    }
}
