//! What objects take memory from while they are read.
//!
//! How much there is of what is in `crate::config::Shares`. What an object must have (a buffer of text, the ids of its
//! records) is bounded by how many are read at once. What makes it faster, being inflated in one go, it gets while there is
//! some. What one in thousands needs, a record of many megabytes or sums beyond its share, one object at a time may take.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::lock::{Mutex, OwnedMutexGuard};

use crate::config::Shares;
use crate::core::object::{MAX_WHOLE_STORED_BYTES, MAX_WHOLE_TEXT_BYTES};

/// Text that is expected of a gzip byte: logs are a third to a fifth of their text.
const EXPECTED_RATIO: usize = 5;

/// What objects take from while they are read.
#[derive(Debug)]
pub(super) struct Memory {
    sums_bytes: usize,
    free_whole_bytes: Arc<AtomicUsize>,
    object_sums_bytes: usize,
    large_object: Arc<Mutex<()>>,
}

/// Memory for one object to be inflated in one go; given back when it is dropped.
#[derive(Debug)]
pub(super) struct WholeObject {
    free: Arc<AtomicUsize>,
    taken: usize,
    pub max_text_bytes: usize,
}

impl Drop for WholeObject {
    fn drop(&mut self) {
        self.free.fetch_add(self.taken, Ordering::Relaxed);
    }
}

impl Memory {
    pub(super) fn new(shares: Shares) -> Self {
        Self {
            sums_bytes: shares.sums_bytes,
            free_whole_bytes: Arc::new(AtomicUsize::new(shares.whole_bytes)),
            object_sums_bytes: shares.sums_bytes / shares.objects_at_once.max(1),
            large_object: Arc::default(),
        }
    }

    /// How many bytes sums may take before something is published.
    pub(super) fn sums_bytes(&self) -> usize {
        self.sums_bytes
    }

    /// Memory to inflate an object of that length in one go: `None` where it is too long, or there is none left.
    pub(super) fn whole_object(&self, stored_bytes: Option<u64>) -> Option<WholeObject> {
        let stored = usize::try_from(stored_bytes?).ok()?;
        if stored > MAX_WHOLE_STORED_BYTES {
            return None;
        }
        let max_text_bytes = MAX_WHOLE_TEXT_BYTES.min(stored * EXPECTED_RATIO);
        let taken = stored + max_text_bytes;
        let free = &self.free_whole_bytes;
        free.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |free| {
            free.checked_sub(taken)
        })
        .ok()?;
        Some(WholeObject {
            free: Arc::clone(free),
            taken,
            max_text_bytes,
        })
    }

    /// How many bytes the sums of an object may take that is not the large one.
    pub(super) fn object_sums_bytes(&self) -> usize {
        self.object_sums_bytes
    }

    /// The right to take memory for a long record, and for sums beyond an object's share: one object's at a time.
    pub(super) async fn large_object(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.large_object).lock_owned().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_inflated_in_one_go_while_there_is_memory_for_it() {
        let memory = Memory::new(Shares {
            objects_at_once: 2,
            whole_bytes: 7_000,
            sums_bytes: 0,
        });
        let first = memory.whole_object(Some(1_000)).expect("there is memory");
        assert_eq!(first.max_text_bytes, 5_000);
        assert!(memory.whole_object(Some(1_000)).is_none());
        drop(first);
        assert!(memory.whole_object(Some(1_000)).is_some());
        assert!(memory.whole_object(None).is_none());
        assert!(memory.whole_object(Some(u64::MAX)).is_none());
    }
}
