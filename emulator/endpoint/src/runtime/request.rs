//! What a process asks of the runtime API, and what it is answered, whoever listens.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use jiff::Timestamp;
use tokio::sync::oneshot;

use crate::world::function::{FunctionFailure, MAX_PAYLOAD_BYTES, Order, Outcome};

/// Bytes of an answer: Lambda allows a hundred more than for an event.
pub const MAX_RESPONSE_BYTES: usize = MAX_PAYLOAD_BYTES + 100;

/// What a process asks of the runtime API.
#[derive(Debug)]
pub enum ApiRequest {
    /// `GET /next`: held open until there is an event. Dropping the channel ends the connection without an answer.
    Next(oneshot::Sender<Event>),
    Post(Post),
}

/// What a process tells the runtime API.
#[derive(Debug)]
pub enum Post {
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

impl From<Post> for ApiRequest {
    fn from(post: Post) -> Self {
        Self::Post(post)
    }
}

impl Post {
    /// The outcome of the running invocation, when this is the answer to it. Whoever tells something else is told that it is not wanted.
    pub fn settle(self, running: Option<&str>) -> Option<Outcome> {
        let (request_id, outcome, acknowledge) = match self {
            Self::InitError { acknowledge, .. } => {
                let _ = acknowledge.send(Acknowledgement::UnknownRequestId);
                return None;
            }
            Self::Response {
                request_id,
                answer,
                acknowledge,
            } => (request_id, answer.into(), acknowledge),
            Self::Error {
                request_id,
                payload,
                acknowledge,
            } => {
                let failure = FunctionFailure { payload };
                (request_id, Outcome::Failure(failure), acknowledge)
            }
        };
        if running != Some(request_id.as_str()) {
            let _ = acknowledge.send(Acknowledgement::UnknownRequestId);
            return None;
        }
        let _ = acknowledge.send(Acknowledgement::Accepted);
        Some(outcome)
    }
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

impl From<Answer> for Outcome {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Whole(body) => Self::Response(body),
            Answer::TooLarge => Self::Failure(FunctionFailure::new(
                "Function.ResponseSizeTooLarge",
                &format!(
                    "Response payload size exceeded maximum allowed payload size ({MAX_RESPONSE_BYTES} bytes)."
                ),
            )),
            Answer::CutOff => Self::Failure(FunctionFailure::new(
                "Runtime.TruncatedResponse",
                "The function's response ended before it was whole",
            )),
        }
    }
}

/// What a `POST` is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acknowledgement {
    Accepted,
    /// The id is not the running invocation's.
    UnknownRequestId,
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

impl Event {
    /// An event that is handed over at `began` and to be answered by `deadline`.
    pub fn new(order: &Order, began: Timestamp, deadline: Timestamp) -> Self {
        let request_id = order.id.as_str();
        Self {
            request_id: request_id.to_owned(),
            deadline_epoch_ms: deadline.as_millisecond(),
            function_arn: order.invoked_arn.clone(),
            trace_id: trace_id(began, request_id),
            payload: order.payload.render(),
        }
    }
}

/// What a traced call would carry. Nothing is sampled.
fn trace_id(now: Timestamp, request_id: &str) -> String {
    let hex: String = request_id.chars().filter(|sign| *sign != '-').collect();
    let (root, parent) = (&hex[..hex.len().min(24)], &hex[..hex.len().min(16)]);
    format!(
        "Root=1-{:08x}-{root};Parent={parent};Sampled=0",
        now.as_second()
    )
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
