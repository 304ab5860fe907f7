//! A function at work, on every arm the same: the emulator's runtime starts its processes, the emulator's machine of an event
//! source mapping feeds it. The arms differ in the queue that it receives from and in the endpoint that the function calls.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use aws_endpoint::aws::Aws;
use aws_endpoint::runtime::Runtime;
use aws_endpoint::stack::policies;
use aws_world::World;
use aws_world::function::{CreateFunction, Environment, FunctionCode, FunctionName};
use aws_world::iam::{CreateRole, PutRolePolicy};
use aws_world::origin::{Caller, Home, Origin, Region};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::binaries;
use crate::function_spec::FunctionSpec;
use crate::sums::NAMESPACE;

/// Ids of the messages that a queue elsewhere has handed out, where announcements arrive some time after a put.
#[derive(Debug, Clone, Default)]
pub struct Received {
    ids: Arc<Mutex<BTreeSet<String>>>,
    /// Whether messages are being fetched from that queue.
    is_receiving: Arc<AtomicBool>,
    /// Whether a batch of them runs or is being settled.
    is_working: Arc<AtomicBool>,
}

impl Received {
    pub fn note(&self, message_id: &str) {
        self.ids
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(message_id.to_owned());
    }

    fn count(&self) -> usize {
        let ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        ids.len()
    }

    pub fn set_receiving(&self, is_receiving: bool) {
        self.is_receiving.store(is_receiving, Ordering::SeqCst);
    }

    pub fn set_working(&self, is_working: bool) {
        self.is_working.store(is_working, Ordering::SeqCst);
    }

    fn is_busy(&self) -> bool {
        self.is_receiving.load(Ordering::SeqCst) || self.is_working.load(Ordering::SeqCst)
    }
}

/// A function that is fed from a queue, until it is dropped.
#[derive(Debug)]
pub struct Deployed {
    pub aws: Arc<Aws>,
    pub runtime: Runtime,
    pub region: Region,
    pub name: FunctionName,
    /// Nothing where a put is announced before it is answered.
    pub received: Option<Received>,
    pub stop: Option<DropGuard>,
}

impl Deployed {
    /// Makes the function known to `aws`, with the binary under test as its code.
    pub fn new(aws: &Arc<Aws>, runtime: &Runtime, spec: &FunctionSpec) -> Self {
        let region = Region::new(spec.region.clone());
        let role = create_role(aws, &origin(&region), spec);
        let request = CreateFunction {
            function_name: spec.name.clone(),
            runtime: Some("provided.al2023".to_owned()),
            role: Some(role),
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
        // What the emulator makes by itself is ready at once; a client's function would be waited for.
        let ours = Origin {
            caller: Caller::Emulator,
            ..origin(&region)
        };
        aws.call(&ours, request)
            .unwrap_or_else(|error| panic!("create the function: {error}"));
        Self {
            aws: Arc::clone(aws),
            runtime: runtime.clone(),
            region,
            name: FunctionName::new(&spec.name).expect("the function was created under this name"),
            received: None,
            stop: None,
        }
    }

    /// Stops the mapping when this is dropped.
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
        let is_carried = self.received.as_ref().is_some_and(Received::is_busy);
        is_carried || self.aws.inspect(World::has_invocations)
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

/// The role of `deploy/iam`, for this function: its ARN. Of all the suite's buckets, as one stack's may notify another's queue.
fn create_role(aws: &Aws, origin: &Origin, spec: &FunctionSpec) -> String {
    let role_name = format!("{}-role", spec.name);
    let create = CreateRole {
        role_name: role_name.clone(),
        assume_role_policy_document: policies::TRUST.to_owned(),
        ..CreateRole::default()
    };
    let created = aws
        .call(origin, create)
        .unwrap_or_else(|error| panic!("create the role: {error}"));
    let queue = spec.queue_arn.rsplit(':').next().unwrap_or_default();
    let namespace = spec.environment.get("CLOUDWATCH_NAMESPACE");
    let permissions = PutRolePolicy {
        role_name,
        policy_name: "permissions".to_owned(),
        policy_document: policies::permissions(&policies::Names {
            bucket: "e2e-*",
            queue,
            function: &spec.name,
            namespace: namespace.map_or(NAMESPACE, String::as_str),
            partition: origin.region.partition(),
        }),
    };
    aws.call(origin, permissions)
        .unwrap_or_else(|error| panic!("the role's policy: {error}"));
    created.role.arn.clone()
}
