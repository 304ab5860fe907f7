//! The protocols that a service may speak several of, and how a request says its own.

use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// How a request is spelled, and so its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// awsJson 1.0 and 1.1 differ in their content type alone.
    Json10,
    Json11,
    /// rpc-v2-cbor.
    Cbor,
    /// A form or a query string in, XML out.
    Query,
}

/// A request's content type without its parameters (`; charset=utf-8`).
pub(super) fn content_type(headers: &HeaderMap) -> &str {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let value = value.unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim()
}
