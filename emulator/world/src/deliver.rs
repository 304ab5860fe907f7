//! How services send each other something ([`ServiceMessage`]).
//!
//! A delivery is a call like a client's: it passes [`World::perform`], where policies decide, and leaves a line in the ledger.

use crate::arn::Arn;
use crate::call::Call;
use crate::effect::Effect;
use crate::error::Error;
use crate::function::{InvocationType, Invoke};
use crate::notice::Notice;
use crate::operation::{Operation, Request as _};
use crate::origin::Origin;
use crate::queue::{SendMessage, parse_queue_arn, queue_url_of};
use crate::service_message::ServiceMessage;
use crate::topic::Publish;
use crate::world::World;

impl World {
    /// What is gone, or does not let the sender, takes nothing, as on AWS: the ledger says so, and the log. Whether it was taken.
    pub(crate) fn deliver(&mut self, message: ServiceMessage) -> bool {
        let to = message.to.clone();
        let Err(error) = self.send(message) else {
            return true;
        };
        self.effects.push(Effect::Tell(Notice {
            about: to,
            what: format!("what a service sent was not taken: {error}"),
        }));
        false
    }

    /// # Errors
    /// It was not taken.
    pub(crate) fn send(&mut self, message: ServiceMessage) -> Result<(), Error> {
        let (origin, operation) = call_of(message);
        self.perform(Call::new(origin, operation)).result.map(drop)
    }
}

fn call_of(message: ServiceMessage) -> (Origin, Operation) {
    let arn = Arn::parse(&message.to);
    let home = arn.as_ref().and_then(Arn::home).unwrap_or_default();
    let origin = Origin {
        caller: message.from.clone(),
        account: message.account,
        region: home.region.clone(),
        ..Origin::default()
    };
    let operation = match arn.map(|arn| arn.service) {
        Some("lambda") => Invoke {
            invocation_type: InvocationType::Event,
            payload: message.body.into(),
            function_name: message.to,
            qualifier: None,
        }
        .into_operation(),
        Some("sns") => Publish {
            topic_arn: Some(message.to),
            message: message.body,
            subject: message.subject,
            message_attributes: message.attributes,
            ..Publish::default()
        }
        .into_operation(),
        _ => send_message(&origin, message).into_operation(),
    };
    (origin, operation)
}

fn send_message(origin: &Origin, message: ServiceMessage) -> SendMessage {
    let queue_url = match parse_queue_arn(&message.to) {
        Some((home, name)) => queue_url_of(origin, home.account, name),
        // What names no queue is no address either, which the refusal says.
        None => message.to.clone(),
    };
    SendMessage {
        queue_url,
        message_body: message.body.into(),
        message_attributes: message.attributes,
        message_group_id: message.group_id,
        ..SendMessage::default()
    }
}
