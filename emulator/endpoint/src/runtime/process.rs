//! One process of a function, and the invocations on it, one at a time.
//!
//! A process is a direct child of the emulator in a process group of its own. It ends, with everything it started,
//! when it times out and when it is dropped; a crashed process is noticed and never used again. Should the emulator
//! itself be killed, its children lose their runtime API, at which runtime clients exit.

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use nix::sys::signal::Signal;
use tokio::process::Command;
use tokio::sync::{mpsc, oneshot};
use tokio_util::task::TaskTracker;

use super::environment::{self, Credentials, Surroundings};
use super::group::ProcessGroup;
use super::listener::RuntimeApi;
use super::log_writer::LogWriter;
use super::output::Output;
use super::registry::{ProcessInfo, Registration, Registry};
use super::report::{self, Report, Status};
use super::request::{Acknowledgement, ApiRequest, Event, Post};
use crate::aws::Aws;
use crate::clock::elapsed;
use crate::world::function::{Function, FunctionFailure, Order, Outcome, Ran};

/// The least time a process is given to ask for its first event.
/// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html>
const INIT_TIMEOUT: Duration = Duration::from_secs(10);

/// Why no process could be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("no port for its runtime API could be bound")]
    Listen(#[source] std::io::Error),
    #[error("{} could not be executed", executable.display())]
    Execute {
        executable: PathBuf,
        #[source]
        source: std::io::Error,
    },
}

/// What a process is started with.
#[derive(Debug)]
pub(super) struct Start {
    pub(super) aws: Arc<Aws>,
    pub(super) endpoint: String,
    pub(super) executable: PathBuf,
    pub(super) credentials: Credentials,
    pub(super) log_stream_id: String,
    pub(super) registry: Registry,
    pub(super) reapers: TaskTracker,
}

/// A running process of a function.
#[derive(Debug)]
pub(super) struct Process {
    aws: Arc<Aws>,
    group: ProcessGroup,
    requests: mpsc::Receiver<ApiRequest>,
    /// The `/next` that is held open, when it came before there was an event.
    next: Option<oneshot::Sender<Event>>,
    output: Output,
    log: LogWriter,
    deployment_id: String,
    started: Timestamp,
    /// Has not yet asked for its first event.
    is_new: bool,
    _runtime_api: RuntimeApi,
    _registration: Registration,
}

/// How an invocation ended, before it is told to anybody.
enum End {
    Answered(Outcome),
    Exited(ExitStatus),
    TimedOut,
}

impl Process {
    pub(super) async fn start(function: &Function, start: Start) -> Result<Self, StartError> {
        // One request at a time is all that a process makes.
        let (sender, requests) = mpsc::channel(1);
        let runtime_api = RuntimeApi::listen(sender)
            .await
            .map_err(StartError::Listen)?;
        let log = LogWriter::create(Arc::clone(&start.aws), function, &start.log_stream_id);
        let started = start.aws.clock().system_now();
        let mut group = spawn(function, &start, &runtime_api, &log)?;
        let registration = start.registry.enter(ProcessInfo {
            region: function.home.region.clone(),
            function: function.name.clone(),
            process_id: group.id(),
            access_key_id: start.credentials.access_key_id,
            running: None,
        });
        Ok(Self {
            output: Output::follow(group.child(), log.clone()),
            aws: start.aws,
            group,
            requests,
            next: None,
            log,
            deployment_id: function.deployment_id.clone(),
            started,
            is_new: true,
            _runtime_api: runtime_api,
            _registration: registration,
        })
    }

    pub(super) fn id(&self) -> u32 {
        self.group.id()
    }

    pub(super) fn deployment_id(&self) -> &str {
        &self.deployment_id
    }

    /// Whether the process can take another invocation.
    pub(super) fn is_warm(&mut self) -> bool {
        self.group.is_running()
    }

    /// Runs one invocation: START, the event, what the function prints, its answer, END and REPORT.
    pub(super) async fn invoke(&mut self, order: &Order) -> Ran {
        let (function, request_id) = (&order.function, order.id.as_str());
        let init = match self.init(function, request_id).await {
            Ok(init) => init,
            Err(failure) => return Outcome::Failure(failure).into(),
        };
        self.log.write([report::start(request_id)]);
        let began = self.now();
        let deadline = began + function.timeout;
        let event = Event::new(order, began, deadline);
        let end = tokio::time::timeout(function.timeout, self.run(event)).await;
        let end = end.unwrap_or(End::TimedOut);
        let duration = elapsed(began, self.now());
        let max_memory_used_mb = max_memory_used_mb(self.group.id());
        if !matches!(end, End::Answered(_)) {
            self.group.end().await;
        }
        self.output.flush().await;
        let (outcome, status) = self.tell(function, request_id, end);
        let report = Report {
            request_id,
            duration,
            memory_size_mb: function.memory_size_mb,
            max_memory_used_mb,
            init,
            status,
        };
        self.log.write([report::end(request_id), report.line()]);
        Ran {
            outcome,
            duration: Some(duration),
        }
    }

    /// The init phase: until the process asks for its first event. `None` when that lies behind it.
    async fn init(
        &mut self,
        function: &Function,
        request_id: &str,
    ) -> Result<Option<Duration>, FunctionFailure> {
        if !self.is_new {
            return Ok(None);
        }
        let patience = INIT_TIMEOUT.max(function.timeout);
        let ready = tokio::time::timeout(patience, self.wait_for_first_next()).await;
        let init = elapsed(self.started, self.now());
        let failure = match ready {
            Ok(Ok(())) => {
                self.is_new = false;
                return Ok(Some(init));
            }
            Ok(Err(failure)) => failure,
            Err(_) => NoAnswer::TimedOut(patience),
        };
        self.group.end().await;
        self.output.flush().await;
        let (error_type, failure) = failure.tell(request_id);
        self.log.write([
            report::init_failed(init, error_type),
            report::start(request_id),
            format!("{error_type} RequestId: {request_id}"),
            report::end(request_id),
        ]);
        Err(failure)
    }

    async fn wait_for_first_next(&mut self) -> Result<(), NoAnswer> {
        loop {
            tokio::select! {
                biased;
                Some(request) = self.requests.recv() => match request {
                    ApiRequest::Next(next) => {
                        self.next = Some(next);
                        return Ok(());
                    }
                    ApiRequest::Post(Post::InitError { payload, acknowledge }) => {
                        let _ = acknowledge.send(Acknowledgement::Accepted);
                        return Err(NoAnswer::Reported(payload));
                    }
                    ApiRequest::Post(post) => {
                        post.settle(None);
                    }
                },
                Ok(status) = self.group.wait() => return Err(NoAnswer::Exited(status)),
            }
        }
    }

    /// Hands over the event and waits for the answer or the end of the process. Has no time-out of its own.
    async fn run(&mut self, event: Event) -> End {
        let request_id = event.request_id.clone();
        let mut waiting = Some(event);
        loop {
            if waiting.is_some()
                && let Some(next) = self.next.take()
                && let Some(event) = waiting.take()
            {
                // Comes back when the process has hung up; it will ask again.
                waiting = next.send(event).err();
            }
            tokio::select! {
                biased;
                Some(request) = self.requests.recv() => {
                    if let Some(outcome) = self.take_request(request, &request_id) {
                        return End::Answered(outcome);
                    }
                }
                Ok(status) = self.group.wait() => return End::Exited(status),
            }
        }
    }

    /// The outcome, when the request carries the answer to the running invocation.
    fn take_request(&mut self, request: ApiRequest, running: &str) -> Option<Outcome> {
        match request {
            ApiRequest::Next(next) => {
                self.next = Some(next);
                None
            }
            ApiRequest::Post(post) => post.settle(Some(running)),
        }
    }

    /// Turns the end of an invocation into what its caller is told, and writes the line that Lambda writes of it.
    fn tell(&self, function: &Function, request_id: &str, end: End) -> (Outcome, Status<'static>) {
        match end {
            End::Answered(outcome) => (outcome, Status::Answered),
            End::Exited(status) => {
                let (error_type, failure) = NoAnswer::Exited(status).tell(request_id);
                let line = failure.message().into_iter();
                self.log.write(line.chain([error_type.to_owned()]));
                (Outcome::Failure(failure), Status::Error { error_type })
            }
            End::TimedOut => {
                let now = self.aws.clock().now();
                let line = report::timed_out(now, request_id, function.timeout);
                self.log.write([line]);
                let failure = timed_out(request_id, function.timeout);
                (Outcome::Failure(failure), Status::Timeout)
            }
        }
    }

    fn now(&self) -> Timestamp {
        self.aws.clock().system_now()
    }
}

/// Why a process could not take its first event, or took an event and gave no answer.
enum NoAnswer {
    Exited(ExitStatus),
    TimedOut(Duration),
    Reported(Bytes),
}

impl NoAnswer {
    /// The type of the error, and what the caller is told.
    fn tell(self, request_id: &str) -> (&'static str, FunctionFailure) {
        match self {
            Self::Exited(status) => {
                let message = format!("RequestId: {request_id} Error: {}", exit_reason(status));
                let failure = FunctionFailure::new("Runtime.ExitError", &message);
                ("Runtime.ExitError", failure)
            }
            Self::TimedOut(after) => ("Sandbox.Timedout", timed_out(request_id, after)),
            Self::Reported(payload) => ("Runtime.Unknown", FunctionFailure { payload }),
        }
    }
}

fn timed_out(request_id: &str, after: Duration) -> FunctionFailure {
    let message = format!(
        "RequestId: {request_id} Error: Task timed out after {:.2} seconds",
        after.as_secs_f64()
    );
    FunctionFailure::new("Sandbox.Timedout", &message)
}

/// The end of a process in Lambda's words.
fn exit_reason(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(0), _) => "Runtime exited without providing a reason".to_owned(),
        (Some(code), _) => format!("Runtime exited with error: exit status {code}"),
        (None, signal) => {
            let name = signal.and_then(|number| Signal::try_from(number).ok());
            let name = name.map_or("unknown", Signal::as_str);
            format!("Runtime exited with error: signal: {name}")
        }
    }
}

fn spawn(
    function: &Function,
    start: &Start,
    runtime_api: &RuntimeApi,
    log: &LogWriter,
) -> Result<ProcessGroup, StartError> {
    let task_root = start.executable.parent().unwrap_or(Path::new("/"));
    let surroundings = Surroundings {
        runtime_api: runtime_api.address(),
        endpoint: &start.endpoint,
        credentials: &start.credentials,
        log_stream_name: log.stream_name(),
        task_root: Some(task_root),
    };
    let mut command = Command::new(&start.executable);
    command
        .env_clear()
        .envs(environment::variables(function, surroundings))
        .current_dir(task_root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    ProcessGroup::spawn(command, start.reapers.clone()).map_err(|source| StartError::Execute {
        executable: start.executable.clone(),
        source,
    })
}

/// The peak of the process' resident memory in MB, where Linux tells.
fn max_memory_used_mb(process_id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process_id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes.div_ceil(1024))
}
