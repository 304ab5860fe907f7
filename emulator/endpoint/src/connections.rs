//! The accept loop: one task a connection, all of which end with the loop.
//!
//! Not `axum::serve`: its connections outlive it, and a long poll would hold a stopping emulator for 20 s; and it brings HTTP/2 along, which
//! nobody speaks here.

use std::convert::Infallible;
use std::fmt;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use futures::future::{BoxFuture, FutureExt as _};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower_service::Service as _;

/// How long requests under way may take to finish once the server stops; long polls are cut off then.
const SHUTDOWN_GRACE: Duration = Duration::from_millis(500);

/// What becomes of a connection on which nothing is asked for half a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Idle {
    Closed,
    Kept,
}

/// What answers the requests of a port.
#[derive(Clone)]
pub(crate) struct Answering(Arc<dyn Fn(Request) -> BoxFuture<'static, Response> + Send + Sync>);

impl Answering {
    /// One function for everything that is asked.
    pub(crate) fn by<F>(answer: impl Fn(Request) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Response> + Send + 'static,
    {
        Self(Arc::new(move |request| answer(request).boxed()))
    }

    /// A function for each path.
    pub(crate) fn by_path(router: Router) -> Self {
        Self::by(move |request| {
            let mut router = router.clone();
            async move {
                let answered = router.call(request).await;
                answered.unwrap_or_else(|never| match never {})
            }
        })
    }

    pub(crate) async fn answer(&self, request: Request) -> Response {
        (self.0)(request).await
    }
}

impl fmt::Debug for Answering {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Answering").finish_non_exhaustive()
    }
}

tokio::task_local! {
    /// Who is at the other end of the connection. It is the task's, as a connection is one, and no request has to carry it.
    static PEER: IpAddr;
}

/// Who is at the other end of the connection that the request came over; `None` where no socket lies between.
pub(crate) fn peer() -> Option<IpAddr> {
    PEER.try_with(|peer| *peer).ok()
}

/// Serves until `stop` turns true. Dropping the future cuts every connection off.
pub(crate) async fn serve(
    listener: TcpListener,
    answering: Answering,
    idle: Idle,
    mut stop: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let connection = connection(stream, answering.clone(), idle, stop.clone());
                    connections.spawn(PEER.scope(peer.ip().to_canonical(), connection));
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    // Most likely out of file descriptors: there is room again when a connection ends.
                    let _ = connections.join_next().await;
                }
            },
            Some(_) = connections.join_next() => {}
            () = stopped(&mut stop) => break,
        }
    }
    drop(listener);
    let drained = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(SHUTDOWN_GRACE, drained).await;
}

async fn connection(
    stream: TcpStream,
    answering: Answering,
    idle: Idle,
    mut stop: watch::Receiver<bool>,
) {
    // Small answers must not wait for the client's acknowledgement. Where this fails, they do.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: Request<Incoming>| {
        let answered = (answering.0)(request.map(Body::new));
        answered.map(Ok::<_, Infallible>)
    });
    let mut http = http1::Builder::new();
    if idle == Idle::Closed {
        http.timer(TokioTimer::new());
    }
    let serving = http.serve_connection(TokioIo::new(stream), service);
    let mut serving = pin!(serving);
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        () = stopped(&mut stop) => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = ended {
        // A client that goes away in the middle is no news.
        tracing::debug!(%error, "a connection broke off");
    }
}

/// Returns when the server is to stop, or when nobody is left who could say so.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}
