//! Functions to which a process of the user's own is attached.
//!
//! Such a process is the one place its function has: while it stands in a debugger nothing runs beside it, and what else there is waits as
//! for any process, in its queue or in line, and costs nobody an attempt. Invocations that ran before go on where they run.

use jiff::Timestamp;

use super::{FunctionName, Functions};
use crate::origin::Home;
use crate::world::World;

/// Processes of a function to which one is attached.
const PLACES: usize = 1;

impl Functions {
    /// Processes that this function may use at once, where others may use so many.
    pub(super) fn places(&self, function: &FunctionName, places: usize) -> usize {
        if self.attached.contains(function) {
            PLACES
        } else {
            places.max(1)
        }
    }
}

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
