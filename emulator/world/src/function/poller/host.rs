//! The machine in the world: its receives and deletes are calls, its batches invocations, its moments entries of the agenda.

use std::collections::VecDeque;

use super::super::event_source::EventSourceMapping;
use super::super::invocation::Cause;
use super::super::mapping_id::MappingId;
use super::super::name::FunctionName;
use super::super::order::{InvocationId, Payload};
use super::super::outcome::Outcome;
use super::record::ReceiptHandle;
use super::{Action, Input};
use crate::agenda::Due;
use crate::call::Call;
use crate::effect::Effect;
use crate::notice::Notice;
use crate::operation::Request;
use crate::origin::{Caller, Home, Origin};
use crate::queue::{
    DeleteMessageBatch, DeleteMessageBatchRequestEntry, QueueId, ReceiveMessage, queue_url,
};
use crate::state::Local;
use crate::world::World;

impl World {
    /// Asking this queue may now be answered differently: its mappings are told first, in turn, then whoever else waits.
    pub(crate) fn queue_arrived(&mut self, queue: QueueId, arn: &str, messages: u32) {
        let readers = self.state.turns.readers(arn).count();
        for _ in 0..readers {
            let Some(mapping) = self.state.turns.next_of_queue(arn) else {
                break;
            };
            let is_gone = messages == Effect::EVERYBODY;
            // Another one may have taken everything.
            if is_gone || self.has_visible(&mapping) {
                self.poll_with_room(&mapping, Input::Arrived);
            }
        }
        self.effects.push(Effect::Arrived { queue, messages });
    }

    /// A mapping was made, changed or deleted.
    pub(crate) fn mapping_changed(&mut self, id: &MappingId) {
        let Some(mapping) = self.mapping(id) else {
            return;
        };
        let rules = mapping.rules();
        let is_wanted = mapping.enabled && !mapping.is_deleted;
        let is_polling = mapping.poller.is_polling();
        self.enter_turns(id);
        self.poll_with_room(id, Input::Changed(rules));
        if is_wanted && !is_polling {
            self.poll_with_room(id, Input::Start);
        } else if !is_wanted {
            self.poll(id, [Input::Stop]);
            self.retire(id);
        }
    }

    /// The moment for which a mapping waited has come.
    pub(crate) fn mapping_due(&mut self, id: &MappingId) {
        if let Some(mapping) = self.mapping_mut(id) {
            mapping.slot.has_come();
            self.poll_with_room(id, Input::Moment);
        }
    }

    /// Offers the free processes of a function to the mappings that feed it, in turn.
    pub(crate) fn offer_places(&mut self, home: &Home, function: &FunctionName) {
        let function = (home.clone(), function.clone());
        for _ in 0..self.state.turns.feeders(&function) {
            if self.free_places(home, &function.1) == 0 {
                return;
            }
            let Some(mapping) = self.state.turns.next_of_function(&function) else {
                return;
            };
            self.give_room(&mapping);
        }
    }

    /// Tells a mapping this, and then how many processes are free.
    fn poll_with_room(&mut self, id: &MappingId, input: Input) {
        // What it was told of them before may be past.
        self.poll(id, [Input::Room(0), input]);
        self.give_room(id);
    }

    fn give_room(&mut self, id: &MappingId) {
        if let Some(mapping) = self.mapping(id) {
            let room = self.free_places(&id.home, &mapping.function.name);
            self.poll(id, [Input::Room(room)]);
        }
    }

    /// Steps the machine of a mapping, and carries out what it wants done.
    pub(crate) fn poll<const N: usize>(&mut self, id: &MappingId, inputs: [Input; N]) {
        let mut inputs = VecDeque::from(inputs);
        while let Some(input) = inputs.pop_front() {
            let now = self.now;
            let Some(mapping) = self.mapping_mut(id) else {
                return;
            };
            for action in mapping.poller.step(now, input) {
                match action {
                    Action::Receive { max } => inputs.push_front(self.receive(id, max)),
                    Action::Invoke { batch, records } => {
                        let cause = Cause::Mapping {
                            mapping: id.clone(),
                            batch,
                        };
                        if self.begin(id, cause, Payload::Records(records)).is_none() {
                            let outcome = Outcome::Throttled;
                            inputs.push_back(Input::Ended { batch, outcome });
                        }
                    }
                    Action::Delete { receipts } => inputs.push_back(self.delete(id, receipts)),
                    Action::Tell(told) => self.tell_of(id, &told.to_string()),
                    Action::Stopped => self.retire(id),
                }
            }
        }
        self.set_mapping_slot(id);
    }

    /// Begins an invocation of the mapping's function; `None` when it is throttled.
    fn begin(&mut self, id: &MappingId, cause: Cause, payload: Payload) -> Option<()> {
        let invocation = InvocationId::new(self.ids.uuid());
        let (functions, mut desk) = self.functions_at(&id.home)?;
        let function = functions.mappings.get(&id.uuid)?.function.clone();
        functions
            .begin(&mut desk, invocation, &function, cause, payload)
            .ok()
            .map(drop)
    }

    fn receive(&mut self, id: &MappingId, max: usize) -> Input {
        let Some((origin, queue_url)) = self.address(id) else {
            return Input::Unreachable("the mapping is gone".to_owned());
        };
        let request = ReceiveMessage {
            queue_url,
            message_system_attribute_names: vec!["All".to_owned()],
            message_attribute_names: vec!["All".to_owned()],
            max_number_of_messages: i64::try_from(max).ok(),
            wait_time_seconds: Some(0),
            ..ReceiveMessage::default()
        };
        let answer = self.perform(Call::new(origin, request.into_operation()));
        match ReceiveMessage::answer(answer.result) {
            Ok(reply) => Input::Received {
                messages: reply.messages,
                more: self.has_visible(id),
            },
            Err(error) => Input::Unreachable(error.to_string()),
        }
    }

    fn delete(&mut self, id: &MappingId, receipts: Vec<ReceiptHandle>) -> Input {
        let Some((origin, queue_url)) = self.address(id) else {
            let refused = vec!["the mapping is gone".to_owned()];
            return Input::Settled { refused };
        };
        let entries = receipts.into_iter().enumerate().map(|(position, receipt)| {
            DeleteMessageBatchRequestEntry {
                id: position.to_string(),
                receipt_handle: receipt.into_text(),
            }
        });
        let request = DeleteMessageBatch {
            queue_url,
            entries: entries.collect(),
        };
        let answer = self.perform(Call::new(origin, request.into_operation()));
        let refused = match DeleteMessageBatch::answer(answer.result) {
            Ok(reply) => {
                let failed = reply.failed.into_iter();
                failed
                    .map(|entry| entry.message.unwrap_or(entry.code))
                    .collect()
            }
            Err(error) => vec![error.to_string()],
        };
        Input::Settled { refused }
    }

    /// Who asks for a mapping (Lambda, as the function's role), and where its queue is.
    fn address(&self, id: &MappingId) -> Option<(Origin, String)> {
        let mapping = self.mapping(id)?;
        let functions = &self.local(&id.home)?.functions;
        let role = functions
            .resolve(&mapping.function)
            .map(|function| &function.role);
        let queue = &mapping.queue;
        let origin = Origin {
            caller: Caller::Role {
                role: role.map_or("", String::as_str).into(),
                session: mapping.function.name.as_str().into(),
            },
            account: queue.home.account,
            region: queue.home.region.clone(),
            ..Origin::default()
        };
        let url = queue_url(&origin, &queue.name);
        Some((origin.in_account(id.home.account), url))
    }

    fn has_visible(&self, id: &MappingId) -> bool {
        let Some(queue) = self.mapping(id).map(|mapping| &mapping.queue) else {
            return false;
        };
        let local = self.local(&queue.home);
        local.is_some_and(|Local { queues, .. }| {
            let queue = queues.id(&queue.name);
            queue.is_some_and(|queue| queues.has_visible(queue))
        })
    }

    /// Processes that the function may still use: none while nothing begins any more.
    fn free_places(&self, home: &Home, function: &FunctionName) -> usize {
        let places = self.settings.concurrency.places;
        match self.local(home) {
            Some(local) if !self.is_draining => local.functions.free_places(function, places),
            _ => 0,
        }
    }

    /// A mapping that was deleted goes when its last batch has ended.
    fn retire(&mut self, id: &MappingId) {
        let is_over = self
            .mapping(id)
            .is_some_and(|mapping| mapping.is_deleted && mapping.poller.is_idle());
        if !is_over {
            return;
        }
        self.state.turns.leave(id);
        if let Some(local) = self.state.locals.get_mut(&id.home)
            && let Some(mut mapping) = local.functions.mappings.remove(&id.uuid)
        {
            self.agenda.set(&mut mapping.slot, None, || {
                unreachable!("nothing is wanted any more")
            });
        }
    }

    fn set_mapping_slot(&mut self, id: &MappingId) {
        let local = self.state.locals.get_mut(&id.home);
        let mapping = local.and_then(|local| local.functions.mappings.get_mut(&id.uuid));
        let Some(mapping) = mapping else {
            return;
        };
        let wanted = mapping.poller.next().map(|next| next.at);
        self.agenda.set(&mut mapping.slot, wanted, || Due::Mapping {
            mapping: id.clone(),
        });
    }

    fn enter_turns(&mut self, id: &MappingId) {
        let mapping = self
            .state
            .locals
            .get(&id.home)
            .and_then(|local| local.functions.mappings.get(&id.uuid));
        if let Some(mapping) = mapping {
            self.state.turns.enter(mapping);
        }
    }

    fn tell_of(&mut self, id: &MappingId, what: &str) {
        let about = self
            .mapping(id)
            .map(|mapping| mapping.event_source_arn.clone());
        self.effects.push(Effect::Tell(Notice {
            about: about.unwrap_or_default(),
            what: what.to_owned(),
        }));
    }

    pub(crate) fn mapping(&self, id: &MappingId) -> Option<&EventSourceMapping> {
        let local = self.state.locals.get(&id.home)?;
        local.functions.mappings.get(&id.uuid)
    }

    fn mapping_mut(&mut self, id: &MappingId) -> Option<&mut EventSourceMapping> {
        let local = self.state.locals.get_mut(&id.home)?;
        local.functions.mappings.get_mut(&id.uuid)
    }
}
