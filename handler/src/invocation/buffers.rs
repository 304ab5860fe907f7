//! The memory that objects are read in, kept from one to the next.

use std::sync::{Mutex, MutexGuard};

use crate::core::object::Buffers;

/// Buffers that nobody reads in now. There are never more than objects were read at once.
#[derive(Debug, Default)]
pub(super) struct SpareBuffers(Mutex<Vec<Buffers>>);

impl SpareBuffers {
    /// Buffers that were used before, or new ones.
    pub(super) fn take(&self) -> Buffers {
        self.spare().pop().unwrap_or_default()
    }

    /// Keeps buffers for the next object.
    pub(super) fn give_back(&self, buffers: Buffers) {
        self.spare().push(buffers);
    }

    fn spare(&self) -> MutexGuard<'_, Vec<Buffers>> {
        self.0.lock().expect("nobody panics while holding the lock")
    }
}
