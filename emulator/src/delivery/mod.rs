//! Event sources: messages on their way from queues to functions.
//!
//! [`Delivery`] keeps one [`poller::Poller`] for each enabled event source mapping. The parts:
//! - [`port`]: the small trait behind which the queue stands, with its failure contract; [`local`] is this process' queues
//! - [`batcher`], [`message`], [`answer`]: pure; when a batch is full, the event it becomes, what the answer means
//! - [`poller`]: the loop that ties them together
//!
//! # Departures from AWS
//! - A mapping is enabled, changed and disabled at once, without the states in between.
//! - As many batches run at once as the runtime has places for the function, from the first message on; AWS begins with
//!   five and scales up, and down again when invocations fail.
//! - A message is received only when its batch can run at once. AWS receives ahead and may then be throttled.

pub mod answer;
pub mod batcher;
pub mod local;
pub mod message;
pub mod poller;
pub mod port;

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::aws::Aws;
use crate::runtime::{Invocation, InvokeError, Runtime};
use crate::world::function::{EventSourceMapping, FunctionName};
use crate::world::origin::{Caller, Home};

use crate::aws::activity::Activity;
use local::LocalQueue;
use message::EventSourceName;
use poller::{Invoke, Poller, PollerSettings};
pub use port::{PortError, QueuePort};

/// The event source mappings of an [`Aws`] at work.
#[derive(Debug)]
pub struct Delivery {
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Delivery {
    /// Follows the mappings of `aws` from now on and hands their batches to `runtime`.
    pub fn start(aws: Arc<Aws>, runtime: Runtime) -> Self {
        let delivery = Self {
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        };
        let pollers = Pollers {
            activity: aws.activity().clone(),
            aws,
            runtime,
            stop: delivery.stop.clone(),
            tasks: delivery.tasks.clone(),
            running: BTreeMap::new(),
        };
        delivery.tasks.spawn(pollers.follow());
        delivery
    }

    /// Receives nothing more, and waits for nothing.
    pub fn abort(&self) {
        self.stop.cancel();
    }

    /// Receives nothing more and waits for the batches that run to be settled.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// A function of a [`Runtime`], as the target of a mapping.
#[derive(Debug, Clone)]
pub struct FunctionTarget {
    pub runtime: Runtime,
    pub home: Home,
    pub name: FunctionName,
}

impl Invoke for FunctionTarget {
    async fn invoke(&self, payload: Bytes) -> Result<Invocation, InvokeError> {
        self.runtime.invoke(&self.home, &self.name, payload).await
    }
}

/// The pollers that run, one for each enabled mapping.
struct Pollers {
    aws: Arc<Aws>,
    runtime: Runtime,
    activity: Activity,
    stop: CancellationToken,
    tasks: TaskTracker,
    /// By UUID, each with the mapping it was started for.
    running: BTreeMap<String, (EventSourceMapping, CancellationToken)>,
}

impl Pollers {
    async fn follow(mut self) {
        let mut changes = self.aws.function_changes();
        loop {
            changes.borrow_and_update();
            self.follow_mappings();
            tokio::select! {
                () = self.stop.cancelled() => return,
                // The sender lives as long as `self.aws`: this cannot fail.
                _ = changes.changed() => {}
            }
        }
    }

    /// Starts and stops pollers until they are what the mappings say. One that is stopped settles its batches first.
    fn follow_mappings(&mut self) {
        let wanted = self.enabled_mappings();
        self.running.retain(|uuid, (mapping, stop)| {
            let stays = wanted.get(uuid) == Some(mapping);
            if !stays {
                stop.cancel();
            }
            stays
        });
        for (uuid, mapping) in wanted {
            if !self.running.contains_key(&uuid) {
                let stop = self.start(&mapping);
                self.running.insert(uuid, (mapping, stop));
            }
        }
    }

    fn enabled_mappings(&self) -> BTreeMap<String, EventSourceMapping> {
        self.aws.inspect(|world| {
            let mappings = world
                .locals()
                .flat_map(|(_, local)| local.functions.mappings());
            mappings
                .filter(|mapping| mapping.enabled)
                .map(|mapping| (mapping.uuid.clone(), mapping.clone()))
                .collect()
        })
    }

    /// Lambda, as the function's role.
    fn caller(&self, mapping: &EventSourceMapping) -> Caller {
        let role = self.aws.inspect(|world| {
            let functions = &world.local(&mapping.home)?.functions;
            Some(functions.get(&mapping.function)?.role.clone())
        });
        Caller::Role {
            role: role.unwrap_or_default().into(),
            session: mapping.function.as_str().into(),
        }
    }

    fn start(&self, mapping: &EventSourceMapping) -> CancellationToken {
        let home = mapping.home.clone();
        let caller = self.caller(mapping);
        let queue = LocalQueue::new(Arc::clone(&self.aws), &mapping.queue, caller, home.account);
        let places = self.runtime.concurrency();
        let limit = mapping.settings.maximum_concurrency;
        let settings = PollerSettings {
            source: EventSourceName {
                arn: mapping.event_source_arn.clone(),
                region: home.region.to_string(),
            },
            mapping: mapping.settings,
            concurrency: limit.map_or(places, |limit| places.min(limit as usize)),
        };
        let target = FunctionTarget {
            runtime: self.runtime.clone(),
            home,
            name: mapping.function.clone(),
        };
        let clock = Arc::clone(self.aws.clock());
        let poller = Poller::new(queue, target, settings, clock, self.activity.clone());
        let stop = self.stop.child_token();
        self.tasks.spawn(poller.run(stop.clone()));
        stop
    }
}
