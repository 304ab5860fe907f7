//! Functions to which a process of the user's own is attached.
//!
//! Such a process is the one place its function has: while it stands in a debugger nothing runs beside it, and what else there is waits as
//! for any process, in its queue or in line, and costs nobody an attempt. Invocations that ran before go on where they run.

use super::name::FunctionName;
use super::state::Functions;

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
