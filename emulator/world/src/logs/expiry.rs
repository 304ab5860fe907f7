//! The end of a retention: events that are older are not seen any more, and deleted when their moment comes.

use jiff::Timestamp;

use super::event::LogEvent;
use super::group::LogGroup;
use super::retention::Retention;
use super::state::LogGroups;
use crate::agenda::{Agenda, Due};
use crate::origin::Home;

impl LogGroup {
    /// Whether an event is not kept any more, though nobody has deleted it yet.
    pub(super) fn is_expired(&self, event: &LogEvent, now: Timestamp) -> bool {
        let retention = self.retention;
        retention.is_some_and(|retention| retention.is_over(event.timestamp, now))
    }

    /// Puts the deletion of its oldest event on the agenda; takes it off where nothing is to be deleted.
    pub(super) fn expect_expiry(&mut self, home: &Home, agenda: &mut Agenda) {
        let oldest = self.oldest();
        let due = || Due::LogExpiry {
            home: home.clone(),
            group: self.name.clone(),
        };
        let deletion = |retention: Retention| retention.deletion(oldest?);
        agenda.set(&mut self.expiry, self.retention.and_then(deletion), due);
    }
}

impl LogGroups {
    /// The oldest events of a group have reached the end of their retention.
    pub(crate) fn expire(&mut self, name: &str, now: Timestamp, home: &Home, agenda: &mut Agenda) {
        let Some(group) = self.groups.get_mut(name) else {
            return;
        };
        group.expiry.has_come();
        if let Some(retention) = group.retention {
            group.remove(|event| retention.is_over(event.timestamp, now));
        }
        group.expect_expiry(home, agenda);
    }
}
