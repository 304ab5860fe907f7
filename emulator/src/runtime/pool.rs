//! The warm processes of each function, and how many invocations of it may run at once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::process::Process;
use crate::world::function::{Function, FunctionName};
use crate::world::origin::Home;

type Key = (Home, FunctionName);

/// The pools of all functions.
#[derive(Debug)]
pub(super) struct Pools {
    concurrency: usize,
    pools: Mutex<BTreeMap<Key, Pool>>,
}

#[derive(Debug)]
struct Pool {
    warm: Vec<Process>,
    places: Arc<Semaphore>,
}

impl Pools {
    pub(super) fn new(concurrency: usize) -> Self {
        Self {
            concurrency,
            pools: Mutex::default(),
        }
    }

    /// Waits for the right to run one invocation of the function.
    pub(super) async fn place(&self, home: &Home, name: &FunctionName) -> OwnedSemaphorePermit {
        let places = {
            let mut pools = self.lock();
            let pool = pools
                .entry((home.clone(), name.clone()))
                .or_insert_with(|| Pool {
                    warm: Vec::new(),
                    places: Arc::new(Semaphore::new(self.concurrency)),
                });
            Arc::clone(&pool.places)
        };
        places
            .acquire_owned()
            .await
            .expect("the places of a pool are never closed")
    }

    /// The warm process that was used last. Those that were started for another revision of the function are ended.
    pub(super) fn take_warm(&self, function: &Function) -> Option<Process> {
        let mut pools = self.lock();
        let warm = &mut pools.get_mut(&key(function))?.warm;
        warm.retain_mut(|process| {
            process.revision_id() == function.revision_id && process.is_warm()
        });
        warm.pop()
    }

    /// Keeps the process warm for the next invocation.
    pub(super) fn put_back(&self, function: &Function, process: Process) {
        // After `clear` there is no pool, and the process is dropped, which ends it.
        if let Some(pool) = self.lock().get_mut(&key(function)) {
            pool.warm.push(process);
        }
    }

    /// Ends every warm process.
    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Key, Pool>> {
        self.pools
            .lock()
            .expect("nothing panics while it holds the pools")
    }
}

fn key(function: &Function) -> Key {
    (function.home.clone(), function.name.clone())
}
