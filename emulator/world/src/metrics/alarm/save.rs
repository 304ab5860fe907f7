//! An alarm is made, or said anew.

use super::super::error::MetricsError;
use super::alarm_type::AlarmType;
use super::model::{Alarm, Alarms, Definition, Desk, Settings};
use super::record::record;
use super::state::State;
use super::tag::Tags;
use crate::agenda::Slot;

/// An alarm of that name is there, and is of the other kind. The text is unverified.
pub(super) fn taken(name: &str, is: AlarmType) -> MetricsError {
    MetricsError::Validation(format!(
        "An alarm of another type ({}) already exists with the name {name}.",
        is.as_str()
    ))
}

/// What a request of either kind comes to.
#[derive(Debug)]
pub(super) struct Put {
    pub(super) name: String,
    pub(super) settings: Settings,
    pub(super) definition: Definition,
    pub(super) tags: Tags,
}

impl Alarms {
    /// Makes the alarm, or says it anew: its state and its tags stay, everything else is written over.
    pub(super) fn put(&mut self, desk: &mut Desk<'_>, put: Put) {
        let name = put.name;
        if let Some(alarm) = self.alarms.get_mut(&name) {
            let before = record(alarm, desk.home);
            alarm.settings = put.settings;
            alarm.definition = put.definition;
            alarm.configured = desk.now;
            let after = record(alarm, desk.home);
            let alarm_type = alarm.alarm_type();
            self.history
                .updated(desk.now, &name, alarm_type, &before, &after);
            return;
        }
        let alarm = Alarm {
            name: name.clone(),
            settings: put.settings,
            configured: desk.now,
            definition: put.definition,
            tags: put.tags,
            state: State::initial(desk.now),
            slot: Slot::default(),
        };
        let record = record(&alarm, desk.home);
        self.history
            .created(desk.now, &name, alarm.alarm_type(), &record);
        self.alarms.insert(name, alarm);
    }
}
