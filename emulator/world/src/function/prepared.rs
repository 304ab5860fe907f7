//! What becomes of a function that was prepared: it is ready.

use jiff::Timestamp;

use super::definition::Function;
use super::name::FunctionName;
use super::readiness::Readiness;
use crate::origin::Home;
use crate::world::World;

impl World {
    /// What [`crate::Effect::Prepare`] asked for was done. Of a function that is another by now it changes nothing.
    pub fn function_prepared(
        &mut self,
        now: Timestamp,
        home: &Home,
        name: &FunctionName,
        deployment_id: &str,
    ) {
        self.advance(now);
        let Some(local) = self.state.locals.get_mut(home) else {
            return;
        };
        let functions = &mut local.functions;
        let is_latest = |function: &Function| function.deployment_id == deployment_id;
        if functions.get(name).is_some_and(is_latest) {
            functions.before_update.remove(name);
        }
        let latest = functions.by_name.get_mut(name).into_iter();
        let published = functions.published.get_mut(name).into_iter();
        let versions = published.flat_map(|published| published.versions.values_mut());
        for function in latest.chain(versions) {
            if function.deployment_id == deployment_id && function.readiness != Readiness::Ready {
                function.readiness = Readiness::Ready;
                // Recorded: that it is ready is another revision.
                function.revision_id = self.ids.uuid();
            }
        }
        self.follow_up();
    }
}
