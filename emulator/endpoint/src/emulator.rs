//! One running emulator: a world, a clock, a port, and functions at work.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::{Request, Response};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::aws::Aws;
use crate::aws::travel::{NeverIdle, Travelled};
use crate::clock::Clock;
use crate::connections::{self, Answering, Idle};
use crate::post::Poster;
use crate::post::trust::{Trust, TrustError};
use crate::runtime::{self, Runtime, RuntimeOptions};
use crate::server;
use crate::wire::code::code_of;
use crate::wire::unread::Unread;
use crate::world::access::Enforcement;
use crate::world::function::Concurrency;
use crate::world::metrics::MetricAges;
use crate::world::{Settings, World};

/// What an emulator is started with.
#[derive(Debug)]
pub struct Options {
    /// The address that is listened on: 127.0.0.1, where nobody but this machine comes by.
    pub host: IpAddr,
    /// The port; 0 picks a free one.
    pub port: u16,
    /// Names beside the usual ones that a `Host` header may hold.
    pub hosts: Vec<String>,
    /// Where `now` comes from.
    pub clock: Clock,
    /// Worlds of one seed hand out the same ids in the same order.
    pub seed: u64,
    /// Which timestamps CloudWatch takes; any, for replaying old logs.
    pub metric_ages: MetricAges,
    /// What becomes of a request with a member that nobody reads.
    pub unread: Unread,
    /// Whose calls policies decide.
    pub enforcement: Enforcement,
    /// `aws:SecureTransport` is false for clients: the port has no TLS.
    pub plain_http_is_insecure: bool,
    /// Processes of one function at once; `None` leaves it to the machine.
    pub function_concurrency: Option<usize>,
    /// Certificates in PEM that SNS trusts beside this machine's, when it POSTs to an `https` endpoint.
    pub sns_ca_file: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            hosts: Vec::new(),
            clock: Clock::system(),
            seed: 0,
            metric_ages: MetricAges::AsOnAws,
            unread: Unread::Refused,
            enforcement: Enforcement::default(),
            plain_http_is_insecure: false,
            function_concurrency: None,
            sns_ca_file: None,
        }
    }
}

/// Why an emulator does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("port {port} is taken")]
    PortTaken { port: u16 },
    #[error("cannot listen on {address}")]
    Bind {
        address: SocketAddr,
        #[source]
        source: io::Error,
    },
    #[error("SNS cannot trust what it is to trust")]
    Trust(#[from] TrustError),
}

/// A running emulator. Dropping it stops the serving and every function at once; [`Emulator::shutdown`] lets requests
/// finish.
#[derive(Debug)]
pub struct Emulator {
    address: SocketAddr,
    requests: Requests,
    aws: Arc<Aws>,
    runtime: Runtime,
    /// Makes POSTs for as long as it is there.
    _poster: Poster,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
    driver: JoinHandle<Infallible>,
}

impl Emulator {
    /// Binds the port and serves an empty AWS on it. The port is ready when this returns.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let trust = Trust::new(options.sns_ca_file.as_deref())?;
        let asked = SocketAddr::new(options.host, options.port);
        let listener = bind(asked).await?;
        let bind_error = |source| StartError::Bind {
            address: asked,
            source,
        };
        let address = listener.local_addr().map_err(bind_error)?;
        let world = World::new(options.seed).with_settings(Settings {
            metric_ages: options.metric_ages,
            host: runtime::host::detect(),
            enforcement: options.enforcement,
            plain_http_is_insecure: options.plain_http_is_insecure,
            concurrency: Concurrency {
                places: options.function_concurrency.unwrap_or_else(runtime::places),
                ..Concurrency::default()
            },
            functions_are_prepared: true,
        });
        let aws = Arc::new(Aws::new(world, Arc::new(options.clock), code_of));
        let driver = tokio::spawn({
            let aws = Arc::clone(&aws);
            async move { aws.drive().await }
        });
        let (stop, stopped) = watch::channel(false);
        let runtime = RuntimeOptions::new(format!("http://{}", reachable(address)));
        let runtime = Runtime::new(Arc::clone(&aws), runtime);
        let poster = Poster::start(Arc::clone(&aws), trust);
        let answering = server::answering(
            Arc::clone(&aws),
            runtime.clone(),
            options.hosts,
            options.unread,
        );
        let requests = Requests(answering.clone());
        let serving = connections::serve(listener, answering, Idle::Closed, stopped);
        let serving = tokio::spawn(serving);
        Ok(Self {
            address,
            requests,
            aws,
            runtime,
            _poster: poster,
            stop,
            serving,
            driver,
        })
    }

    /// The URL for `AWS_ENDPOINT_URL`. An address, not a name, so that the SDKs address buckets by path.
    pub fn endpoint(&self) -> String {
        format!("http://{}", reachable(self.address))
    }

    /// Where the port is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn aws(&self) -> &Arc<Aws> {
        &self.aws
    }

    /// A way to the port without the socket.
    pub fn requests(&self) -> Requests {
        self.requests.clone()
    }

    /// Moves the emulator's clock forward: visibility timeouts, delays, batch windows and the ages of metrics follow it.
    pub fn advance(&self, by: Duration) {
        self.aws.clock().advance(by);
    }

    /// Goes from due moment to due moment until nothing waits to be done, and says what it went to: see
    /// [`Aws::run_until_idle`].
    ///
    /// # Errors
    /// A world that does not come to rest.
    pub async fn run_until_idle(&self) -> Result<Travelled, NeverIdle> {
        self.aws.run_until_idle().await
    }

    /// The functions at work.
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// Ends every function, takes no more requests, lets those under way finish for a moment, and stops. A batch that was
    /// being processed is not settled.
    pub async fn shutdown(mut self) {
        self.aws.hold();
        self.runtime.stop();
        self.aws.drain().await;
        self.runtime.stopped().await;
        self.stop.send_replace(true);
        let _ = (&mut self.serving).await;
        self.driver.abort();
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.aws.hold();
        self.runtime.stop();
        self.serving.abort();
        self.driver.abort();
    }
}

/// Takes requests as the port takes them, from within the process: everything but the socket and HTTP's own bytes.
#[derive(Debug, Clone)]
pub struct Requests(Answering);

impl Requests {
    /// Answers one request. Its URI is a path; `Host` and `Authorization` mean what they mean at the port.
    pub async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.0.answer(request).await
    }
}

/// Where a client of this machine finds what listens there: every address is no address.
fn reachable(address: SocketAddr) -> SocketAddr {
    let host = match address.ip() {
        IpAddr::V4(any) if any.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(any) if any.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        host => host,
    };
    SocketAddr::new(host, address.port())
}

async fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    let port = address.port();
    TcpListener::bind(address)
        .await
        .map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => StartError::PortTaken { port },
            _ => StartError::Bind { address, source },
        })
}
