//! An alarm acts: what it does is a call like a client's.

use super::alarm_action::AlarmAction;
use super::history::Acted;
use crate::arn::Resource;
use crate::effect::Effect;
use crate::notice::Notice;
use crate::world::World;

impl World {
    /// Does it. What is not taken stands in the alarm's history, and in the log.
    pub(crate) fn act_for_alarm(&mut self, action: AlarmAction) {
        let AlarmAction {
            home,
            alarm,
            alarm_type,
            updated,
            message,
        } = action;
        let (to, body) = (message.to.clone(), message.body.clone());
        let error = self.send(message).err().map(|error| error.to_string());
        if let Some(error) = &error {
            let name = Resource::Alarm(&alarm).of(&home);
            self.effects.push(Effect::Tell(Notice {
                about: name.to_string(),
                what: format!("the alarm's action {to} failed: {error}"),
            }));
        }
        if let Some(local) = self.state.locals.get_mut(&home) {
            let acted = Acted {
                action: &to,
                updated,
                message: &body,
                error,
            };
            let history = &mut local.metrics.alarms.history;
            history.acted(self.now, &alarm, alarm_type, &acted);
        }
    }
}
