//! Every process there is, as others may know it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::world::function::FunctionName;
use crate::world::origin::Region;

/// A process as others may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessInfo {
    pub region: Region,
    pub function: FunctionName,
    pub process_id: u32,
    /// Signs the requests of this process and of no other.
    pub access_key_id: String,
    /// The request id of the invocation that runs on it.
    pub running: Option<String>,
}

/// The list of processes. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Registry {
    processes: Arc<Mutex<BTreeMap<u32, ProcessInfo>>>,
}

impl Registry {
    /// Lists a process for as long as the guard lives.
    pub(super) fn enter(&self, info: ProcessInfo) -> Registration {
        let process_id = info.process_id;
        self.lock().insert(process_id, info);
        Registration {
            registry: self.clone(),
            process_id,
        }
    }

    /// Lists the process as running this invocation for as long as the guard lives.
    pub(super) fn mark_running(&self, process_id: u32, request_id: &str) -> Running {
        self.set_running(process_id, Some(request_id.to_owned()));
        Running {
            registry: self.clone(),
            process_id,
        }
    }

    pub(super) fn list(&self) -> Vec<ProcessInfo> {
        self.lock().values().cloned().collect()
    }

    fn set_running(&self, process_id: u32, request_id: Option<String>) {
        if let Some(process) = self.lock().get_mut(&process_id) {
            process.running = request_id;
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u32, ProcessInfo>> {
        self.processes
            .lock()
            .expect("nothing panics while it holds the list")
    }
}

/// See [`Registry::enter`].
#[derive(Debug)]
pub(super) struct Registration {
    registry: Registry,
    process_id: u32,
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.registry.lock().remove(&self.process_id);
    }
}

/// See [`Registry::mark_running`].
#[derive(Debug)]
pub(super) struct Running {
    registry: Registry,
    process_id: u32,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.registry.set_running(self.process_id, None);
    }
}
