//! A function at work, on every arm the same: the emulator's runtime starts its processes, the emulator's delivery feeds
//! it. The arms differ in the queue that the delivery receives from and in the endpoint that the function calls.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use emulator::aws::Aws;
use emulator::aws::activity::{Activity, Doing};
use emulator::runtime::Runtime;
use emulator::world::function::{CreateFunction, Environment, FunctionCode, FunctionName};
use emulator::world::origin::{Home, Origin, Region};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::binaries;
use crate::env::FunctionSpec;

/// Ids of the messages that a queue elsewhere has handed out, where announcements arrive some time after a put.
#[derive(Debug, Clone, Default)]
pub struct Received(Arc<Mutex<BTreeSet<String>>>);

impl Received {
    pub fn note(&self, message_id: &str) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(message_id.to_owned());
    }

    fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// A function that is fed from a queue, until it is dropped.
#[derive(Debug)]
pub struct Deployed {
    pub aws: Arc<Aws>,
    pub runtime: Runtime,
    pub region: Region,
    pub name: FunctionName,
    pub activity: Activity,
    /// Nothing where a put is announced before it is answered.
    pub received: Option<Received>,
    pub stop: Option<DropGuard>,
}

impl Deployed {
    /// Makes the function known to `aws`, with the binary under test as its code.
    pub fn new(aws: &Arc<Aws>, runtime: &Runtime, activity: Activity, spec: &FunctionSpec) -> Self {
        let region = Region::new(spec.region.clone());
        let request = CreateFunction {
            function_name: spec.name.clone(),
            runtime: Some("provided.al2023".to_owned()),
            role: Some("arn:aws:iam::000000000000:role/bedrock-metrics-aggregator-role".to_owned()),
            handler: Some("bootstrap".to_owned()),
            code: FunctionCode {
                executable_path: Some(binaries::bootstrap().to_path_buf()),
                ..FunctionCode::default()
            },
            timeout: Some(u32::try_from(spec.timeout.as_secs()).expect("time-outs are short")),
            memory_size: Some(512),
            environment: Some(Environment {
                variables: spec.environment.clone(),
            }),
            ..CreateFunction::default()
        };
        aws.call(&origin(&region), request)
            .unwrap_or_else(|error| panic!("create the function: {error}"));
        Self {
            aws: Arc::clone(aws),
            runtime: runtime.clone(),
            region,
            name: FunctionName::new(&spec.name).expect("the function was created under this name"),
            activity,
            received: None,
            stop: None,
        }
    }

    /// Stops the delivery when this is dropped.
    #[must_use]
    pub fn stopped_by(mut self, token: CancellationToken) -> Self {
        self.stop = Some(token.drop_guard());
        self
    }

    /// The process ids of the function's processes that run now.
    pub fn processes(&self) -> Vec<u32> {
        let processes = self.runtime.processes().into_iter();
        processes
            .filter(|process| process.function == self.name)
            .map(|process| process.process_id)
            .collect()
    }

    /// What the function wrote, its START, END and REPORT lines included.
    pub fn log(&self) -> Vec<String> {
        let group = format!("/aws/lambda/{}", self.name);
        self.aws.inspect(|world| {
            let logs = world
                .local(&Home::in_region(self.region.clone()))
                .and_then(|local| local.log_groups.get(&group));
            let events = logs.map(|group| {
                group
                    .events()
                    .map(|event| event.message.to_string())
                    .collect()
            });
            events.unwrap_or_default()
        })
    }

    /// How many invocations have been answered, failed or timed out.
    pub fn invocations(&self) -> usize {
        self.log()
            .iter()
            .filter(|line| line.starts_with("REPORT "))
            .count()
    }

    /// Whether messages are on their way to the function or a batch of it is not settled yet.
    pub fn is_busy(&self) -> bool {
        self.activity.now() == Doing::Work
    }

    /// Whether that many messages have arrived in the queue.
    pub fn has_received(&self, messages: usize) -> bool {
        self.received
            .as_ref()
            .is_none_or(|received| received.count() >= messages)
    }
}

/// A caller inside of this process.
pub fn origin(region: &Region) -> Origin {
    Origin::default().in_region(region.clone())
}
