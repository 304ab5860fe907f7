//! AWS's state as a pure value.
//!
//! [`World::apply`] is the one way in: a [`Call`] (who asks, where, for what) and `now` in, a reply and [`Effect`]s out.
//! No async, no I/O, no clock, no randomness, no HTTP in here; ids come from a seeded generator inside the state.
//! So the same calls in the same order give the same world: what a journal, a recording or a simulation needs.
//!
//! State is kept per Region; the names of buckets are global, as on AWS. There is one account,
//! [`origin::ACCOUNT_ID`].
//!
//! Each service's module holds a table of its operations ([`operation`]): one request type, one reply type, one pure
//! function a line. What AWS puts on the wire for them is the business of `emulator::wire`.

pub mod bucket;
pub mod function;
pub mod id;
pub mod logs;
pub mod metrics;
pub mod operation;
pub mod origin;
pub mod queue;
pub mod value;

use std::collections::BTreeMap;

use jiff::Timestamp;

use bucket::Buckets;
use function::{Functions, Host};
use id::Ids;
use logs::LogGroups;
use metrics::{MetricAges, Metrics};
use origin::{Origin, Region};
use queue::Queues;

/// All of AWS that this process plays.
#[derive(Debug)]
pub struct World {
    ids: Ids,
    buckets: Buckets,
    regions: BTreeMap<Region, RegionState>,
    metric_ages: MetricAges,
    host: Host,
}

/// What one Region holds. A Region that was never named is empty, not absent.
#[derive(Debug, Default)]
pub struct RegionState {
    pub queues: Queues,
    pub metrics: Metrics,
    pub functions: Functions,
    pub log_groups: LogGroups,
}

/// A request, decoded: who asks from where, and for what.
#[derive(Debug, Clone)]
pub struct Call {
    pub origin: Origin,
    pub operation: Operation,
}

/// Every operation of every service.
#[allow(
    clippy::large_enum_variant,
    reason = "a value lives on the stack for one call; boxing it would cost every one of them an allocation"
)]
#[derive(Debug, Clone)]
pub enum Operation {
    S3(bucket::Operation),
    Sqs(queue::Operation),
    CloudWatch(metrics::Operation),
    Lambda(function::Operation),
    Logs(logs::Operation),
}

/// The answer to an [`Operation`] of the same service and name.
#[allow(
    clippy::large_enum_variant,
    reason = "a value lives on the stack for one call; boxing it would cost every one of them an allocation"
)]
#[derive(Debug, Clone)]
pub enum Reply {
    S3(bucket::Reply),
    Sqs(queue::Reply),
    CloudWatch(metrics::Reply),
    Lambda(function::Reply),
    Logs(logs::Reply),
}

/// The refusal of an [`Operation`], in its service's own terms.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    S3(bucket::BucketError),
    #[error(transparent)]
    Sqs(queue::QueueError),
    #[error(transparent)]
    CloudWatch(metrics::MetricsError),
    #[error(transparent)]
    Lambda(function::FunctionError),
    #[error(transparent)]
    Logs(logs::LogsError),
}

/// What the outside has to do because of a call; carried out by `emulator::aws::Aws` after the lock is released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Functions or event source mappings of this Region were created, changed or deleted.
    FunctionsChanged { region: Region },
    /// No object points at this body any more.
    DropBody { body: bucket::BodyId },
}

/// A message that one service sends to a queue by itself, such as S3's notifications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceMessage {
    pub queue_arn: String,
    pub body: String,
}

/// What an operation's function may use besides its service's state.
#[derive(Debug)]
pub struct Context<'a> {
    pub now: Timestamp,
    pub origin: &'a Origin,
    pub ids: &'a mut Ids,
    /// What functions run on.
    pub host: &'a Host,
    pub effects: &'a mut Vec<Effect>,
    /// Delivered to their queues within the same call.
    pub outbox: &'a mut Vec<ServiceMessage>,
}

impl World {
    /// An empty AWS. Worlds of one seed hand out the same ids in the same order.
    pub fn new(seed: u64) -> Self {
        Self {
            ids: Ids::new(seed),
            buckets: Buckets::default(),
            regions: BTreeMap::new(),
            metric_ages: MetricAges::default(),
            host: Host::default(),
        }
    }

    /// The same world, refusing functions that this machine cannot run.
    pub fn with_host(self, host: Host) -> Self {
        Self { host, ..self }
    }

    /// The same world, taking metrics of these ages.
    pub fn with_metric_ages(self, metric_ages: MetricAges) -> Self {
        Self {
            metric_ages,
            ..self
        }
    }

    /// Carries out one call at the moment `now`.
    pub fn apply(&mut self, now: Timestamp, call: Call) -> (Result<Reply, Error>, Vec<Effect>) {
        let mut effects = Vec::new();
        let mut outbox = Vec::new();
        let Self {
            ids,
            buckets,
            regions,
            metric_ages,
            host,
        } = self;
        for state in regions.values_mut() {
            state.queues.settle(now, ids);
        }
        let region = regions.entry(call.origin.region.clone()).or_default();
        let mut context = Context {
            now,
            origin: &call.origin,
            ids,
            host,
            effects: &mut effects,
            outbox: &mut outbox,
        };
        let reply = match call.operation {
            Operation::S3(operation) => operation
                .apply(&mut bucket::Scope { buckets, regions }, &mut context)
                .map(Reply::S3)
                .map_err(Error::S3),
            Operation::Sqs(operation) => operation
                .apply(&mut region.queues, &mut context)
                .map(Reply::Sqs)
                .map_err(Error::Sqs),
            Operation::CloudWatch(operation) => {
                region.metrics.set_ages(*metric_ages);
                operation
                    .apply(&mut region.metrics, &mut context)
                    .map(Reply::CloudWatch)
                    .map_err(Error::CloudWatch)
            }
            Operation::Lambda(operation) => operation
                .apply(region, &mut context)
                .map(Reply::Lambda)
                .map_err(Error::Lambda),
            Operation::Logs(operation) => operation
                .apply(&mut region.log_groups, &mut context)
                .map(Reply::Logs)
                .map_err(Error::Logs),
        };
        self.deliver(now, outbox);
        (reply, effects)
    }

    /// Puts what services send by themselves into the queues they name. A queue that is gone takes nothing, as on AWS.
    fn deliver(&mut self, now: Timestamp, outbox: Vec<ServiceMessage>) {
        for message in outbox {
            let Some((region, name)) = queue::parse_queue_arn(&message.queue_arn) else {
                continue;
            };
            let Some(state) = self.regions.get_mut(&region) else {
                continue;
            };
            state.queues.accept(now, &mut self.ids, name, message.body);
        }
    }

    /// What the Region holds; `None` while nothing was ever asked of it.
    pub fn region(&self, region: &Region) -> Option<&RegionState> {
        self.regions.get(region)
    }

    /// Every Region that something was asked of.
    pub fn regions(&self) -> impl Iterator<Item = (&Region, &RegionState)> {
        self.regions.iter()
    }

    /// The next moment at which something changes by itself: a message becomes visible, say.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.regions
            .values()
            .filter_map(|region| region.queues.next_deadline())
            .min()
    }
}
