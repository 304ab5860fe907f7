//! LocalStack's S3, SQS and CloudWatch; the function and its delivery are the emulator's.
//!
//! Lambda event sources in a container would need a container engine inside of it, and would test
//! LocalStack's poller. So the same delivery code drives the same handler, only that its queue is a remote one ([`queue`]). Time
//! really passes here: settings are scaled down. Where LocalStack comes from is [`keeper`]'s business.

pub mod container;
pub mod keeper;
pub mod queue;

use std::sync::Arc;
use std::time::Duration;

use emulator::aws::Aws;
use emulator::aws::activity::Activity;
use emulator::clock::Clock;
use emulator::delivery::FunctionTarget;
use emulator::delivery::message::EventSourceName;
use emulator::delivery::poller::{Poller, PollerSettings};
use emulator::runtime::{Runtime, RuntimeOptions};
use emulator::world::World;
use emulator::world::function::{BatchSize, MappingSettings};
use emulator::world::origin::{Home, Region};
use tokio_util::sync::CancellationToken;

use self::queue::RemoteQueue;
use crate::clients::Clients;
use crate::clock;
use crate::deployed::{Deployed, Received};
use crate::env::{Env, FunctionSpec, Timing};

/// A LocalStack, with a runtime of this test beside it.
#[derive(Debug)]
pub struct LocalStack {
    endpoint: String,
    /// Knows the test's functions and their logs, nothing else.
    aws: Arc<Aws>,
    runtime: Runtime,
}

impl LocalStack {
    pub async fn start() -> Self {
        let endpoint = keeper::endpoint().await;
        let aws = Arc::new(Aws::new(World::new(0), Arc::new(Clock::system())));
        let runtime = Runtime::new(Arc::clone(&aws), RuntimeOptions::new(&endpoint));
        Self {
            endpoint,
            aws,
            runtime,
        }
    }
}

impl Env for LocalStack {
    fn endpoint(&self) -> &str {
        &self.endpoint
    }

    fn timing(&self) -> Timing {
        Timing {
            never_back: Duration::from_secs(900),
            // Longer than any sound invocation takes on a busy machine: a message must not come back while it is worked on.
            redelivery: Duration::from_secs(8),
            window: Duration::from_secs(3),
        }
    }

    async fn pass(&self, duration: Duration) {
        clock::wait(duration).await;
    }

    async fn deploy(&self, function: FunctionSpec) -> Deployed {
        let (activity, received, stop) = (
            Activity::default(),
            Received::default(),
            CancellationToken::new(),
        );
        let mut deployed = Deployed::new(&self.aws, &self.runtime, activity.clone(), &function);
        deployed.received = Some(received.clone());
        let clients = Clients::new(&self.endpoint, &function.region);
        let queue = RemoteQueue::new(clients.sqs, function.queue_url, received);
        let target = FunctionTarget {
            runtime: self.runtime.clone(),
            home: Home::in_region(Region::new(function.region.clone())),
            name: deployed.name.clone(),
        };
        let settings = PollerSettings {
            source: EventSourceName {
                arn: function.queue_arn,
                region: function.region,
            },
            mapping: MappingSettings {
                batch_size: BatchSize::new(function.batch_size)
                    .expect("a scenario's batch size is allowed"),
                window: function.window,
                report_batch_item_failures: true,
                maximum_concurrency: None,
            },
            concurrency: self.runtime.concurrency(),
        };
        let poller = Poller::new(
            queue,
            target,
            settings,
            Arc::clone(self.aws.clock()),
            activity,
        );
        tokio::spawn(poller.run(stop.clone()));
        deployed.stopped_by(stop)
    }
}
