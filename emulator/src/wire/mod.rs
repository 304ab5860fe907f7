//! AWS's bytes: the one layer that knows JSON, CBOR, XML, form bodies and AWS's headers.
//!
//! A request is told apart by [`route`], and who makes it by [`scope`]. For the services with one protocol too many,
//! an [`exchange::Exchange`] holds service, protocol and operation: it reads the body into a [`value::Value`] by one
//! of the codecs ([`json`], [`cbor`], [`form`]), decodes that into the world's own operation, and spells reply or
//! [`error::Fault`] back ([`json`], [`cbor`], [`xml`]). [`rest_json`] does the same for Lambda's dated paths, but for [`invoke`].
//! A request for a service that is not played is [`unbuilt`].
//!
//! No state and no I/O in here: the `server` reads bodies and calls the world.

pub mod route;
pub mod scope;

pub mod s3;

pub mod exchange;
pub mod invoke;
pub mod rest_json;

pub mod error;
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

use crate::world::{logs, metrics, queue};

use value::{DecodeError, Value};

/// A service that speaks awsJson, rpc-v2-cbor or Query. S3 and Lambda have protocols of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    Sqs,
    CloudWatch,
    Logs,
    /// One that this emulator does not play. It still gets an answer in its own protocol.
    Absent,
}

impl Service {
    /// By the prefix of `X-Amz-Target`, which is also the service's name in rpc-v2-cbor's path.
    pub fn by_target(prefix: &str) -> Self {
        match prefix {
            "AmazonSQS" => Self::Sqs,
            "GraniteServiceVersion20100801" => Self::CloudWatch,
            "Logs_20140328" => Self::Logs,
            _ => Self::Absent,
        }
    }

    /// By the `Version` of a Query request.
    pub fn by_version(version: &str) -> Self {
        match version {
            "2012-11-05" | "2011-10-01" | "2009-02-01" => Self::Sqs,
            "2010-08-01" => Self::CloudWatch,
            _ => Self::Absent,
        }
    }

    /// By what clients sign for.
    pub fn by_signature(signed_for: &str) -> Self {
        match signed_for {
            "sqs" => Self::Sqs,
            "monitoring" => Self::CloudWatch,
            "logs" => Self::Logs,
            _ => Self::Absent,
        }
    }

    /// As users know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqs => "Amazon SQS",
            Self::CloudWatch => "Amazon CloudWatch",
            Self::Logs => "Amazon CloudWatch Logs",
            Self::Absent => "an absent service",
        }
    }

    /// The operations that are built.
    fn operations(self) -> &'static [&'static str] {
        match self {
            Self::Sqs => queue::Operation::NAMES,
            Self::CloudWatch => metrics::Operation::NAMES,
            Self::Logs => logs::Operation::NAMES,
            Self::Absent => &[],
        }
    }

    /// The namespace of its shapes in `__type`.
    fn namespace(self) -> &'static str {
        match self {
            Self::Sqs => "com.amazonaws.sqs#",
            Self::CloudWatch => "com.amazonaws.cloudwatch#",
            Self::Logs | Self::Absent => "",
        }
    }

    fn xml_namespace(self) -> &'static str {
        match self {
            Self::Sqs => "http://queue.amazonaws.com/doc/2012-11-05/",
            Self::CloudWatch => "http://monitoring.amazonaws.com/doc/2010-08-01/",
            Self::Logs | Self::Absent => "http://webservices.amazon.com/AWSFault/2005-15-09",
        }
    }

    /// Whether its errors keep the codes of its Query days in `x-amzn-query-error`.
    fn is_query_compatible(self) -> bool {
        matches!(self, Self::Sqs | Self::CloudWatch)
    }
}

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
