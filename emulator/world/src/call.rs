//! What comes into the world, and what comes back.

use jiff::Timestamp;

use crate::error::Error;
use crate::operation::{Operation, Reply};
use crate::origin::Origin;
use crate::wait::Wait;

/// A request, decoded: who asks from where, and for what.
#[derive(Debug, Clone)]
pub struct Call {
    pub origin: Origin,
    /// Of a long poll that asks again: the end that its first ask was given.
    pub waits_until: Option<Timestamp>,
    pub operation: Operation,
}

impl Call {
    pub fn new(origin: Origin, operation: Operation) -> Self {
        Self {
            origin,
            waits_until: None,
            operation,
        }
    }
}

/// What a call came to.
#[derive(Debug)]
pub struct Answer {
    pub result: Result<Reply, Error>,
    /// The result is not final yet: ask again when this has come.
    pub wait: Option<Wait>,
}
