//! What came of what was sent: counted, told, and sent to the subscription's dead-letter queue.

use super::addressee::Addressee;
use super::counts::Counts;
use crate::effect::Effect;
use crate::notice::Notice;
use crate::service_message::ServiceMessage;
use crate::world::World;

impl World {
    pub(super) fn count_for(&mut self, addressee: &Addressee, count: impl FnOnce(&mut Counts)) {
        let Addressee { home, topic, .. } = addressee;
        if let Some(local) = self.state.locals.get_mut(home) {
            let topics = &mut local.topics;
            topics.count(self.now, home, &mut self.agenda, topic, count);
        }
    }

    pub(super) fn tell_of_subscription(&mut self, addressee: &Addressee, what: String) {
        self.effects.push(Effect::Tell(Notice {
            about: addressee.subscription.to_string(),
            what,
        }));
    }

    /// Sends what was not taken to the subscription's dead-letter queue.
    pub(super) fn redrive(&mut self, addressee: &Addressee, spare: ServiceMessage) {
        let to = spare.to.clone();
        let Err(error) = self.send(spare) else {
            return self.count_for(addressee, |tally| tally.redriven += 1);
        };
        self.count_for(addressee, |tally| tally.failed_to_redrive += 1);
        self.tell_of_subscription(
            addressee,
            format!("the dead-letter queue {to} did not take a message: {error}"),
        );
    }
}
