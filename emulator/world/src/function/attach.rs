//! How a process of the user's own takes a function, and leaves it.

use jiff::Timestamp;

use super::name::FunctionName;
use crate::origin::Home;
use crate::world::World;

impl World {
    /// From now on this function runs one invocation at a time, until [`World::detach_process`].
    pub fn attach_process(&mut self, now: Timestamp, home: &Home, function: &FunctionName) {
        self.advance(now);
        if let Some((functions, _)) = self.functions_at(home) {
            functions.attached.insert(function.clone());
        }
        self.follow_up();
    }

    /// The function has its usual processes again, and who waits for one gets it.
    pub fn detach_process(&mut self, now: Timestamp, home: &Home, function: &FunctionName) {
        self.advance(now);
        if let Some((functions, mut desk)) = self.functions_at(home)
            && functions.attached.remove(function)
        {
            functions.start_waiting(&mut desk, function);
            self.offer_places(home, function);
        }
        self.follow_up();
    }
}
