//! The guide's stack, made anew for one scenario: bucket, queue, dead-letter queue, function, mapping.
//!
//! Names are unique, so that scenarios share a cloud without meeting. [`Stack`] puts objects and messages,
//! waits until the queue is drained, and reads back what came out (`readback`). How the function
//! runs is the arm's business.

mod alerts;
mod create;
mod logs;
mod objects;
mod queues;
mod readback;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use crate::clients::Clients;
use crate::deployed::Deployed;
use crate::env::{Env, Timing};
use crate::function_spec::FunctionSpec;
use crate::proxy::Proxy;

pub use alerts::{Alarm, Letter, Listener, Topic, Wanted};
pub use logs::LogGroup;
pub use queues::{Counts, Dead};

/// What a scenario asks of its stack. The default is the guide's.
#[derive(Debug, Clone)]
pub struct Spec {
    pub region: &'static str,
    /// Prefix of the notification's filter; none by default.
    pub prefix: Option<&'static str>,
    /// Environment of the function, on top of what it needs to run.
    pub environment: BTreeMap<&'static str, String>,
    pub batch_size: u32,
    pub window: Duration,
    /// Real time.
    pub timeout: Duration,
    pub visibility: Duration,
    pub max_receive_count: u32,
    /// Whether the function reaches S3 and CloudWatch through a [`Proxy`].
    pub proxied: bool,
    /// Whether the mapping exists from the start; else [`Stack::connect`] makes it.
    pub connected: bool,
}

impl Spec {
    pub fn new(timing: Timing) -> Self {
        Self {
            region: "us-east-1",
            prefix: None,
            environment: BTreeMap::new(),
            batch_size: 10,
            window: Duration::ZERO,
            timeout: Duration::from_secs(30),
            visibility: timing.never_back,
            max_receive_count: 5,
            proxied: false,
            connected: true,
        }
    }

    /// A stack in which failed messages come back, `times` receives in all before the dead-letter queue.
    pub fn redelivering(timing: Timing, times: u32) -> Self {
        Self {
            visibility: timing.redelivery,
            timeout: timing.redelivery.min(Duration::from_secs(30)),
            max_receive_count: times,
            ..Self::new(timing)
        }
    }

    #[must_use]
    pub fn with(mut self, variable: &'static str, value: impl Into<String>) -> Self {
        self.environment.insert(variable, value.into());
        self
    }
}

/// One stack on one arm.
pub struct Stack<'env, E: Env> {
    env: &'env E,
    spec: Spec,
    clients: Clients,
    /// Unique; part of every other name.
    name: String,
    pub bucket: String,
    pub queue_url: String,
    queue_arn: String,
    pub dead_letter_url: String,
    dead_letter_arn: String,
    /// The CloudWatch namespace of this stack alone.
    pub namespace: String,
    proxy: Option<Proxy>,
    deployed: Option<Deployed>,
    /// Messages that must have arrived in the queue before it can be called drained.
    sent: AtomicUsize,
}

impl<'env, E: Env> Stack<'env, E> {
    /// Makes the stack; with `connected`, messages are delivered from now on.
    pub async fn new(env: &'env E, spec: Spec) -> Self {
        let clients = Clients::new(env.endpoint(), spec.region);
        let name = unique_name();
        let (queue_url, queue_arn, dead_letter_url, dead_letter_arn) =
            create::queues(&clients, &name, spec.visibility, spec.max_receive_count).await;
        let bucket = create::bucket(&clients, &name).await;
        let proxy = if spec.proxied {
            Some(
                Proxy::start(env.endpoint())
                    .await
                    .expect("a loopback port is free"),
            )
        } else {
            None
        };
        let namespace = format!("E2E/{name}");
        let connected = spec.connected;
        let mut stack = Self {
            env,
            spec,
            clients,
            name,
            bucket,
            queue_url,
            queue_arn,
            dead_letter_url,
            dead_letter_arn,
            namespace,
            proxy,
            deployed: None,
            sent: AtomicUsize::new(0),
        };
        stack.announce(&[(&stack, stack.spec.prefix)]).await;
        if connected {
            stack.connect().await;
        }
        stack
    }

    /// Starts the delivery of messages to the function.
    pub async fn connect(&mut self) {
        let function = FunctionSpec {
            region: self.spec.region.to_owned(),
            name: self.name.clone(),
            environment: self.environment(),
            timeout: self.spec.timeout,
            queue_url: self.queue_url.clone(),
            queue_arn: self.queue_arn.clone(),
            batch_size: self.spec.batch_size,
            window: self.spec.window,
        };
        self.deployed = Some(self.env.deploy(function).await);
    }

    fn environment(&self) -> BTreeMap<String, String> {
        let endpoint = self
            .proxy
            .as_ref()
            .map_or(self.env.endpoint(), Proxy::endpoint);
        let mut environment = BTreeMap::from([
            ("AWS_ENDPOINT_URL_S3".to_owned(), endpoint.to_owned()),
            (
                "AWS_ENDPOINT_URL_CLOUDWATCH".to_owned(),
                endpoint.to_owned(),
            ),
            ("CLOUDWATCH_NAMESPACE".to_owned(), self.namespace.clone()),
            ("LOG_LEVEL".to_owned(), "INFO".to_owned()),
        ]);
        let own = self.spec.environment.iter();
        environment.extend(own.map(|(name, value)| ((*name).to_owned(), value.clone())));
        environment
    }

    pub fn env(&self) -> &E {
        self.env
    }

    pub fn clients(&self) -> &Clients {
        &self.clients
    }

    /// # Panics
    /// When the stack was not made with `proxied`.
    pub fn proxy(&self) -> &Proxy {
        self.proxy.as_ref().expect("the scenario asked for a proxy")
    }

    /// # Panics
    /// When the stack was not connected.
    pub fn function(&self) -> &Deployed {
        self.deployed
            .as_ref()
            .expect("the scenario connected its stack")
    }

    /// Sends a message that no bucket sent.
    pub async fn send(&self, body: impl Into<String>) {
        let send = self
            .clients
            .sqs
            .send_message()
            .queue_url(&self.queue_url)
            .message_body(body);
        send.send()
            .await
            .unwrap_or_else(|error| panic!("send a message: {error:?}"));
        self.expect(1);
    }

    /// That many more messages will arrive by themselves.
    pub fn expect(&self, messages: usize) {
        self.sent.fetch_add(messages, Ordering::Relaxed);
    }
}

/// Unique within a run of the suite and between runs: LocalStack may outlive one.
fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!(
        "e2e-{:x}-{number}-{:08x}",
        std::process::id(),
        fastrand::u32(..)
    )
}
