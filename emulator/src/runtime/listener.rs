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
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::AbortHandle;

use super::MAX_PAYLOAD_BYTES;

/// Bytes of an answer: Lambda allows a hundred more than for an event.
pub const MAX_RESPONSE_BYTES: usize = MAX_PAYLOAD_BYTES + 100;

/// What a process asks of the runtime API.
#[derive(Debug)]
pub enum ApiRequest {
    /// `GET /next`: held open until there is an event. Dropping the channel ends the connection without an answer.
    Next(oneshot::Sender<Event>),
    /// `POST /<id>/response`.
    Response {
        request_id: String,
        answer: Answer,
        acknowledge: oneshot::Sender<Acknowledgement>,
    },
    /// `POST /<id>/error`.
    Error {
        request_id: String,
        payload: Bytes,
        acknowledge: oneshot::Sender<Acknowledgement>,
    },
    /// `POST /init/error`.
    InitError {
        payload: Bytes,
        acknowledge: oneshot::Sender<Acknowledgement>,
    },
}

/// The body of a `POST /<id>/response`.
#[derive(Debug)]
pub enum Answer {
    Whole(Bytes),
    /// More than [`MAX_RESPONSE_BYTES`].
    TooLarge,
    /// The connection broke before the body was whole.
    CutOff,
}

/// What `/next` answers.
#[derive(Debug, Clone)]
pub struct Event {
    pub request_id: String,
    /// The system's time, because the process compares it with its own clock.
    pub deadline_epoch_ms: i64,
    pub function_arn: String,
    pub trace_id: String,
    pub payload: Bytes,
}

/// What a `POST` is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acknowledgement {
    Accepted,
    /// The id is not the running invocation's.
    UnknownRequestId,
}

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
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route(
                "/2018-06-01/runtime/invocation/{id}/response",
                post(response),
            )
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .route("/2018-06-01/runtime/init/error", post(init_error))
            .with_state(requests);
        let listener = listener.tap_io(|stream| {
            // Answers are waited for. Where this cannot be set they only come later.
            let _ = stream.set_nodelay(true);
        });
        let serve = async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "a runtime API stopped listening");
            }
        };
        Ok(Self {
            address,
            task: tokio::spawn(serve).abort_handle(),
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

type Requests = State<mpsc::Sender<ApiRequest>>;

async fn next(State(requests): Requests) -> Response {
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

async fn response(
    State(requests): Requests,
    Path(request_id): Path<String>,
    request: Request,
) -> Response {
    let answer = read_answer(request.into_body()).await;
    let (acknowledge, acknowledged) = oneshot::channel();
    let request = ApiRequest::Response {
        request_id,
        answer,
        acknowledge,
    };
    acknowledged_by(&requests, request, acknowledged).await
}

async fn error(
    State(requests): Requests,
    Path(request_id): Path<String>,
    request: Request,
) -> Response {
    let payload = read_error(request.into_body()).await;
    let (acknowledge, acknowledged) = oneshot::channel();
    let request = ApiRequest::Error {
        request_id,
        payload,
        acknowledge,
    };
    acknowledged_by(&requests, request, acknowledged).await
}

async fn init_error(State(requests): Requests, request: Request) -> Response {
    let payload = read_error(request.into_body()).await;
    let (acknowledge, acknowledged) = oneshot::channel();
    let request = ApiRequest::InitError {
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

async fn acknowledged_by(
    requests: &mpsc::Sender<ApiRequest>,
    request: ApiRequest,
    acknowledged: oneshot::Receiver<Acknowledgement>,
) -> Response {
    if requests.send(request).await.is_err() {
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

impl IntoResponse for Event {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.payload));
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        let texts = [
            ("lambda-runtime-aws-request-id", self.request_id),
            (
                "lambda-runtime-deadline-ms",
                self.deadline_epoch_ms.to_string(),
            ),
            ("lambda-runtime-invoked-function-arn", self.function_arn),
            ("lambda-runtime-trace-id", self.trace_id),
        ];
        for (name, text) in texts {
            let value = HeaderValue::try_from(text)
                .expect("ids, ARNs and numbers are visible ASCII characters");
            headers.insert(HeaderName::from_static(name), value);
        }
        response
    }
}
