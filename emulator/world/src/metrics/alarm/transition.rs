//! An alarm comes to a state: what its history keeps of it, and what follows.

use crate::agenda::Due;

use super::action;
use super::model::{Alarm, Alarms, Desk};
use super::state::{NewState, State};

impl Alarms {
    /// Sets the state. Where its value is another, the history says so, the actions of it are done, and alarms that watch this one look.
    pub(super) fn transition(&mut self, desk: &mut Desk<'_>, name: &str, new: NewState) {
        let Some(alarm) = self.alarms.get_mut(name) else {
            return;
        };
        let state = alarm.state.followed_by(new, desk.now);
        let old = std::mem::replace(&mut alarm.state, state);
        if alarm.state.value == old.value {
            return;
        }
        self.history
            .state_updated(desk.now, name, alarm.alarm_type(), &old, &alarm.state);
        if self.watchers(name).next().is_some() {
            desk.agenda.soon(Due::AlarmChanged {
                home: desk.home.clone(),
                name: name.to_owned(),
            });
        }
        if !self.holds_actions(desk, name, &old) {
            self.act(desk, name, &old);
        }
    }

    /// Does what is to be done in the state that the alarm is in.
    pub(super) fn act(&self, desk: &mut Desk<'_>, name: &str, old: &State) {
        let Some(alarm) = self.get(name) else {
            return;
        };
        if alarm.settings.actions_enabled {
            actions(alarm, desk, old);
        }
    }
}

fn actions(alarm: &Alarm, desk: &mut Desk<'_>, old: &State) {
    for arn in alarm.settings.actions(alarm.state.value) {
        let action = action::of(alarm, arn, old, desk.home);
        desk.agenda.soon(Due::AlarmAction(Box::new(action)));
    }
}
