//! Actions that wait while another alarm, the suppressor, is in ALARM, or may come to it.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html>. That a composite alarm which is
//! back in its old state when the waiting ends does nothing is unverified.

use std::time::Duration;

use jiff::Timestamp;

use super::super::due::due;
use super::super::model::{Alarms, Desk};
use super::super::state::{State, StateValue};
use super::suppressor::{SuppressedBy, Suppression};
use crate::moment::after;

impl Alarms {
    /// Whether the actions of a transition have to wait.
    pub(in crate::metrics::alarm) fn holds_actions(
        &mut self,
        desk: &mut Desk<'_>,
        name: &str,
        before: &State,
    ) -> bool {
        let Some(alarm) = self.get(name) else {
            return false;
        };
        let Some(composite) = alarm.composite() else {
            return false;
        };
        let Some(suppressor) = &composite.suppressor else {
            return false;
        };
        if composite.suppression.is_some() {
            return true;
        }
        let wait = suppressor.wait_period;
        let by = if self.is_in_alarm(&suppressor.name) {
            SuppressedBy::Alarm
        } else if wait > 0 {
            SuppressedBy::WaitPeriod
        } else {
            return false;
        };
        let until = (by == SuppressedBy::WaitPeriod).then(|| seconds_after(desk.now, wait));
        self.suppress(desk, name, by, before.clone(), until);
        true
    }

    /// The suppressor of a composite alarm came to another state.
    pub(super) fn suppressor_changed(&mut self, desk: &mut Desk<'_>, name: &str, suppressor: &str) {
        let Some(composite) = self.get(name).and_then(|alarm| alarm.composite()) else {
            return;
        };
        let (Some(said), Some(suppression)) = (&composite.suppressor, &composite.suppression)
        else {
            return;
        };
        if said.name != suppressor {
            return;
        }
        let (extension, by) = (said.extension_period, suppression.by);
        let before = suppression.before.clone();
        match (self.is_in_alarm(suppressor), by) {
            (true, _) => self.suppress(desk, name, SuppressedBy::Alarm, before, None),
            (false, SuppressedBy::Alarm) if extension > 0 => {
                let until = seconds_after(desk.now, extension);
                let by = SuppressedBy::ExtensionPeriod;
                self.suppress(desk, name, by, before, Some(until));
            }
            (false, SuppressedBy::Alarm) => self.release_actions(desk, name),
            (false, SuppressedBy::WaitPeriod | SuppressedBy::ExtensionPeriod) => {}
        }
    }

    /// The waiting has ended: what is to be done in the state that the alarm is in now is done, where it is another than before.
    pub(in crate::metrics::alarm) fn release_actions(&mut self, desk: &mut Desk<'_>, name: &str) {
        let Some(alarm) = self.alarms.get_mut(name) else {
            return;
        };
        let value = alarm.state.value;
        let composite = alarm.composite_mut();
        let suppression = composite.and_then(|composite| composite.suppression.take());
        desk.agenda
            .set(&mut alarm.slot, None, || due(desk.home, name));
        if let Some(suppression) = suppression
            && suppression.before.value != value
        {
            self.act(desk, name, &suppression.before);
        }
    }

    fn suppress(
        &mut self,
        desk: &mut Desk<'_>,
        name: &str,
        by: SuppressedBy,
        before: State,
        until: Option<Timestamp>,
    ) {
        let Some(alarm) = self.alarms.get_mut(name) else {
            return;
        };
        if let Some(composite) = alarm.composite_mut() {
            composite.suppression = Some(Suppression { by, before });
        }
        desk.agenda
            .set(&mut alarm.slot, until, || due(desk.home, name));
    }

    fn is_in_alarm(&self, name: &str) -> bool {
        let alarm = self.get(name);
        alarm.is_some_and(|alarm| alarm.state.value == StateValue::Alarm)
    }
}

fn seconds_after(now: Timestamp, seconds: i64) -> Timestamp {
    after(
        now,
        Duration::from_secs(u64::try_from(seconds).unwrap_or_default()),
    )
}
