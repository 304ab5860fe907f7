//! Invocations: which run, and which wait for a process of their function, in order.
//!
//! Two numbers bound them, and they are not to be mixed. The *limit* is AWS's: an account's concurrent executions in a Region. What is
//! beyond it is throttled. The *places* are this machine's: so many processes of a function run at once. What is within the limit and finds
//! no place waits for one, and costs nobody an attempt.
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html>

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use super::event::Event;
use super::mapping_id::MappingId;
use super::name::FunctionName;
use super::order::{InvocationId, Payload};
use super::poller::BatchId;
use super::qualifier::{QualifiedName, Version};
use super::throttle::ThrottleReason;

/// Why there is an invocation, and so who is told of its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Somebody waits for its answer.
    Caller,
    Mapping {
        mapping: MappingId,
        batch: BatchId,
    },
    /// Nobody waits, and it is tried again.
    Event(Box<Event>),
}

/// More run already than may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Throttled(pub(crate) ThrottleReason);

/// The invocations of an account in a Region.
#[derive(Debug, Default, PartialEq)]
pub struct Invocations {
    pub(super) begun: BTreeMap<InvocationId, Begun>,
    pub(super) lines: BTreeMap<FunctionName, Line>,
}

#[derive(Debug, PartialEq)]
pub(super) struct Begun {
    /// As it was asked for.
    pub(super) invoked: QualifiedName,
    /// `None` where what was invoked is not there.
    pub(super) version: Option<Version>,
    pub(super) cause: Cause,
    /// When it got its place; until then when it came.
    pub(super) began: Timestamp,
}

/// Of one function.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Line {
    pub(super) running: usize,
    pub(super) waiting: VecDeque<Waiting>,
}

/// An invocation without a process.
#[derive(Debug, PartialEq)]
pub(super) struct Waiting {
    pub(super) id: InvocationId,
    /// `None` where what was invoked is not there.
    pub(super) version: Option<Version>,
    pub(super) invoked_arn: String,
    pub(super) payload: Payload,
}

impl Invocations {
    /// Whether any was begun and has not ended.
    pub(crate) fn is_empty(&self) -> bool {
        self.begun.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.begun.len()
    }

    /// The function of each, and when it began.
    pub(super) fn begun(&self) -> impl Iterator<Item = (&FunctionName, Timestamp)> {
        self.begun
            .values()
            .map(|begun| (&begun.invoked.name, begun.began))
    }

    /// How many there are of this function, and of all: on AWS those that wait for a process here would run.
    pub(super) fn concurrency(&self, function: &FunctionName) -> (usize, usize) {
        let line = self.lines.get(function);
        let of_function = line.map_or(0, |line| line.running + line.waiting.len());
        (of_function, self.begun.len())
    }

    /// Panics where lines and invocations disagree. For simulations, after each step.
    #[cfg(test)]
    pub(crate) fn assert_consistent(&self) {
        let lines = self.lines.values();
        let counted: usize = lines.map(|line| line.running + line.waiting.len()).sum();
        assert_eq!(counted, self.begun.len(), "lines and invocations");
    }

    /// So many run of this function, and so many wait.
    #[cfg(test)]
    pub(crate) fn counts(&self, function: &FunctionName) -> (usize, usize) {
        let line = self.lines.get(function);
        line.map_or((0, 0), |line| (line.running, line.waiting.len()))
    }
}
