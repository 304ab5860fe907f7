//! An invocation that is to be run, and what names it.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::definition::Function;
use super::poller::record::{Record, event};

/// Names an invocation: the request id that its function and its caller see.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InvocationId(Arc<str>);

impl InvocationId {
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for InvocationId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What a function is handed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    Event(Bytes),
    /// Records of a queue. Nobody has spelled the event yet.
    Records(Arc<[Record]>),
}

impl Payload {
    /// The event, spelled.
    pub fn render(&self) -> Bytes {
        match self {
            Self::Event(event) => event.clone(),
            Self::Records(records) => event(records),
        }
    }
}

/// An invocation to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub id: InvocationId,
    /// As it stood when the invocation got its place.
    pub function: Function,
    /// As it was asked for: by an alias, say.
    pub invoked_arn: String,
    pub payload: Payload,
}
