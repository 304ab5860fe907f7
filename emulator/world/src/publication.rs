//! How services publish metrics of themselves: each at the end of every minute in which it counted something, into the CloudWatch of the
//! account and Region where it did.
//!
//! What is counted is the service's to say, in its `tally`. A service that counts nothing stands on no agenda.

use crate::metrics::own::Own;
use crate::origin::Home;
use crate::publisher::Publisher;
use crate::world::World;

impl World {
    /// A minute is over: a service publishes what it counted, and comes again where it goes on counting.
    pub(crate) fn publish(&mut self, home: &Home, publisher: Publisher) {
        let now = self.now;
        let Some(local) = self.state.locals.get_mut(home) else {
            return;
        };
        let mut own = Own::new(&mut local.metrics, publisher.namespace(), now);
        let (goes_on, publication) = match publisher {
            Publisher::Lambda => local.functions.publish(now, &mut own),
            Publisher::Logs => local.log_groups.publish(now, &mut own),
            Publisher::Sns => local.topics.publish(now, &mut own),
            Publisher::Sqs => local.queues.publish(now, &mut own),
        };
        publication.has_come();
        if goes_on {
            publication.expect_of(publisher, now, home, &mut self.agenda);
        }
    }
}
