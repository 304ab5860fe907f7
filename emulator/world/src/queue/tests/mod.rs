//! The behaviour of SQS, fact by fact, through [`World::apply`] as a client would meet it.

mod dead_letters;
mod metrics;
mod move_tasks;
mod queues;
mod receiving;
mod sending;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::call::Call;
use crate::operation::Request;
use crate::origin::Origin;
use crate::value::Blob;
use crate::wait::Wait;
use crate::world::World;

/// A world, the time in it, and a caller.
pub(super) struct Client {
    pub world: World,
    pub now: Timestamp,
    origin: Origin,
}

impl Client {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            world: World::new(seed),
            now: "2026-04-19T13:00:00Z".parse().unwrap(),
            origin: Origin {
                endpoint: "http://127.0.0.1:4566".into(),
                ..Origin::default()
            },
        }
    }

    pub(super) fn call<R: Request>(&mut self, request: R) -> Result<R::Reply, R::Error> {
        let call = Call::new(self.origin.clone(), request.into_operation());
        R::answer(self.world.apply(self.now, call).result)
    }

    /// What a receive would wait for, and until when.
    fn wait(&mut self, request: ReceiveMessage) -> Option<Wait> {
        let call = Call::new(self.origin.clone(), request.into_operation());
        self.world.apply(self.now, call).wait
    }

    pub(super) fn pass(&mut self, seconds: i64) {
        self.now += SignedDuration::from_secs(seconds);
    }

    pub(super) fn create(&mut self, name: &str, attributes: &[(&str, &str)]) -> String {
        self.call(create(name, attributes)).unwrap().queue_url
    }

    /// A queue `orders` with a dead-letter queue `dead`.
    fn create_with_dead_letters(&mut self, max_receive_count: u32) -> (String, String) {
        let dead = self.create("dead", &[]);
        let policy = redrive_policy("dead", max_receive_count);
        let orders = self.create("orders", &[("RedrivePolicy", &policy)]);
        (orders, dead)
    }

    pub(super) fn send(&mut self, queue_url: &str, body: &str) -> Arc<str> {
        self.call(send(queue_url, body)).unwrap().message_id
    }

    pub(super) fn receive(&mut self, queue_url: &str) -> Vec<Message> {
        let request = ReceiveMessage {
            max_number_of_messages: Some(10),
            ..receive(queue_url)
        };
        self.call(request).unwrap().messages
    }

    fn receive_one(&mut self, queue_url: &str) -> Message {
        let mut messages = self.receive(queue_url);
        assert_eq!(messages.len(), 1, "{messages:?}");
        messages.remove(0)
    }

    fn delete(&mut self, queue_url: &str, receipt_handle: &str) -> Result<(), QueueError> {
        self.call(DeleteMessage {
            queue_url: queue_url.to_owned(),
            receipt_handle: receipt_handle.to_owned(),
        })
    }

    fn hide(
        &mut self,
        queue_url: &str,
        receipt_handle: &str,
        seconds: i64,
    ) -> Result<(), QueueError> {
        self.call(ChangeMessageVisibility {
            queue_url: queue_url.to_owned(),
            receipt_handle: receipt_handle.to_owned(),
            visibility_timeout: Some(seconds),
        })
    }

    fn attribute(&mut self, queue_url: &str, name: &str) -> Option<String> {
        let request = GetQueueAttributes {
            queue_url: queue_url.to_owned(),
            attribute_names: vec![name.to_owned()],
        };
        self.call(request).unwrap().attributes.remove(name)
    }

    pub(super) fn counts(&self, name: &str) -> (usize, usize, usize) {
        let counts = self.queues().counts(name, self.now).unwrap();
        (counts.visible, counts.delayed, counts.in_flight)
    }

    pub(super) fn queues(&self) -> &Queues {
        &self.world.local(&self.origin.home()).unwrap().queues
    }
}

fn create(name: &str, attributes: &[(&str, &str)]) -> CreateQueue {
    CreateQueue {
        queue_name: name.to_owned(),
        attributes: map(attributes),
        tags: BTreeMap::new(),
    }
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

pub(super) fn send(queue_url: &str, body: &str) -> SendMessage {
    SendMessage {
        queue_url: queue_url.to_owned(),
        message_body: body.into(),
        ..SendMessage::default()
    }
}

pub(super) fn receive(queue_url: &str) -> ReceiveMessage {
    ReceiveMessage {
        queue_url: queue_url.to_owned(),
        ..ReceiveMessage::default()
    }
}

fn set(queue_url: &str, attributes: &[(&str, &str)]) -> SetQueueAttributes {
    SetQueueAttributes {
        queue_url: queue_url.to_owned(),
        attributes: map(attributes),
    }
}

pub(super) fn arn(name: &str) -> String {
    format!("arn:aws:sqs:us-east-1:000000000000:{name}")
}

pub(super) fn redrive_policy(dead_letter_queue: &str, max_receive_count: u32) -> String {
    let arn = arn(dead_letter_queue);
    format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":{max_receive_count}}}"#)
}

fn bodies(messages: &[Message]) -> Vec<&str> {
    messages
        .iter()
        .map(|message| message.body.as_str())
        .collect()
}
