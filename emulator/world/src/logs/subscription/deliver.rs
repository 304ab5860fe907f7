//! What was collected is sent: an event for the function, as a call of CloudWatch Logs'.

use super::envelope::{self, From};
use super::model::{SubscriptionFilter, Wanted};
use super::sender::sender;
use crate::agenda::{Agenda, Due};
use crate::logs::state::LogGroups;
use crate::origin::Home;
use crate::service_message::ServiceMessage;

/// Bytes of messages in one event. Ours: an event of a function has 6 MB, which these do not come to though nothing of them can be compressed
/// and every letter has to be escaped.
const MAX_BYTES: usize = 1 << 20;

impl LogGroups {
    /// Sends what a filter has collected. What cannot be sent is told, as with every delivery.
    pub(crate) fn send_collected(
        &mut self,
        home: &Home,
        group: &str,
        filter: &str,
        agenda: &mut Agenda,
    ) {
        let Some(known) = self.groups.get_mut(group) else {
            return;
        };
        let Some(known) = known.subscription_filters.get_mut(filter) else {
            return;
        };
        known.waiting.slot.has_come();
        for message in known.take_messages(home, group, filter) {
            agenda.soon(Due::Deliver(message));
        }
    }
}

impl SubscriptionFilter {
    fn take_messages(&mut self, home: &Home, group: &str, filter: &str) -> Vec<ServiceMessage> {
        let mut messages = Vec::new();
        for (stream, events) in std::mem::take(&mut self.waiting.events) {
            let from = From {
                account: home.account,
                group,
                stream: &stream,
                filter,
            };
            for part in parts(&events) {
                messages.push(self.message(home, from, part));
            }
        }
        messages
    }

    fn message(&self, home: &Home, from: From<'_>, events: &[Wanted]) -> ServiceMessage {
        ServiceMessage {
            from: sender(home, from.group),
            account: home.account,
            to: self.destination_arn.clone(),
            body: envelope::event(from, events),
            ..ServiceMessage::default()
        }
    }
}

/// As many at once as one event holds; one at least.
fn parts(events: &[Wanted]) -> Vec<&[Wanted]> {
    let mut bytes = 0;
    let parts = events.chunk_by(|before, _| {
        bytes += before.message.len();
        let fits = bytes < MAX_BYTES;
        if !fits {
            bytes = 0;
        }
        fits
    });
    parts.collect()
}
