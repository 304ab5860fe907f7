//! The emulator: in this process, empty, on a port of its own, with a stepped clock.
//!
//! Settings are those of production (visibility 30 minutes); passing them takes no time.

use std::time::Duration;

use aws_endpoint::clock::Clock;
use aws_endpoint::{Emulator, Options};
use aws_world::function::CreateEventSourceMapping;
use aws_world::origin::Region;

use crate::deployed::{Deployed, origin};
use crate::env::{Env, Timing};
use crate::function_spec::FunctionSpec;

/// An emulator of one test.
#[derive(Debug)]
pub struct Emulated {
    emulator: Emulator,
    endpoint: String,
}

impl Emulated {
    pub async fn start() -> Self {
        let options = Options {
            clock: Clock::stepped(),
            ..Options::default()
        };
        let emulator = Emulator::start(options)
            .await
            .expect("a loopback port is free");
        let endpoint = emulator.endpoint();
        Self { emulator, endpoint }
    }
}

impl Env for Emulated {
    fn endpoint(&self) -> &str {
        &self.endpoint
    }

    fn timing(&self) -> Timing {
        Timing {
            never_back: Duration::from_secs(1_800),
            redelivery: Duration::from_secs(1_800),
            window: Duration::from_secs(30),
            alarm_period: Duration::from_secs(300),
            alarm_look: Duration::from_secs(60),
        }
    }

    async fn pass(&self, duration: Duration) {
        self.emulator.aws().clock().advance(duration);
    }

    async fn deploy(&self, function: FunctionSpec) -> Deployed {
        let aws = self.emulator.aws();
        let deployed = Deployed::new(aws, self.emulator.runtime(), &function);
        let mapping = CreateEventSourceMapping {
            event_source_arn: function.queue_arn.clone(),
            function_name: function.name.clone(),
            enabled: Some(true),
            batch_size: Some(function.batch_size),
            maximum_batching_window_in_seconds: Some(
                u32::try_from(function.window.as_secs()).expect("windows are short"),
            ),
            function_response_types: Some(vec!["ReportBatchItemFailures".to_owned()]),
            ..CreateEventSourceMapping::default()
        };
        let region = Region::new(function.region);
        aws.call(&origin(&region), mapping)
            .unwrap_or_else(|error| panic!("create the mapping: {error}"));
        deployed
    }
}
