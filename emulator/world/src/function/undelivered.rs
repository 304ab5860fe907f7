//! What is counted of events that were given up, and of what was sent for a function and not taken.

use super::qualifier::QualifiedName;
use super::sent_for::SentFor;
use super::tally::FunctionCounts;
use crate::origin::Home;
use crate::service_message::ServiceMessage;
use crate::world::World;

impl World {
    /// An event was given up.
    pub(super) fn count_dropped(&mut self, home: &Home, function: &QualifiedName) {
        self.count_of_function(home, function, |counts| counts.events_dropped.add(1.0));
    }

    /// Sends what a function's configuration says; what is not taken is counted.
    pub(crate) fn send_for_function(
        &mut self,
        home: &Home,
        function: &QualifiedName,
        kind: SentFor,
        message: ServiceMessage,
    ) {
        if self.deliver(message) {
            return;
        }
        self.count_of_function(home, function, |counts| match kind {
            SentFor::DeadLetter => counts.dead_letter_errors.add(1.0),
            SentFor::Destination => counts.destination_failures.add(1.0),
        });
    }

    fn count_of_function(
        &mut self,
        home: &Home,
        function: &QualifiedName,
        count: impl Fn(&mut FunctionCounts),
    ) {
        if let Some((functions, mut desk)) = self.functions_at(home) {
            functions.count(&mut desk, function, count);
        }
    }
}
