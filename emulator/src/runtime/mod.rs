//! Functions at work: native processes that speak the Lambda runtime API.
//!
//! [`Runtime::invoke`] takes a warm process of the function, or starts one, hands it the event and waits for its answer,
//! its end or its time-out. What it prints becomes log events, between the lines START, END and REPORT.
//!
//! - [`process`]: one process and the invocations on it, one at a time
//! - [`listener`]: the runtime API of one process, on a loopback port of its own
//! - [`environment`], [`report`]: pure; the variables of a process and the lines around an invocation
//! - [`output`], [`log_writer`]: from a process' output to log events
//! - [`executable`], [`package`]: where a function's code is on this machine
//! - `pool`, `registry`: the warm processes by function, and every process there is
//!
//! # Departures from AWS
//! - A process is not frozen between invocations.
//! - The init phase may take as long as an invocation (on AWS 10 s), and a failed one is not tried a second time.
//! - At most [`RuntimeOptions::concurrency`] invocations of a function run at once; the next one waits, where AWS throttles.

pub mod environment;
pub mod executable;
mod group;
pub mod host;
pub mod listener;
pub mod log_writer;
pub mod output;
pub mod package;
mod pool;
pub mod process;
mod registry;
pub mod report;

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::aws::Aws;
use crate::world::function::{Function, FunctionName};
use crate::world::id::Ids;
use crate::world::logs::LogGroup;
use crate::world::origin::{Home, Region};

pub use executable::ExecutableError;
use pool::Pools;
pub use process::{FunctionFailure, Outcome, StartError};
use process::{Process, Start};
pub use registry::ProcessInfo;
use registry::Registry;

/// Bytes of an event, and of an answer. <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
pub const MAX_PAYLOAD_BYTES: usize = 6 << 20;

/// How long the end of processes that were killed is waited for. The system is not that slow.
const STOP_PATIENCE: Duration = Duration::from_secs(2);

/// How a [`Runtime`] runs its functions.
#[derive(Debug, Clone)]
pub struct RuntimeOptions {
    /// `http://127.0.0.1:port`: what functions get as `AWS_ENDPOINT_URL`, unless their configuration names another. With the
    /// address, never `localhost`: from an address the SDK takes path-style addressing of S3 by itself.
    pub endpoint: String,
    /// Invocations of one function at once; each has a process of its own.
    pub concurrency: usize,
    /// Runtimes of one seed hand out the same request ids in the same order.
    pub seed: u64,
}

impl RuntimeOptions {
    /// One invocation per core, and at least two so that one waiting for its answers does not hold up the other.
    pub fn new(endpoint: impl Into<String>) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            endpoint: endpoint.into(),
            concurrency: cores.max(2),
            seed: fastrand::u64(..),
        }
    }
}

/// Why a function could not be invoked at all. What went wrong inside of it is an [`Outcome`].
#[derive(Debug, thiserror::Error)]
pub enum InvokeError {
    #[error("there is no function {name} in {region}")]
    NoFunction { region: Region, name: FunctionName },
    #[error("the event has {bytes} bytes, more than the {MAX_PAYLOAD_BYTES} that Lambda takes")]
    PayloadTooLarge { bytes: usize },
    #[error("the code of function {name} cannot be run")]
    Code {
        name: FunctionName,
        #[source]
        source: ExecutableError,
    },
    #[error("no process of function {name} could be started")]
    Start {
        name: FunctionName,
        #[source]
        source: StartError,
    },
    #[error("the emulator is stopping")]
    Stopping,
}

/// An invocation that ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    pub request_id: String,
    pub outcome: Outcome,
}

/// The functions of an [`Aws`] at work. Cheap to clone; stops its processes when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Runtime {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    aws: Arc<Aws>,
    options: RuntimeOptions,
    ids: Mutex<Ids>,
    pools: Pools,
    registry: Registry,
    stopping: CancellationToken,
    /// The tasks that wait for killed processes to be gone.
    reapers: TaskTracker,
    code: executable::CodeStore,
}

impl Runtime {
    pub fn new(aws: Arc<Aws>, options: RuntimeOptions) -> Self {
        let shared = Shared {
            aws,
            ids: Mutex::new(Ids::new(options.seed)),
            pools: Pools::new(options.concurrency),
            registry: Registry::default(),
            stopping: CancellationToken::new(),
            reapers: TaskTracker::new(),
            code: executable::CodeStore::default(),
            options,
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Runs the function on one event and waits for what comes of it.
    ///
    /// # Errors
    /// When there is no such function, the event is too large, or no process can be started.
    pub async fn invoke(
        &self,
        home: &Home,
        name: &FunctionName,
        payload: Bytes,
    ) -> Result<Invocation, InvokeError> {
        if payload.len() > MAX_PAYLOAD_BYTES {
            return Err(InvokeError::PayloadTooLarge {
                bytes: payload.len(),
            });
        }
        tokio::select! {
            biased;
            () = self.shared.stopping.cancelled() => Err(InvokeError::Stopping),
            invocation = self.invoke_in_turn(home, name, payload) => invocation,
        }
    }

    async fn invoke_in_turn(
        &self,
        home: &Home,
        name: &FunctionName,
        payload: Bytes,
    ) -> Result<Invocation, InvokeError> {
        let shared = &self.shared;
        // Waiting for a place is being busy too: whoever has one works.
        let _busy = shared.aws.activity().begin();
        let _place = shared.pools.place(home, name).await;
        // Looked up only now: the function may have been changed while this invocation waited.
        let function = self.function(home, name)?;
        let mut process = match shared.pools.take_warm(&function) {
            Some(process) => process,
            None => self.start(&function).await?,
        };
        let request_id = self.ids().uuid();
        let mark = shared.registry.mark_running(process.id(), &request_id);
        let outcome = process.invoke(&function, &request_id, payload).await;
        drop(mark);
        if process.is_warm() {
            shared.pools.put_back(&function, process);
        }
        Ok(Invocation {
            request_id,
            outcome,
        })
    }

    /// What was logged of this invocation, a line for each event: from START to REPORT. Empty when the log does not have it
    /// any more.
    pub fn log_of(&self, home: &Home, name: &FunctionName, request_id: &str) -> String {
        let log = self.shared.aws.inspect(|world| {
            let log_groups = &world.local(home)?.log_groups;
            log_of(log_groups.get(&name.log_group_name())?, request_id)
        });
        log.unwrap_or_default()
    }

    /// Invocations of one function at once.
    pub fn concurrency(&self) -> usize {
        self.shared.options.concurrency
    }

    /// Every process there is, warm ones too.
    pub fn processes(&self) -> Vec<ProcessInfo> {
        self.shared.registry.list()
    }

    /// The process whose requests are signed with this access key.
    pub fn process_of(&self, access_key_id: &str) -> Option<ProcessInfo> {
        let mut processes = self.processes().into_iter();
        processes.find(|process| process.access_key_id == access_key_id)
    }

    /// Kills every process. Invocations that run end with [`InvokeError::Stopping`], and none is started any more.
    pub fn stop(&self) {
        self.shared.stopping.cancel();
        self.shared.pools.clear();
        self.shared.reapers.close();
    }

    /// After [`Runtime::stop`]: waits until every process is gone, for a moment at most.
    pub async fn stopped(&self) {
        let _ = tokio::time::timeout(STOP_PATIENCE, self.shared.reapers.wait()).await;
    }

    fn function(&self, home: &Home, name: &FunctionName) -> Result<Function, InvokeError> {
        let found = self.shared.aws.inspect(|world| {
            let functions = &world.local(home)?.functions;
            functions.get(name).cloned()
        });
        found.ok_or_else(|| InvokeError::NoFunction {
            region: home.region.clone(),
            name: name.clone(),
        })
    }

    async fn start(&self, function: &Function) -> Result<Process, InvokeError> {
        let executable = self.shared.code.executable(function).await;
        let executable = executable.map_err(|source| InvokeError::Code {
            name: function.name.clone(),
            source,
        })?;
        let start = Start {
            aws: Arc::clone(&self.shared.aws),
            endpoint: self.shared.options.endpoint.clone(),
            executable,
            credentials: self.new_credentials(function),
            log_stream_id: self.ids().upper_hex(32).to_lowercase(),
            registry: self.shared.registry.clone(),
            reapers: self.shared.reapers.clone(),
        };
        Process::start(function, start)
            .await
            .map_err(|source| InvokeError::Start {
                name: function.name.clone(),
                source,
            })
    }

    /// Keys with which the process acts as the function's role. Those of a function without a role, which only this process can make,
    /// are nobody's.
    fn new_credentials(&self, function: &Function) -> environment::Credentials {
        let name = function.name.as_str();
        if let Some(session) = self.shared.aws.open_role_session(&function.role, name) {
            return environment::Credentials {
                access_key_id: session.access_key_id,
                secret_access_key: session.secret_access_key,
                session_token: session.session_token,
            };
        }
        let mut ids = self.ids();
        environment::Credentials {
            access_key_id: format!("ASIA{}", ids.upper_hex(16)),
            secret_access_key: ids.alphanumeric(40),
            session_token: ids.alphanumeric(120),
        }
    }

    fn ids(&self) -> MutexGuard<'_, Ids> {
        self.shared.ids.lock().expect("making an id does not panic")
    }
}

fn log_of(group: &LogGroup, request_id: &str) -> Option<String> {
    let start = report::start(request_id);
    // From its end: what is asked for was written a moment ago.
    let start = group
        .events()
        .rev()
        .find(|event| *event.message == *start)?;
    let mut log = String::new();
    for event in group.stream_from(start) {
        log.push_str(&event.message);
        log.push('\n');
        if event.message.starts_with("REPORT ") {
            break;
        }
    }
    Some(log)
}
