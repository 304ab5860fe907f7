//! The runtime API at a port that stays, for a process that the user starts.
//!
//! Not `axum::serve`, which does not say when a connection ends; and no time-outs, since a connection idles for as long as somebody
//! stands in a debugger.

use std::net::{IpAddr, SocketAddr};

use axum::Router;
use axum::extract::{Extension, Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, Version, header};
use axum::middleware::{Next as Rest, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::client::{Client, Connection};
use crate::runtime::listener::{NEXT, posts};
use crate::runtime::request::{Event, Post};

/// A client that asks for its next invocation.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) client: Client,
    /// Dropping it leaves the client without an answer.
    pub(super) reply: oneshot::Sender<Result<Event, Occupied>>,
}

/// Another process is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Occupied {
    /// Of the one that is, where it is known.
    pub(super) process_id: Option<u32>,
}

/// Where requests go.
#[derive(Debug, Clone)]
pub(super) struct Door {
    pub(super) asked: mpsc::Sender<Asked>,
    pub(super) posts: mpsc::Sender<Post>,
}

/// Serves until it is dropped, which ends every connection.
pub(super) async fn serve(listener: TcpListener, address: SocketAddr, door: Door) {
    let router = Router::new()
        .route(NEXT, get(next))
        .with_state(door.asked)
        .merge(posts().with_state(door.posts))
        .layer(from_fn(keep_pages_out));
    let mut connections = JoinSet::new();
    for number in 0.. {
        let (stream, its_end) = loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok(accepted) => break accepted,
                    Err(error) => {
                        tracing::warn!(%error, "cannot accept a connection to a function's runtime API");
                        // Most likely out of file descriptors: there is room again when a connection ends.
                        let _ = connections.join_next().await;
                    }
                },
                Some(_) = connections.join_next() => {}
            }
        };
        let connection = Connection {
            number,
            its_end,
            our_end: address,
            closed: CancellationToken::new(),
        };
        connections.spawn(converse(stream, connection, router.clone()));
    }
}

async fn converse(stream: TcpStream, connection: Connection, router: Router) {
    // However this ends, it is told.
    let _closed = connection.closed.clone().drop_guard();
    // Answers are waited for. Where this cannot be set they only come later.
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router.layer(Extension(connection)));
    // Without a timer: with one, hyper would close a connection that idles for half a minute.
    let serving = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    if let Err(error) = serving.await {
        tracing::debug!(%error, "a connection to a function's runtime API broke off");
    }
}

async fn next(
    State(asked): State<mpsc::Sender<Asked>>,
    Extension(connection): Extension<Connection>,
    version: Version,
    headers: HeaderMap,
) -> Response {
    let client = Client::of(connection, version, &headers).await;
    let (reply, answer) = oneshot::channel();
    let is_heard = asked.send(Asked { client, reply }).await.is_ok();
    match answer.await {
        Ok(Ok(event)) => event.into_response(),
        Ok(Err(occupied)) => occupied.into_response(),
        // Asked again by the same client, or nobody is there any more: then the connection ends too.
        Err(_) if is_heard => StatusCode::CONFLICT.into_response(),
        Err(_) => std::future::pending().await,
    }
}

impl IntoResponse for Occupied {
    /// In the form of the runtime API's own errors.
    fn into_response(self) -> Response {
        let who = match self.process_id {
            Some(id) => format!("process {id}"),
            None => "another process".to_owned(),
        };
        let message = format!(
            "{who} is attached to this function already, and gets its invocations. Stop it first, or stop this one"
        );
        let body = json!({"errorMessage": message, "errorType": "Emulator.AlreadyAttached"});
        forbidden(&body)
    }
}

fn forbidden(body: &Value) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::FORBIDDEN, kind, body.to_string()).into_response()
}

/// The port is on loopback and known, and a page in the user's browser reaches loopback too: it would take the invocations away. No runtime
/// client says where a page is from, or calls this machine by a name that could be anybody's.
async fn keep_pages_out(request: Request, rest: Rest) -> Response {
    if is_from_a_page(request.headers()) {
        let body = json!({
            "errorMessage": "pages may not call the runtime API, nor may it be called by another name than this machine's own",
            "errorType": "Emulator.Forbidden",
        });
        return forbidden(&body);
    }
    rest.run(request).await
}

fn is_from_a_page(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST);
    let is_foreign = host.is_some_and(|host| {
        let authority = host
            .to_str()
            .ok()
            .and_then(|host| host.parse::<Authority>().ok());
        !authority.is_some_and(|authority| is_local(authority.host()))
    });
    is_foreign || headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site")
}

/// Addresses are no names, `localhost` is nobody else's, and so is the name that containers call their machine by.
fn is_local(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let names = ["localhost", "host.docker.internal"];
    names.iter().any(|name| host.eq_ignore_ascii_case(name)) || address.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    #[test]
    fn pages_are_told_from_runtime_clients() {
        let check = |name: &'static str, value: &'static str, expected| {
            let header = (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
            let headers = HeaderMap::from_iter([header]);
            assert_eq!(is_from_a_page(&headers), expected, "{name}: {value}");
        };
        check("host", "127.0.0.1:9001", false);
        check("host", "localhost:9001", false);
        check("host", "[::1]:9001", false);
        check("host", "evil.example:9001", true);
        check("origin", "https://evil.example", true);
        check("sec-fetch-site", "same-origin", true);
        check("user-agent", "aws-lambda-rust/1", false);
    }
}
