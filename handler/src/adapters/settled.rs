//! Settled objects, remembered by a warm process.
//!
//! This costs nothing and catches what is most frequent: a redelivery to the process that settled the
//! object, soon after. It is lost with the process and not shared between processes; what that leaves
//! open is in docs/decisions. It knows no busy objects: Lambda runs one invocation a process.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard};

use jiff::Timestamp;

use crate::core::object_ref::ObjectIdentity;
use crate::invocation::ports::{Claim, ClaimError, SettledObjects};

/// How many objects are remembered: the most recent. About 5 MB with keys as Bedrock makes them; at
/// ten objects a second it reaches 27 minutes back, well beyond a visibility time-out.
pub const MAX_REMEMBERED_OBJECTS: usize = 16_384;

/// The most recently settled objects of this process.
#[derive(Debug)]
pub struct WarmMemory {
    remembered: Mutex<Remembered>,
    capacity: usize,
}

#[derive(Debug, Default)]
struct Remembered {
    set: HashSet<ObjectIdentity>,
    /// The oldest first.
    order: VecDeque<ObjectIdentity>,
}

impl Default for WarmMemory {
    fn default() -> Self {
        Self::with_capacity(MAX_REMEMBERED_OBJECTS)
    }
}

impl WarmMemory {
    /// A memory of the most recent `capacity` objects.
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            remembered: Mutex::default(),
            capacity,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.remembered
            .lock()
            .expect("nobody panics while holding the lock")
    }
}

impl SettledObjects for WarmMemory {
    async fn claim(
        &self,
        object: &ObjectIdentity,
        _now: Timestamp,
        _until: Timestamp,
    ) -> Result<Claim, ClaimError> {
        if self.lock().set.contains(object) {
            Ok(Claim::Settled)
        } else {
            Ok(Claim::Granted)
        }
    }

    async fn settle(&self, object: &ObjectIdentity, _now: Timestamp) -> Result<(), ClaimError> {
        let mut remembered = self.lock();
        if !remembered.set.insert(object.clone()) {
            return Ok(());
        }
        remembered.order.push_back(object.clone());
        if remembered.order.len() > self.capacity
            && let Some(oldest) = remembered.order.pop_front()
        {
            remembered.set.remove(&oldest);
        }
        Ok(())
    }

    async fn release(&self, _object: &ObjectIdentity) -> Result<(), ClaimError> {
        Ok(())
    }
}

/// What is remembered where: asked in this process first, which costs nothing, then in the table.
pub enum Settled {
    /// In this process only.
    Warm(WarmMemory),
    /// In the table that all processes share, and in this process.
    #[cfg(feature = "idempotency-table")]
    Shared(WarmMemory, super::settled_table::SettledTable),
}

impl SettledObjects for Settled {
    async fn claim(
        &self,
        object: &ObjectIdentity,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Claim, ClaimError> {
        match self {
            Self::Warm(memory) => memory.claim(object, now, until).await,
            #[cfg(feature = "idempotency-table")]
            Self::Shared(memory, table) => match memory.claim(object, now, until).await? {
                Claim::Granted => table.claim(object, now, until).await,
                known => Ok(known),
            },
        }
    }

    async fn settle(&self, object: &ObjectIdentity, now: Timestamp) -> Result<(), ClaimError> {
        match self {
            Self::Warm(memory) => memory.settle(object, now).await,
            #[cfg(feature = "idempotency-table")]
            Self::Shared(memory, table) => {
                memory.settle(object, now).await?;
                table.settle(object, now).await
            }
        }
    }

    async fn release(&self, object: &ObjectIdentity) -> Result<(), ClaimError> {
        match self {
            Self::Warm(memory) => memory.release(object).await,
            #[cfg(feature = "idempotency-table")]
            Self::Shared(_, table) => table.release(object).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::object_ref::ObjectRef;

    fn identity(key: &str) -> ObjectIdentity {
        let object = ObjectRef {
            bucket: "logs".into(),
            key: key.into(),
            version_id: None,
            etag: None,
            sequencer: Some("1".into()),
            size: None,
        };
        object.identity()
    }

    async fn claim(memory: &WarmMemory, key: &str) -> Claim {
        let now = Timestamp::UNIX_EPOCH;
        memory
            .claim(&identity(key), now, now)
            .await
            .expect("memory always answers")
    }

    #[tokio::test]
    async fn the_most_recent_objects_are_remembered() {
        let memory = WarmMemory::with_capacity(2);
        for key in ["a", "b", "b", "c"] {
            let told = memory.settle(&identity(key), Timestamp::UNIX_EPOCH).await;
            told.expect("memory always answers");
        }
        assert_eq!(claim(&memory, "a").await, Claim::Granted);
        assert_eq!(claim(&memory, "b").await, Claim::Settled);
        assert_eq!(claim(&memory, "c").await, Claim::Settled);
    }
}
