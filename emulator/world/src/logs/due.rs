//! What log groups do when its moment on the agenda has come.

use crate::origin::Home;
use crate::world::World;

impl World {
    pub(crate) fn send_for_subscription(&mut self, home: &Home, group: &str, filter: &str) {
        if let Some(local) = self.state.locals.get_mut(home) {
            let groups = &mut local.log_groups;
            groups.send_collected(home, group, filter, &mut self.agenda);
        }
    }

    pub(crate) fn expire_log_events(&mut self, home: &Home, group: &str) {
        if let Some(local) = self.state.locals.get_mut(home) {
            let groups = &mut local.log_groups;
            groups.expire(group, self.now, home, &mut self.agenda);
        }
    }
}
