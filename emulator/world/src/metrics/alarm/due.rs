//! When alarms look: each at its own moments, which stand on the agenda while it is there.

use super::model::{Alarms, Definition, Desk};
use crate::agenda::Due;
use crate::origin::Home;

impl Alarms {
    /// Puts the next look of a metric alarm on the agenda. It comes after everything else of its moment, which it may be about.
    pub(super) fn schedule(&mut self, desk: &mut Desk<'_>, name: &str) {
        let Some(alarm) = self.alarms.get_mut(name) else {
            return;
        };
        if let Definition::Metric(definition) = &alarm.definition {
            let next = definition.next_look(desk.now);
            desk.agenda
                .set(&mut alarm.slot, next, || due(desk.home, name));
        }
    }
}

pub(super) fn due(home: &Home, name: &str) -> Due {
    Due::Alarm {
        home: home.clone(),
        name: name.to_owned(),
    }
}
