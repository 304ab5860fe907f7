//! The runtime API of one process, on a loopback port of its own.
//!
//! `/next` says nothing about which function or process asks: the port it arrives at does. Requests are handed to the
//! [`super::process`] as [`ApiRequest`]s, which answers each through the channel in it.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::AbortHandle;

use crate::connections::{self, Answering, Idle};

use super::request::{Acknowledgement, Answer, ApiRequest, MAX_RESPONSE_BYTES, Post};

/// Where a process asks for its next event.
pub const NEXT: &str = "/2018-06-01/runtime/invocation/next";

/// A listening runtime API; stops when dropped.
#[derive(Debug)]
pub struct RuntimeApi {
    address: SocketAddr,
    task: AbortHandle,
}

impl RuntimeApi {
    /// Listens on a free port of the loopback interface.
    ///
    /// # Errors
    /// When no port can be bound.
    pub async fn listen(requests: mpsc::Sender<ApiRequest>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let router = posts().route(NEXT, get(next)).with_state(requests);
        let serving = async move {
            // Until it is dropped. A function may run for as long as it likes without a word.
            let (_kept, stop) = watch::channel(false);
            let answering = Answering::by_path(router);
            connections::serve(listener, answering, Idle::Kept, stop).await;
        };
        Ok(Self {
            address,
            task: tokio::spawn(serving).abort_handle(),
        })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The paths at which a process tells something; each becomes a request for whoever takes it.
pub fn posts<R: From<Post> + Send + 'static>() -> Router<mpsc::Sender<R>> {
    Router::new()
        .route(
            "/2018-06-01/runtime/invocation/{id}/response",
            post(response),
        )
        .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
        .route("/2018-06-01/runtime/init/error", post(init_error))
}

type Requests<R> = State<mpsc::Sender<R>>;

async fn next(State(requests): Requests<ApiRequest>) -> Response {
    let (sender, event) = oneshot::channel();
    if requests.send(ApiRequest::Next(sender)).await.is_err() {
        return std::future::pending().await;
    }
    match event.await {
        Ok(event) => event.into_response(),
        // The process is about to be killed. Any answer but an event would make it panic first.
        Err(_) => std::future::pending().await,
    }
}

async fn response<R: From<Post>>(
    State(requests): Requests<R>,
    Path(request_id): Path<String>,
    request: Request,
) -> Response {
    let answer = read_answer(request.into_body()).await;
    let (acknowledge, acknowledged) = oneshot::channel();
    let request = Post::Response {
        request_id,
        answer,
        acknowledge,
    };
    acknowledged_by(&requests, request, acknowledged).await
}

async fn error<R: From<Post>>(
    State(requests): Requests<R>,
    Path(request_id): Path<String>,
    request: Request,
) -> Response {
    let payload = read_error(request.into_body()).await;
    let (acknowledge, acknowledged) = oneshot::channel();
    let request = Post::Error {
        request_id,
        payload,
        acknowledge,
    };
    acknowledged_by(&requests, request, acknowledged).await
}

async fn init_error<R: From<Post>>(State(requests): Requests<R>, request: Request) -> Response {
    let payload = read_error(request.into_body()).await;
    let (acknowledge, acknowledged) = oneshot::channel();
    let request = Post::InitError {
        payload,
        acknowledge,
    };
    acknowledged_by(&requests, request, acknowledged).await
}

async fn read_answer(body: Body) -> Answer {
    match Limited::new(body, MAX_RESPONSE_BYTES).collect().await {
        Ok(whole) => Answer::Whole(whole.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Answer::TooLarge,
        Err(_) => Answer::CutOff,
    }
}

/// An error that cannot be read is still an error: its text is then empty.
async fn read_error(body: Body) -> Bytes {
    match read_answer(body).await {
        Answer::Whole(payload) => payload,
        Answer::TooLarge | Answer::CutOff => Bytes::new(),
    }
}

async fn acknowledged_by<R: From<Post>>(
    requests: &mpsc::Sender<R>,
    request: Post,
    acknowledged: oneshot::Receiver<Acknowledgement>,
) -> Response {
    if requests.send(request.into()).await.is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    match acknowledged.await {
        Ok(Acknowledgement::Accepted) => {
            json(StatusCode::ACCEPTED, r#"{"status":"OK"}"#).into_response()
        }
        Ok(Acknowledgement::UnknownRequestId) => json(
            StatusCode::BAD_REQUEST,
            r#"{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}"#,
        )
        .into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn json(status: StatusCode, body: &'static str) -> impl IntoResponse {
    (status, [(header::CONTENT_TYPE, "application/json")], body)
}
