//! AWS's bytes: the one layer that knows JSON, CBOR, XML, form bodies and AWS's headers.
//!
//! A request is told apart by [`route`], and who makes it by [`scope`]. For the services with one protocol too many,
//! an [`exchange::Exchange`] holds service, protocol and operation: it reads the body into a [`value::Value`] by one
//! of the codecs ([`json`], [`cbor`], [`form`]), decodes that into the world's own operation, and spells reply or
//! [`refusal::Refusal`] back ([`json`], [`cbor`], [`xml`]). [`rest_json`] does the same for Lambda's dated paths, but for [`invoke`].
//! A request for a service that is not played is [`unbuilt`].
//!
//! What is particular to a service stands in its file of [`service`].
//!
//! No state and no I/O in here: the `server` reads bodies and calls the world.

pub mod route;
pub mod scope;

pub mod s3;

pub mod exchange;
pub mod invoke;
pub mod rest_json;

pub mod refusal;
pub mod service;
pub mod unbuilt;
pub mod unread;
pub mod value;

pub mod cbor;
pub mod form;
pub mod json;
pub mod names;
pub mod xml;

use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde::Deserialize;

use value::{DecodeError, Value};

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
fn content_type(headers: &HeaderMap) -> &str {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let value = value.unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim()
}

/// A tree read as `T`; an absent body is an empty structure.
pub fn read<T: for<'de> Deserialize<'de>>(tree: Value) -> Result<T, DecodeError> {
    T::deserialize(tree)
}
