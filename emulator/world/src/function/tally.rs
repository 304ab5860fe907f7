//! What Lambda tells CloudWatch of itself (`AWS/Lambda`): of each function, of its versions and aliases as they were invoked, and of all
//! functions in a Region.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html>. What is told of an invocation carries the moment
//! at which it began ("the timestamp on a metric reflects when the function was invoked"); everything else the moment at which it happened.

use super::name::FunctionName;
use super::qualifier::{QualifiedName, Version};
use crate::metrics::datapoint::Datapoint;
use crate::metrics::tally::{Highest, Publication, Samples, Tallies, Tally};

/// What happened to a function.
#[derive(Debug, Default, PartialEq)]
pub(super) struct FunctionCounts {
    /// 1 for each invocation that ended in an error, else 0: so many samples, so many invocations.
    pub(super) errors: Samples,
    /// 1 for each invocation that was throttled, 0 for each that ran.
    pub(super) throttles: Samples,
    /// Milliseconds.
    pub(super) duration: Datapoint,
    pub(super) concurrency: Highest,
    pub(super) events_received: Samples,
    /// Milliseconds between an event's arrival and an attempt at it.
    pub(super) event_age: Samples,
    pub(super) events_dropped: Samples,
    pub(super) dead_letter_errors: Samples,
    pub(super) destination_failures: Samples,
}

/// What the functions of a Region counted, and when it is published.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Tallied {
    pub(super) functions: Tallies<FunctionName, FunctionCounts>,
    /// As they were invoked: the function itself, a version or an alias.
    pub(super) resources: Tallies<QualifiedName, FunctionCounts>,
    /// Of an alias, which version ran.
    pub(super) executed: Tallies<(QualifiedName, Version), FunctionCounts>,
    /// Of all functions together.
    pub(super) concurrency: Tally<Highest>,
    /// Of those without a reservation.
    pub(super) unreserved: Tally<Highest>,
    pub(super) publication: Publication,
}
