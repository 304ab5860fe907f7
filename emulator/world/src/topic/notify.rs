//! Deliveries: each is a call like a client's, and what is not taken goes to the subscription's dead-letter queue.
//!
//! A queue or function that is gone, or whose policy does not let SNS, is a fault of the client's, which AWS does not try again:
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>. Services here have no faults of their own.

use std::sync::Arc;

use super::Topic;
use super::envelope::Notification;
use super::filter::Candidate;
use super::message::Message;
use super::subscription::{Protocol, Subscription};
use super::tally::Counts;
use crate::agenda::Due;
use crate::delivery::ServiceMessage;
use crate::notice::Notice;
use crate::origin::{Caller, Home, Principal};
use crate::{Context, Effect, World};

/// Something on its way to one subscriber.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Delivery {
    home: Home,
    /// The topic's name.
    topic: String,
    subscription: Arc<str>,
    message: ServiceMessage,
    /// The dead-letter queue's ARN.
    dead_letters: Option<String>,
    /// What a dead-letter queue gets, where that is something else.
    letter: Option<String>,
}

/// What came of a message, before anybody has it.
#[derive(Debug)]
pub(super) struct Published {
    pub(super) id: String,
    /// In bytes.
    pub(super) size: usize,
    /// How many subscribers did not want it.
    pub(super) filtered_out: u32,
}

impl Delivery {
    pub(super) fn new(
        home: Home,
        topic: &Topic,
        name: &str,
        subscription: &Subscription,
        body: String,
    ) -> Self {
        Self {
            home,
            topic: name.to_owned(),
            subscription: Arc::clone(&subscription.arn),
            message: ServiceMessage {
                from: Caller::Service {
                    principal: Principal::Sns,
                    source: Arc::clone(&topic.arn),
                },
                account: topic.owner,
                to: subscription.endpoint.clone(),
                body,
                ..ServiceMessage::default()
            },
            dead_letters: subscription
                .attributes
                .dead_letter_target()
                .map(str::to_owned),
            letter: None,
        }
    }
}

impl Topic {
    /// Sends a message to everybody who subscribed and wants it.
    pub(super) fn publish(
        &self,
        context: &mut Context<'_>,
        name: &str,
        message: &Message,
    ) -> Published {
        let mut filtered_out = 0;
        let candidate =
            |protocol: &str| Candidate::new(&message.attributes, message.text(protocol));
        let (for_queues, for_functions) = (candidate("sqs"), candidate("lambda"));
        let mut notification = Notification::new(self, message, context.ids.uuid(), context.now);
        for subscription in &self.subscriptions {
            if subscription.is_pending() {
                continue;
            }
            let candidate = match subscription.protocol {
                Protocol::Sqs => &for_queues,
                Protocol::Lambda => &for_functions,
            };
            if !subscription.wants(candidate) {
                filtered_out += 1;
                continue;
            }
            let home = context.home.clone();
            let delivery = self.delivery(home, name, subscription, message, &mut notification);
            context.agenda.soon(Due::Notify(Box::new(delivery)));
        }
        Published {
            id: notification.id,
            size: message.size,
            filtered_out,
        }
    }

    fn delivery<'a>(
        &self,
        home: Home,
        name: &str,
        subscription: &Subscription,
        message: &'a Message,
        notification: &mut Notification<'a>,
    ) -> Delivery {
        let is_raw = subscription.attributes.is_raw;
        let body = match subscription.protocol {
            Protocol::Sqs if is_raw => message.text("sqs").to_owned(),
            Protocol::Sqs => notification.letter(subscription),
            Protocol::Lambda => notification.event(subscription),
        };
        let mut delivery = Delivery::new(home, self, name, subscription, body);
        match subscription.protocol {
            Protocol::Sqs => {
                if is_raw {
                    delivery.message.attributes = message.attributes.clone();
                }
                delivery.message.group_id.clone_from(&message.group_id);
            }
            Protocol::Lambda => {
                let dead_letters = delivery.dead_letters.as_ref();
                delivery.letter = dead_letters.map(|_| notification.letter(subscription));
            }
        }
        delivery
    }
}

impl World {
    pub(crate) fn notify(&mut self, delivery: Delivery) {
        let Delivery {
            home,
            topic,
            subscription,
            message,
            dead_letters,
            letter,
        } = delivery;
        // A body is copied where there is a second place for it alone.
        let spare = dead_letters.map(|to| ServiceMessage {
            to,
            body: letter.unwrap_or_else(|| message.body.clone()),
            attributes: message.attributes.clone(),
            group_id: message.group_id.clone(),
            from: message.from.clone(),
            account: message.account,
            subject: None,
        });
        let to = message.to.clone();
        let Err(error) = self.send(message) else {
            return self.count(&home, &topic, |tally| tally.delivered += 1);
        };
        self.count(&home, &topic, |tally| tally.failed += 1);
        self.tell_of_subscription(
            &subscription,
            format!("{to} did not take a message: {error}"),
        );
        let Some(spare) = spare else {
            return;
        };
        let to = spare.to.clone();
        let Err(error) = self.send(spare) else {
            return self.count(&home, &topic, |tally| tally.redriven += 1);
        };
        self.count(&home, &topic, |tally| tally.failed_to_redrive += 1);
        self.tell_of_subscription(
            &subscription,
            format!("the dead-letter queue {to} did not take a message: {error}"),
        );
    }

    fn count(&mut self, home: &Home, topic: &String, count: impl FnOnce(&mut Counts)) {
        if let Some(local) = self.state.locals.get_mut(home) {
            let topics = &mut local.topics;
            topics.count(self.now, home, &mut self.agenda, topic, count);
        }
    }

    fn tell_of_subscription(&mut self, subscription: &str, what: String) {
        self.effects.push(Effect::Tell(Notice {
            about: subscription.to_owned(),
            what,
        }));
    }
}
