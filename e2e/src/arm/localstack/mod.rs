//! LocalStack's S3, SQS, SNS and CloudWatch; the function and the mapping that feeds it are the emulator's.
//!
//! Lambda event sources in a container would need a container engine inside of it, and would test
//! LocalStack's poller. So the machine that the world hosts drives the same handler, only that its queue is a remote one ([`host`], [`queue`]). Time
//! really passes here: settings are scaled down. Where LocalStack comes from is [`keeper`]'s business.

pub mod container;
pub mod host;
pub mod keeper;
pub mod queue;

use std::sync::Arc;
use std::time::Duration;

use aws_endpoint::aws::Aws;
use aws_endpoint::clock::Clock;
use aws_endpoint::runtime::{self, Runtime, RuntimeOptions};
use aws_endpoint::wire::code::code_of;
use aws_world::function::poller::batch::BatchLimits;
use aws_world::function::poller::record::EventSourceName;
use aws_world::function::poller::{Poller, Rules};
use aws_world::function::{Concurrency, MAX_PAYLOAD_BYTES};
use aws_world::origin::Home;
use aws_world::{Settings, World};
use tokio_util::sync::CancellationToken;

use self::host::Host;
use self::queue::RemoteQueue;
use crate::clients::Clients;
use crate::clock;
use crate::deployed::{Deployed, Received};
use crate::env::{Env, Timing};
use crate::function_spec::FunctionSpec;

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
        let world = World::new(0).with_settings(Settings {
            concurrency: Concurrency {
                places: runtime::places(),
                ..Concurrency::default()
            },
            ..Settings::default()
        });
        let aws = Arc::new(Aws::new(world, Arc::new(Clock::system()), code_of));
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
            // It evaluates an alarm once a period, and takes any length.
            alarm_period: Duration::from_secs(10),
            alarm_look: Duration::from_secs(1),
        }
    }

    async fn pass(&self, duration: Duration) {
        clock::wait(duration).await;
    }

    async fn deploy(&self, function: FunctionSpec) -> Deployed {
        let (received, stop) = (Received::default(), CancellationToken::new());
        let mut deployed = Deployed::new(&self.aws, &self.runtime, &function);
        deployed.received = Some(received.clone());
        let clients = Clients::new(&self.endpoint, &function.region);
        let queue = RemoteQueue::new(clients.sqs, function.queue_url, received);
        let rules = Rules {
            source: Arc::new(EventSourceName::new(function.queue_arn, function.region)),
            limits: BatchLimits {
                messages: function.batch_size as usize,
                window: function.window,
                event_bytes: MAX_PAYLOAD_BYTES,
            },
            concurrency: usize::MAX,
            reports_failures: true,
        };
        let host = Host {
            poller: Poller::new(rules),
            queue: Arc::new(queue),
            runtime: self.runtime.clone(),
            home: Home::in_region(deployed.region.clone()),
            places: runtime::places(),
            function: deployed.name.clone(),
            clock: Arc::clone(self.aws.clock()),
        };
        tokio::spawn(host.run(stop.clone()));
        deployed.stopped_by(stop)
    }
}
