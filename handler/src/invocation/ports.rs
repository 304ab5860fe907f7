//! The five ports: everything the function does to the world goes through one of these.
//!
//! The invocation is written against the traits; production binds them to S3, CloudWatch, the
//! system's clock, the process's memory and its threads (`crate::adapters`), tests to values in memory. Each
//! adapter classifies its own failures, because only it sees the codes; nothing behind a port repeats
//! a call, because only the invocation knows the attempts and the time that are left.

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use futures::channel::oneshot;
use futures::future::BoxFuture;
use jiff::Timestamp;

use crate::core::datapoint::Datapoint;
use crate::core::object_ref::{ObjectIdentity, ObjectRef};
use crate::core::profile::ProfileEntry;

/// Where objects come from.
pub trait ObjectSource: Send + Sync + 'static {
    /// The object's bytes, as they arrive.
    type Body: ObjectBody;

    /// Asks once for an object: for the very write that the event tells of, as far as it says which. The
    /// body is read separately.
    fn open(
        &self,
        object: &ObjectRef,
    ) -> impl Future<Output = Result<Self::Body, FetchError>> + Send;
}

/// An object on its way.
pub trait ObjectBody: Send {
    /// Its length in bytes as stored, when it was announced.
    fn length(&self) -> Option<u64>;

    /// The next bytes, `None` at the end.
    fn next(&mut self) -> impl Future<Output = Result<Option<Bytes>, FetchError>> + Send;
}

/// Why an object could not be had.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct FetchError {
    pub class: FetchClass,
    /// AWS's code or the kind of break; never any content.
    pub message: String,
    #[source]
    pub source: Option<BoxError>,
}

/// What a failed fetch means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchClass {
    /// Worth asking again at once: throttling, a server's error, a broken or slow connection.
    Transient,
    /// Worth asking again once somebody changed something: access, keys, a wrong Region. The message
    /// is returned without another attempt.
    Blocked,
    /// The object is not there, or archived: asking again cannot help.
    Gone,
    /// The key holds another write than the one that was asked for: that one's own event counts it.
    Replaced,
}

/// Where datapoints go.
pub trait MetricSink: Send + Sync + 'static {
    /// Sends one request, once.
    fn publish(
        &self,
        namespace: &str,
        datapoints: &[Datapoint],
    ) -> impl Future<Output = Result<(), PublishError>> + Send;
}

/// Why a request was not confirmed.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct PublishError {
    pub class: PublishClass,
    /// AWS's code or the kind of break.
    pub message: String,
    #[source]
    pub source: Option<BoxError>,
}

/// What a failed publish means. `PutMetricData` has no idempotency token: a repeat adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishClass {
    /// Surely not applied, worth repeating at once: throttled, or never sent.
    NotApplied,
    /// Surely not applied, and only somebody's change can help: access, keys.
    Blocked,
    /// Surely not applied, and never will be: CloudWatch refuses the data.
    Refused,
    /// Perhaps applied: the answer was lost or says nothing about it. Never repeated blindly.
    Ambiguous,
}

/// The clock, and waiting by it.
pub trait Time: Send + Sync + 'static {
    fn now(&self) -> Timestamp;
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send;
}

/// Which objects were settled before, so that a repeated notification is not counted twice.
///
/// The contract: [`claim`](Self::claim) comes before an object is fetched; then exactly one of
/// [`settle`](Self::settle) (its data is published) and [`release`](Self::release) (it is not).
/// A process that dies in between leaves a claim behind, which has to expire by itself.
pub trait SettledObjects: Send + Sync + 'static {
    fn claim(
        &self,
        object: &ObjectIdentity,
        now: Timestamp,
        until: Timestamp,
    ) -> impl Future<Output = Result<Claim, ClaimError>> + Send;

    /// Remembers that the object's data is published.
    fn settle(
        &self,
        object: &ObjectIdentity,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), ClaimError>> + Send;

    /// Gives this process's claim back; nobody else's, and never what is settled.
    fn release(
        &self,
        object: &ObjectIdentity,
    ) -> impl Future<Output = Result<(), ClaimError>> + Send;
}

impl<S: SettledObjects> SettledObjects for std::sync::Arc<S> {
    async fn claim(
        &self,
        object: &ObjectIdentity,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Claim, ClaimError> {
        self.as_ref().claim(object, now, until).await
    }

    async fn settle(&self, object: &ObjectIdentity, now: Timestamp) -> Result<(), ClaimError> {
        self.as_ref().settle(object, now).await
    }

    async fn release(&self, object: &ObjectIdentity) -> Result<(), ClaimError> {
        self.as_ref().release(object).await
    }
}

/// The answer to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Nobody has it: fetch it.
    Granted,
    /// Its data is published.
    Settled,
    /// Another invocation is at it, until its claim expires.
    Busy,
}

/// The store of settled objects could not be asked or told.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct ClaimError {
    pub message: String,
    #[source]
    pub source: Option<BoxError>,
}

/// Who runs the tasks of an invocation: beside it on other threads, or in its place, as a simulation does.
pub trait Tasks: Send + Sync + 'static {
    /// Runs a task to its end.
    ///
    /// # Errors
    ///
    /// The task panicked.
    fn run(&self, task: BoxFuture<'static, ()>) -> BoxFuture<'static, Result<(), BoxError>>;
}

impl dyn Tasks {
    /// Runs a task to its end; what it comes to.
    ///
    /// # Errors
    ///
    /// The task panicked.
    pub async fn output_of<V: Send + 'static>(
        &self,
        task: impl Future<Output = V> + Send + 'static,
    ) -> Result<V, BoxError> {
        let (tell, told) = oneshot::channel();
        let telling = async move {
            // Nobody waits any more where the invocation was dropped.
            let _ = tell.send(task.await);
        };
        self.run(Box::pin(telling)).await?;
        Ok(told.await?)
    }
}

/// Who can say what an application inference profile is. Optional, so not one of the five: without it
/// such profiles are what the operator's map and the records tell.
pub trait ProfileDirectory: Send + Sync {
    /// Asks once about the profile of that ARN.
    fn look_up<'a>(&'a self, arn: &'a str) -> BoxFuture<'a, Result<ProfileEntry, BoxError>>;
}

/// A source of unknown type.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The ports of one process.
pub struct Ports<O, M, T, S> {
    pub objects: O,
    pub metrics: M,
    pub time: T,
    pub settled: S,
    pub tasks: Box<dyn Tasks>,
}
