//! What services send each other: a notification of S3's to a queue, an event to a function, a record of an invocation to its destination.
//!
//! A delivery is a call like a client's: it passes [`World::perform`], where policies decide, and leaves a line in the ledger.

use std::collections::BTreeMap;

use crate::arn::Arn;
use crate::function::{InvocationType, Invoke};
use crate::notice::Notice;
use crate::origin::{AccountId, Caller, Origin};
use crate::queue::{self, MessageAttributeValue, SendMessage};
use crate::service::Request as _;
use crate::{Call, Effect, Operation, World};

/// Something that one service sends by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServiceMessage {
    /// Who sends it, and for what.
    pub(crate) from: Caller,
    /// The account of what it is sent for.
    pub(crate) account: AccountId,
    /// The ARN of a queue, or of a function, which is invoked with it as an event.
    pub(crate) to: String,
    pub(crate) body: String,
    /// Of a message to a queue.
    pub(crate) attributes: BTreeMap<String, MessageAttributeValue>,
}

impl World {
    /// What is gone, or does not let the sender, takes nothing, as on AWS: the ledger says so, and the log. Whether it was taken.
    pub(crate) fn deliver(&mut self, message: ServiceMessage) -> bool {
        let to = message.to.clone();
        let (origin, operation) = call_of(message);
        let answer = self.perform(Call::new(origin, operation));
        let Err(error) = answer.result else {
            return true;
        };
        self.effects.push(Effect::Tell(Notice {
            about: to,
            what: format!("what a service sent was not taken: {error}"),
        }));
        false
    }
}

fn call_of(message: ServiceMessage) -> (Origin, Operation) {
    let arn = Arn::parse(&message.to);
    let home = arn.as_ref().and_then(Arn::home).unwrap_or_default();
    let origin = Origin {
        caller: message.from,
        account: message.account,
        region: home.region.clone(),
        ..Origin::default()
    };
    if arn.is_some_and(|arn| arn.service == "lambda") {
        let invoke = Invoke {
            invocation_type: InvocationType::Event,
            payload: message.body.into(),
            function_name: message.to,
        };
        return (origin, invoke.into_operation());
    }
    let queue_url = match queue::parse_queue_arn(&message.to) {
        Some((home, name)) => queue::queue_url_of(&origin, home.account, name),
        // What names no queue is no address either, which the refusal says.
        None => message.to.clone(),
    };
    let send = SendMessage {
        queue_url,
        message_body: message.body,
        message_attributes: message.attributes,
        ..SendMessage::default()
    };
    (origin, send.into_operation())
}
