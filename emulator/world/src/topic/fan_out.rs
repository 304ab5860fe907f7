//! What is published goes to everybody who subscribed and wants it: to queues and functions as a delivery, to endpoints as a posting.

use std::sync::Arc;

use super::addressee::Addressee;
use super::counts::Published;
use super::delivery::Delivery;
use super::envelope::Notification;
use super::filter::Candidate;
use super::message::Message;
use super::model::Topic;
use super::protocol::Protocol;
use super::subscription::Subscription;
use crate::agenda::Due;
use crate::context::Context;
use crate::origin::Home;
use crate::service_message::ServiceMessage;

impl Delivery {
    pub(super) fn new(
        home: Home,
        topic: &Topic,
        name: &str,
        subscription: &Subscription,
        body: String,
    ) -> Self {
        Self {
            addressee: Addressee {
                home,
                topic: name.to_owned(),
                subscription: Arc::clone(&subscription.arn),
            },
            message: ServiceMessage {
                from: topic.caller(),
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
        let candidates = Protocol::ALL.map(|protocol| {
            let text = message.text(protocol.as_str());
            (protocol, Candidate::new(&message.attributes, text))
        });
        let mut notification = Notification::new(self, message, context.ids.uuid(), context.now);
        for subscription in &self.subscriptions {
            if subscription.is_pending() {
                continue;
            }
            let mut candidates = candidates.iter();
            let candidate = candidates.find(|(protocol, _)| *protocol == subscription.protocol);
            if !candidate.is_some_and(|(_, candidate)| subscription.wants(candidate)) {
                filtered_out += 1;
                continue;
            }
            let home = context.home.clone();
            let due = self.due(home, name, subscription, message, &mut notification);
            context.agenda.soon(due);
        }
        Published {
            id: notification.id,
            size: message.size,
            filtered_out,
        }
    }

    fn due<'a>(
        &self,
        home: Home,
        name: &str,
        subscription: &Subscription,
        message: &'a Message,
        notification: &mut Notification<'a>,
    ) -> Due {
        let is_raw = subscription.attributes.is_raw;
        let protocol = subscription.protocol;
        let body = match protocol {
            Protocol::Lambda => notification.event(subscription),
            _ if is_raw => message.text(protocol.as_str()).to_owned(),
            _ => notification.letter(subscription),
        };
        if protocol.is_http() {
            let sent = (&*notification.id, body);
            let posting = self.notification(home, name, subscription, message, sent);
            return Due::Post(Box::new(posting));
        }
        let mut delivery = Delivery::new(home, self, name, subscription, body);
        if protocol == Protocol::Lambda {
            let dead_letters = delivery.dead_letters.as_ref();
            delivery.letter = dead_letters.map(|_| notification.letter(subscription));
        } else {
            if is_raw {
                delivery.message.attributes = message.attributes.clone();
            }
            delivery.message.group_id.clone_from(&message.group_id);
        }
        Due::Notify(Box::new(delivery))
    }
}
