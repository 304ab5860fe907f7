//! Answers in JSON, of the emulator itself.

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{StatusCode, header};
use serde_json::json;

/// The bytes of an answer, for the handlers that have them whole.
pub(super) fn plain(status: StatusCode, json: &serde_json::Value) -> Response {
    let body = Bytes::from(json.to_string());
    let headers = [(header::CONTENT_TYPE, "application/json")];
    (status, headers, body).into_response()
}

/// A request of the emulator's own that means nothing.
pub(super) fn refuse(message: &str) -> Response {
    plain(StatusCode::BAD_REQUEST, &json!({"message": message}))
}

/// A request of the emulator's own for what is not there.
pub(super) fn not_there(message: &str) -> Response {
    plain(StatusCode::NOT_FOUND, &json!({"message": message}))
}
