//! The warm processes of each function.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use super::process::Process;
use crate::world::function::{Function, FunctionName, Version};
use crate::world::origin::Home;

/// A version has processes of its own.
type Key = (Home, FunctionName, Version);

/// The warm processes of all functions.
#[derive(Debug, Default)]
pub(super) struct Pools {
    pools: Mutex<Warm>,
}

#[derive(Debug, Default)]
struct Warm {
    processes: BTreeMap<Key, Vec<Process>>,
    /// None is kept any more.
    is_over: bool,
}

impl Pools {
    /// The warm process that was used last. Those that were started for another deployment of the function are ended.
    pub(super) fn take_warm(&self, function: &Function) -> Option<Process> {
        let mut pools = self.lock();
        let warm = pools.processes.get_mut(&key(function))?;
        warm.retain_mut(|process| {
            process.deployment_id() == function.deployment_id && process.is_warm()
        });
        warm.pop()
    }

    /// Keeps the process warm for the next invocation; after [`Pools::clear`] it is dropped, which ends it.
    pub(super) fn put_back(&self, function: &Function, process: Process) {
        let mut pools = self.lock();
        if !pools.is_over {
            pools
                .processes
                .entry(key(function))
                .or_default()
                .push(process);
        }
    }

    /// Ends every warm process, for good.
    pub(super) fn clear(&self) {
        let mut pools = self.lock();
        pools.is_over = true;
        pools.processes.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Warm> {
        self.pools
            .lock()
            .expect("nothing panics while it holds the pools")
    }
}

fn key(function: &Function) -> Key {
    (
        function.home.clone(),
        function.name.clone(),
        function.version,
    )
}
