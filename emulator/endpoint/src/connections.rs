//! The accept loop: one task a connection, all of which end with the loop.
//!
//! Not `axum::serve`: its connections outlive it, and a long poll would hold a stopping emulator for 20 s; and it brings HTTP/2 along, which
//! nobody speaks here.

use std::net::IpAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How long requests under way may take to finish once the server stops; long polls are cut off then.
const SHUTDOWN_GRACE: Duration = Duration::from_millis(500);

/// What becomes of a connection on which nothing is asked for half a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Idle {
    Closed,
    Kept,
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
    router: Router,
    idle: Idle,
    mut stop: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let connection = connection(stream, router.clone(), idle, stop.clone());
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
    router: Router,
    idle: Idle,
    mut stop: watch::Receiver<bool>,
) {
    // Small answers must not wait for the client's acknowledgement. Where this fails, they do.
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router);
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
