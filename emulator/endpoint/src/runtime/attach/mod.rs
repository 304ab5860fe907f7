//! Processes that the user starts, in a debugger or by `cargo run`, in the place of a function's deployed code.
//!
//! A function that may be attached to has a runtime API at a port that stays. Whoever asks there for an invocation is attached: it gets
//! every invocation, one at a time and without a time-out. When it is gone, what it had fails as of a process that ended, and the deployed
//! code takes over.
//!
//! - `session`: who is attached; `subject`: an invocation on it
//! - `client`, `peer`: who asks, and whether it is gone
//! - `listener`: the port
//! - [`told`]: what the user is told

mod client;
mod listener;
mod peer;
mod session;
mod subject;
pub mod told;

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::net::TcpListener;
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::task::AbortHandle;

use super::environment::{self, Credentials, Surroundings};
use super::log_writer::LogWriter;
use crate::aws::Aws;
use crate::world::function::{Function, FunctionName, Order, Ran};
use crate::world::origin::Home;

use listener::Door;
use session::{Inbox, Session};
pub use subject::DEADLINE_AFTER;
use subject::{Given, Subject};
use told::Told;

/// The port where nothing else is said: that of AWS's own runtime interface emulator.
/// <https://github.com/aws/aws-lambda-runtime-interface-emulator>
pub const DEFAULT_PORT: u16 = 9001;

/// So many lines are kept for who is slow to read them.
const TOLD_AT_MOST: usize = 256;

/// Why no process can be attached.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    #[error("there is no function {name}")]
    NoFunction { name: String },
    #[error("port {port} is taken")]
    PortTaken { port: u16 },
    #[error("cannot listen on port {port}")]
    Listen {
        port: u16,
        #[source]
        source: io::Error,
    },
    #[error("processes of {name} are attached at port {port}")]
    Elsewhere { name: FunctionName, port: u16 },
    #[error("the emulator is stopping")]
    Stopping,
}

/// The functions that may be attached to.
#[derive(Debug)]
pub(super) struct Attachments {
    /// Whether there are any: a look that costs an invocation nothing.
    are_there: AtomicBool,
    open: Mutex<Open>,
    told: broadcast::Sender<Told>,
}

#[derive(Debug, Default)]
struct Open {
    by_function: BTreeMap<(Home, FunctionName), Attachment>,
    is_over: bool,
}

/// What a function is opened with.
#[derive(Debug)]
pub(super) struct Opening {
    pub(super) aws: Arc<Aws>,
    pub(super) endpoint: String,
    pub(super) credentials: Credentials,
    pub(super) log_stream_id: String,
    /// `None` takes what is open already, else [`DEFAULT_PORT`]; 0 picks a free one.
    pub(super) port: Option<u16>,
}

/// A function that may be attached to, until this is dropped.
#[derive(Debug)]
struct Attachment {
    address: SocketAddr,
    endpoint: String,
    credentials: Credentials,
    log_stream_name: String,
    given: mpsc::UnboundedSender<Given>,
    tasks: [AbortHandle; 2],
}

impl Default for Attachments {
    fn default() -> Self {
        Self {
            are_there: AtomicBool::new(false),
            open: Mutex::default(),
            told: broadcast::Sender::new(TOLD_AT_MOST),
        }
    }
}

impl Attachments {
    pub(super) fn follow(&self) -> broadcast::Receiver<Told> {
        self.told.subscribe()
    }

    /// The environment in which a process is attached to this function, where that is open.
    pub(super) fn environment(
        &self,
        function: &Function,
        port: Option<u16>,
    ) -> Option<Result<BTreeMap<String, String>, AttachError>> {
        let open = self.lock();
        let attachment = open.by_function.get(&key(function))?;
        let is_there = attachment.address.port();
        Some(match port {
            Some(asked) if asked != 0 && asked != is_there => Err(AttachError::Elsewhere {
                name: function.name.clone(),
                port: is_there,
            }),
            _ => Ok(attachment.environment(function)),
        })
    }

    /// Opens the port of a function that has none.
    pub(super) async fn open(
        &self,
        function: &Function,
        opening: Opening,
    ) -> Result<BTreeMap<String, String>, AttachError> {
        let attachment = Attachment::open(function, opening, self.told.clone()).await?;
        let environment = attachment.environment(function);
        let mut open = self.lock();
        if open.is_over {
            return Err(AttachError::Stopping);
        }
        open.by_function.insert(key(function), attachment);
        self.are_there.store(true, Ordering::Release);
        Ok(environment)
    }

    /// Has the attached process run this; `None` where none is attached, or none took it.
    pub(super) async fn run(&self, order: &Order) -> Option<Ran> {
        if !self.are_there.load(Ordering::Acquire) {
            return None;
        }
        let key = key(&order.function);
        let given = self.lock().by_function.get(&key)?.given.clone();
        let (reply, ran) = oneshot::channel();
        let invocation = Given {
            order: order.clone(),
            reply,
        };
        given.send(invocation).ok()?;
        ran.await.ok().flatten()
    }

    /// Closes every port, for good.
    pub(super) fn clear(&self) {
        let mut open = self.lock();
        open.is_over = true;
        open.by_function.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open
            .lock()
            .expect("nothing panics while it holds the list")
    }
}

impl Attachment {
    async fn open(
        function: &Function,
        opening: Opening,
        told: broadcast::Sender<Told>,
    ) -> Result<Self, AttachError> {
        let port = opening.port.unwrap_or(DEFAULT_PORT);
        let listening = bind(port).await;
        let (listener, address) = listening.map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => AttachError::PortTaken { port },
            _ => AttachError::Listen { port, source },
        })?;
        let log = LogWriter::prepare(Arc::clone(&opening.aws), function, &opening.log_stream_id);
        let log_stream_name = log.stream_name().to_owned();
        let (given, given_to) = mpsc::unbounded_channel();
        // Requests are taken one after the other: one at a time may wait.
        let (asked, asked_of) = mpsc::channel(1);
        let (posts, posted) = mpsc::channel(1);
        let subject = Subject {
            aws: opening.aws,
            home: function.home.clone(),
            name: function.name.clone(),
            log,
            told,
        };
        let inbox = Inbox {
            asked: asked_of,
            posts: posted,
            given: given_to,
        };
        let session = tokio::spawn(Session::new(subject, inbox).run());
        let serving = tokio::spawn(listener::serve(listener, address, Door { asked, posts }));
        Ok(Self {
            address,
            endpoint: opening.endpoint,
            credentials: opening.credentials,
            log_stream_name,
            given,
            tasks: [serving.abort_handle(), session.abort_handle()],
        })
    }

    fn environment(&self, function: &Function) -> BTreeMap<String, String> {
        let surroundings = Surroundings {
            runtime_api: self.address,
            endpoint: &self.endpoint,
            credentials: &self.credentials,
            log_stream_name: &self.log_stream_name,
            task_root: None,
        };
        environment::attached(function, surroundings)
    }
}

impl Drop for Attachment {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

async fn bind(port: u16) -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

fn key(function: &Function) -> (Home, FunctionName) {
    (function.home.clone(), function.name.clone())
}
