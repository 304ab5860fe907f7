//! Functions at work: native processes that speak the Lambda runtime API.
//!
//! Which invocations run and when is the world's to say: a [`Runtime`] carries out its orders. It takes a warm process of the
//! function, or starts one, hands it the event, waits for its answer, its end or its time-out, and says so. What it prints becomes log events, between the lines START, END and REPORT.
//!
//! - [`process`]: one process and the invocations on it, one at a time
//! - [`listener`]: the runtime API of one process, on a loopback port of its own; [`request`]: what it is asked
//! - [`attach`]: processes that the user starts in the place of the deployed code
//! - [`environment`], [`report`]: pure; the variables of a process and the lines around an invocation
//! - [`output`], `log_writer`: from a process' output to log events
//! - [`executable`], [`package`]: where a function's code is on this machine
//! - `pool`, `registry`: the warm processes by function, and every process there is
//!
//! # Departures from AWS
//! - A process is not frozen between invocations.
//! - The init phase may take as long as an invocation (on AWS 10 s), and a failed one is not tried a second time.

pub mod attach;
pub mod environment;
pub mod executable;
mod group;
pub mod host;
pub mod listener;
pub mod log_batches;
mod log_writer;
pub mod output;
pub mod package;
mod pool;
pub mod process;
mod registry;
pub mod report;
pub mod request;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::broadcast;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::aws::Aws;
use crate::aws::invocations::Work;
use crate::world::function::{
    Function, FunctionError, FunctionName, Invoke, Order, Ran, ThrottleReason,
};
use crate::world::id::Ids;
use crate::world::logs::LogGroup;
use crate::world::origin::{Caller, Home, Origin};

pub use crate::world::function::{FunctionFailure, MAX_PAYLOAD_BYTES, Outcome};
use attach::told::Told;
use attach::{AttachError, Attachments, Opening};
pub use executable::ExecutableError;
use pool::Pools;
pub use process::StartError;
use process::{Process, Start};
pub use registry::ProcessInfo;
use registry::Registry;

/// How long the end of processes that were killed is waited for. The system is not that slow.
const STOP_PATIENCE: Duration = Duration::from_secs(2);

/// How many processes of a function this machine runs at once: one per core, and at least two so that one waiting for its
/// answers does not hold up the other.
pub fn places() -> usize {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    cores.max(2)
}

/// How a [`Runtime`] runs its functions.
#[derive(Debug, Clone)]
pub struct RuntimeOptions {
    /// `http://127.0.0.1:port`: what functions get as `AWS_ENDPOINT_URL`, unless their configuration names another. With the
    /// address, never `localhost`: from an address the SDK takes path-style addressing of S3 by itself.
    pub endpoint: String,
    /// Runtimes of one seed hand out the same keys and names of log streams in the same order.
    pub seed: u64,
}

impl RuntimeOptions {
    pub fn new(endpoint: impl Into<String>) -> Self {
        Self {
            endpoint: endpoint.into(),
            seed: fastrand::u64(..),
        }
    }
}

/// Why a function was not run. What went wrong inside of it is an [`Outcome`].
#[derive(Debug, thiserror::Error)]
pub enum InvokeError {
    #[error(transparent)]
    Refused(#[from] FunctionError),
    /// The reason.
    #[error("{0}")]
    Lost(String),
}

/// Why an order could not be carried out.
#[derive(Debug, thiserror::Error)]
enum OrderError {
    #[error("the code of the function cannot be run")]
    Code(#[source] ExecutableError),
    #[error("no process of the function could be started")]
    Start(#[source] StartError),
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
    attachments: Attachments,
    pools: Pools,
    registry: Registry,
    stopping: CancellationToken,
    /// The tasks that wait for killed processes to be gone.
    reapers: TaskTracker,
    code: executable::CodeStore,
}

impl Runtime {
    /// Takes the orders of `aws` from now on. Inside of a runtime of tokio's.
    pub fn new(aws: Arc<Aws>, options: RuntimeOptions) -> Self {
        let shared = Shared {
            aws,
            ids: Mutex::new(Ids::new(options.seed)),
            attachments: Attachments::default(),
            pools: Pools::default(),
            registry: Registry::default(),
            stopping: CancellationToken::new(),
            reapers: TaskTracker::new(),
            code: executable::CodeStore::default(),
            options,
        };
        let shared = Arc::new(shared);
        if let Some(orders) = shared.aws.take_orders() {
            tokio::spawn(follow(orders, Arc::downgrade(&shared)));
        }
        Self { shared }
    }

    /// Whose functions these are.
    pub fn aws(&self) -> &Arc<Aws> {
        &self.shared.aws
    }

    /// Has the function run on one event, and waits for what comes of it.
    ///
    /// # Errors
    /// When `Invoke` is refused, or no process can be started.
    pub async fn invoke(
        &self,
        home: &Home,
        name: &FunctionName,
        payload: Bytes,
    ) -> Result<Invocation, InvokeError> {
        let origin = Origin {
            caller: Caller::Emulator,
            account: home.account,
            region: home.region.clone(),
            ..Origin::default()
        };
        let request = Invoke {
            function_name: name.to_string(),
            payload,
            ..Invoke::default()
        };
        let Some(pending) = self.shared.aws.invoke(&origin, request)? else {
            return Err(InvokeError::Lost("nobody waits for its end".to_owned()));
        };
        let request_id = pending.executed.invocation.to_string();
        match pending.outcome().await {
            Outcome::Throttled => {
                let reason = ThrottleReason::ConcurrentInvocationLimitExceeded;
                Err(FunctionError::TooManyRequests(reason).into())
            }
            Outcome::Lost(reason) => Err(InvokeError::Lost(reason)),
            outcome => Ok(Invocation {
                request_id,
                outcome,
            }),
        }
    }

    /// Lets a process of the user's own be attached to this function, at this port (0 is a free one; `None` the port that is open already, else
    /// [`attach::DEFAULT_PORT`]), and gives the environment that it has to be started in. Its keys are a session of the function's role and
    /// good for as long as this runtime is there.
    ///
    /// # Errors
    /// When there is no such function, its port is another one, or cannot be had.
    pub async fn attach(
        &self,
        home: &Home,
        name: &FunctionName,
        port: Option<u16>,
    ) -> Result<BTreeMap<String, String>, AttachError> {
        let shared = &self.shared;
        let function = shared.aws.inspect(|world| {
            let functions = &world.local(home)?.functions;
            functions.get(name).cloned()
        });
        let no_function = || AttachError::NoFunction {
            name: name.to_string(),
        };
        let function = function.ok_or_else(no_function)?;
        if let Some(environment) = shared.attachments.environment(&function, port) {
            return environment;
        }
        let opening = Opening {
            aws: Arc::clone(&shared.aws),
            endpoint: shared.options.endpoint.clone(),
            credentials: shared.new_credentials(&function),
            log_stream_id: shared.new_log_stream_id(),
            port,
        };
        shared.attachments.open(&function, opening).await
    }

    /// What becomes of attached processes from now on.
    pub fn follow_attached(&self) -> broadcast::Receiver<Told> {
        self.shared.attachments.follow()
    }

    /// What was logged of this invocation in this group, a line for each event: from START to REPORT. Empty when the log does not have it
    /// any more.
    pub fn log_of(&self, home: &Home, log_group_name: &str, request_id: &str) -> String {
        let log = self.shared.aws.inspect(|world| {
            let log_groups = &world.local(home)?.log_groups;
            log_of(log_groups.get(log_group_name)?, request_id)
        });
        log.unwrap_or_default()
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

    /// Kills every process. Invocations that run are lost, and none is started any more.
    pub fn stop(&self) {
        self.shared.stopping.cancel();
        self.shared.attachments.clear();
        self.shared.pools.clear();
        self.shared.reapers.close();
    }

    /// After [`Runtime::stop`]: waits until every process is gone, for a moment at most.
    pub async fn stopped(&self) {
        let _ = tokio::time::timeout(STOP_PATIENCE, self.shared.reapers.wait()).await;
    }
}

impl Shared {
    /// Carries out one order, and says what came of it.
    async fn carry_out(&self, order: Order) {
        let ran = tokio::select! {
            biased;
            () = self.stopping.cancelled() => Err(OrderError::Stopping),
            ran = self.run(&order) => ran,
        };
        let ran = ran.unwrap_or_else(|error| Outcome::Lost(chain(&error)).into());
        let home = &order.function.home;
        self.aws.end_invocation(home, &order.id, ran);
    }

    /// Its code is laid out: what is wrong with it is told when it is invoked, as on AWS.
    async fn prepare(&self, function: &Function) {
        let _ = self.code.executable(function).await;
        let (home, name) = (&function.home, &function.name);
        self.aws
            .function_prepared(home, name, &function.deployment_id);
    }

    async fn run(&self, order: &Order) -> Result<Ran, OrderError> {
        let function = &order.function;
        if let Some(ran) = self.attachments.run(order).await {
            return Ok(ran);
        }
        let mut process = match self.pools.take_warm(function) {
            Some(process) => process,
            None => self.start(function).await?,
        };
        let request_id = order.id.as_str();
        let mark = self.registry.mark_running(process.id(), request_id);
        let ran = process.invoke(order).await;
        drop(mark);
        if process.is_warm() {
            self.pools.put_back(function, process);
        }
        Ok(ran)
    }

    async fn start(&self, function: &Function) -> Result<Process, OrderError> {
        let executable = self.code.executable(function).await;
        let start = Start {
            aws: Arc::clone(&self.aws),
            endpoint: self.options.endpoint.clone(),
            executable: executable.map_err(OrderError::Code)?,
            credentials: self.new_credentials(function),
            log_stream_id: self.new_log_stream_id(),
            registry: self.registry.clone(),
            reapers: self.reapers.clone(),
        };
        let process = Process::start(function, start).await;
        process.map_err(OrderError::Start)
    }

    /// Keys with which the process acts as the function's role. Those of a function without a role, which only this process can make,
    /// are nobody's.
    fn new_credentials(&self, function: &Function) -> environment::Credentials {
        let name = function.name.as_str();
        if let Some(session) = self.aws.open_role_session(&function.role, name) {
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

    fn new_log_stream_id(&self) -> String {
        self.ids().upper_hex(32).to_lowercase()
    }

    fn ids(&self) -> MutexGuard<'_, Ids> {
        self.ids.lock().expect("making an id does not panic")
    }
}

/// Carries orders out for as long as there is a runtime.
async fn follow(mut orders: UnboundedReceiver<Work>, runtime: Weak<Shared>) {
    while let Some(work) = orders.recv().await {
        let Some(shared) = runtime.upgrade() else {
            return;
        };
        tokio::spawn(async move {
            match work {
                Work::Invoke(order) => shared.carry_out(*order).await,
                Work::Prepare(function) => shared.prepare(&function).await,
            }
        });
    }
}

/// An error with everything that led to it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
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
