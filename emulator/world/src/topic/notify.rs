//! To queues and functions a message goes as a call like a client's, and what is not taken goes to the subscription's dead-letter queue.
//!
//! A queue or function that is gone, or whose policy does not let SNS, is a fault of the client's, which AWS does not try again:
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>. Services here have no faults of their own.

use super::delivery::Delivery;
use crate::service_message::ServiceMessage;
use crate::world::World;

impl World {
    pub(crate) fn notify(&mut self, delivery: Delivery) {
        let Delivery {
            addressee,
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
            return self.count_for(&addressee, |tally| tally.delivered += 1);
        };
        self.count_for(&addressee, |tally| tally.failed += 1);
        self.tell_of_subscription(&addressee, format!("{to} did not take a message: {error}"));
        if let Some(spare) = spare {
            self.redrive(&addressee, spare);
        }
    }
}
