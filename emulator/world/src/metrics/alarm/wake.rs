//! The moment of an alarm has come, or another alarm that it watches has changed: it looks.

use super::super::state::Metrics;
use super::model::{Definition, Desk};
use crate::origin::Home;
use crate::world::World;

impl Metrics {
    /// Whether the alarm of that name is a composite one, whose moments somebody waits for.
    pub(crate) fn is_composite_alarm(&self, name: &str) -> bool {
        let alarm = self.alarms.get(name);
        alarm.is_some_and(|alarm| alarm.composite().is_some())
    }

    fn alarm_due(&mut self, desk: &mut Desk<'_>, name: &str) {
        let Some(alarm) = self.alarms.alarms.get_mut(name) else {
            return;
        };
        alarm.slot.has_come();
        let new = match &self
            .alarms
            .get(name)
            .map(|alarm| (&alarm.definition, &alarm.state))
        {
            Some((Definition::Metric(definition), state)) => {
                definition.look(&self.series, desk.home, desk.now, state.value)
            }
            Some((Definition::Composite(_), _)) => {
                self.alarms.release_actions(desk, name);
                return;
            }
            None => return,
        };
        if let Some(new) = new {
            self.alarms.transition(desk, name, new);
        }
        self.alarms.schedule(desk, name);
    }
}

impl World {
    /// The moment of an alarm has come.
    pub(crate) fn alarm_due(&mut self, home: &Home, name: &str) {
        self.change_metrics(home, |metrics, desk| metrics.alarm_due(desk, name));
    }

    /// An alarm that others watch has come to another state.
    pub(crate) fn alarm_changed(&mut self, home: &Home, name: &str) {
        self.change_metrics(home, |metrics, desk| {
            metrics.alarms.child_changed(desk, name);
        });
    }

    fn change_metrics(&mut self, home: &Home, change: impl FnOnce(&mut Metrics, &mut Desk<'_>)) {
        if let Some(local) = self.state.locals.get_mut(home) {
            let mut desk = Desk {
                now: self.now,
                home,
                agenda: &mut self.agenda,
            };
            change(&mut local.metrics, &mut desk);
        }
    }
}
