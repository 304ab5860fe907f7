//! The ports in memory. What is fetched and published is recorded; failures are scripted.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use handler::adapters::settled::WarmMemory;
use handler::adapters::tasks::Spawned;
use handler::core::datapoint::{Datapoint, Samples};
use handler::core::object_ref::ObjectRef;
use handler::invocation::ports::{
    FetchClass, FetchError, MetricSink, ObjectBody, ObjectSource, Ports, PublishClass,
    PublishError, Time,
};
use jiff::Timestamp;

use super::NOW;

/// All ports, and the hands on them that the test keeps.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) objects: Objects,
    pub(crate) metrics: Metrics,
    pub(crate) time: Stepped,
    pub(crate) settled: Arc<WarmMemory>,
}

impl World {
    /// An empty bucket, an empty CloudWatch. Needs tokio's paused clock.
    pub(crate) fn new() -> Self {
        Self {
            objects: Objects::default(),
            metrics: Metrics::default(),
            time: Stepped::new(),
            settled: Arc::new(WarmMemory::default()),
        }
    }

    pub(crate) fn ports(&self) -> Ports<Objects, Metrics, Stepped, Arc<WarmMemory>> {
        Ports {
            objects: self.objects.clone(),
            metrics: self.metrics.clone(),
            time: self.time.clone(),
            settled: Arc::clone(&self.settled),
            tasks: Box::new(Spawned),
        }
    }
}

/// Bytes that arrive at once.
const CHUNK_BYTES: usize = 10_000;

/// What a fetch meets.
#[derive(Clone)]
pub(crate) enum Fetch {
    /// The object's bytes, in chunks of [`CHUNK_BYTES`].
    Found(Vec<u8>),
    /// So many bytes of it, then a broken connection.
    BreaksAfter(Vec<u8>),
    /// A refusal.
    Refused(FetchClass),
    /// The bytes, each chunk after so long.
    Slow(Vec<u8>, Duration),
}

/// Objects by key. Each key has a script; the last step stays.
#[derive(Clone, Default)]
pub(crate) struct Objects {
    scripts: Arc<Mutex<HashMap<String, VecDeque<Fetch>>>>,
    opened: Arc<Mutex<Vec<String>>>,
    held: Arc<Mutex<Held>>,
}

/// Bodies that are being read.
#[derive(Default)]
struct Held {
    now: usize,
    most: usize,
}

impl Objects {
    pub(crate) fn put(&self, key: &str, bytes: impl Into<Vec<u8>>) {
        self.script(key, [Fetch::Found(bytes.into())]);
    }

    pub(crate) fn script(&self, key: &str, steps: impl IntoIterator<Item = Fetch>) {
        let steps = steps.into_iter().collect();
        self.scripts
            .lock()
            .expect("not poisoned")
            .insert(key.to_owned(), steps);
    }

    /// The keys that were asked for, in order.
    pub(crate) fn opened(&self) -> Vec<String> {
        self.opened.lock().expect("not poisoned").clone()
    }

    /// The most objects that were being read at the same moment.
    pub(crate) fn most_at_once(&self) -> usize {
        self.held.lock().expect("not poisoned").most
    }

    fn body(&self, bytes: Vec<u8>, breaks: bool, wait: Duration) -> Body {
        let mut held = self.held.lock().expect("not poisoned");
        held.now += 1;
        held.most = held.most.max(held.now);
        Body {
            chunks: bytes
                .chunks(CHUNK_BYTES)
                .map(Bytes::copy_from_slice)
                .collect(),
            breaks,
            wait,
            held: Arc::clone(&self.held),
        }
    }
}

impl ObjectSource for Objects {
    type Body = Body;

    async fn open(&self, object: &ObjectRef) -> Result<Body, FetchError> {
        self.opened
            .lock()
            .expect("not poisoned")
            .push(object.key.clone());
        let mut scripts = self.scripts.lock().expect("not poisoned");
        let Some(script) = scripts.get_mut(&object.key) else {
            return Err(fetch_error(FetchClass::Gone));
        };
        let step = match script.len() {
            1 => script.front().cloned(),
            _ => script.pop_front(),
        };
        match step.expect("a script has steps") {
            Fetch::Found(bytes) => Ok(self.body(bytes, false, Duration::ZERO)),
            Fetch::BreaksAfter(bytes) => Ok(self.body(bytes, true, Duration::ZERO)),
            Fetch::Slow(bytes, wait) => Ok(self.body(bytes, false, wait)),
            Fetch::Refused(class) => Err(fetch_error(class)),
        }
    }
}

fn fetch_error(class: FetchClass) -> FetchError {
    FetchError {
        class,
        message: "scripted".into(),
        source: None,
    }
}

/// An object on its way.
pub(crate) struct Body {
    chunks: VecDeque<Bytes>,
    breaks: bool,
    wait: Duration,
    held: Arc<Mutex<Held>>,
}

impl Drop for Body {
    fn drop(&mut self) {
        self.held.lock().expect("not poisoned").now -= 1;
    }
}

impl ObjectBody for Body {
    fn length(&self) -> Option<u64> {
        None
    }

    #[expect(clippy::disallowed_methods, reason = "the tests' paused clock")]
    async fn next(&mut self) -> Result<Option<Bytes>, FetchError> {
        if !self.wait.is_zero() {
            tokio::time::sleep(self.wait).await;
        }
        match self.chunks.pop_front() {
            Some(chunk) => Ok(Some(chunk)),
            None if self.breaks => Err(fetch_error(FetchClass::Transient)),
            None => Ok(None),
        }
    }
}

/// What a publish meets.
#[derive(Clone, Copy)]
pub(crate) enum Publish {
    Confirmed,
    Fails(PublishClass),
    /// No answer, ever.
    Hangs,
}

/// CloudWatch: what it took, and a script of what it does with the next requests.
#[derive(Clone, Default)]
pub(crate) struct Metrics {
    script: Arc<Mutex<VecDeque<Publish>>>,
    requests: Arc<Mutex<Vec<Vec<Datapoint>>>>,
    taken: Arc<Mutex<Vec<Datapoint>>>,
}

impl Metrics {
    pub(crate) fn script(&self, steps: impl IntoIterator<Item = Publish>) {
        self.script.lock().expect("not poisoned").extend(steps);
    }

    /// How many requests came, whatever became of them.
    pub(crate) fn request_count(&self) -> usize {
        self.requests.lock().expect("not poisoned").len()
    }

    /// Of each series that was taken: the sum over its values, under `metric dimension=value ...`.
    pub(crate) fn sums(&self) -> BTreeMap<String, f64> {
        let mut sums = BTreeMap::new();
        for datapoint in self.taken.lock().expect("not poisoned").iter() {
            let dimensions = datapoint.dimensions().iter();
            let name = dimensions
                .fold(datapoint.metric().to_owned(), |name, (dimension, value)| {
                    format!("{name} {dimension}={value}")
                });
            *sums.entry(name).or_insert(0.0) += sum(datapoint.samples());
        }
        sums
    }

    /// The sum of one series, 0 where there is none.
    pub(crate) fn sum(&self, series: &str) -> f64 {
        self.sums().get(series).copied().unwrap_or_default()
    }
}

fn sum(samples: &Samples) -> f64 {
    match samples {
        Samples::Distinct { values, counts } => values
            .iter()
            .zip(counts)
            .map(|(value, count)| value * count)
            .sum(),
        Samples::Statistics { sum, .. } => *sum,
    }
}

impl MetricSink for Metrics {
    async fn publish(
        &self,
        _namespace: &str,
        datapoints: &[Datapoint],
    ) -> Result<(), PublishError> {
        self.requests
            .lock()
            .expect("not poisoned")
            .push(datapoints.to_vec());
        let step = self.script.lock().expect("not poisoned").pop_front();
        match step.unwrap_or(Publish::Confirmed) {
            Publish::Confirmed => {
                self.taken
                    .lock()
                    .expect("not poisoned")
                    .extend_from_slice(datapoints);
                Ok(())
            }
            Publish::Fails(class) => Err(PublishError {
                class,
                message: "scripted".into(),
                source: None,
            }),
            Publish::Hangs => std::future::pending().await,
        }
    }
}

/// Time that passes only while everybody waits: tokio's paused clock, from [`NOW`] on.
#[derive(Clone)]
pub(crate) struct Stepped {
    began: tokio::time::Instant,
    /// Time that passes by each look at the clock.
    per_look: Arc<Mutex<(Duration, Duration)>>,
    waits: Arc<Mutex<Vec<Duration>>>,
}

impl Stepped {
    fn new() -> Self {
        Self {
            began: tokio::time::Instant::now(),
            per_look: Arc::default(),
            waits: Arc::default(),
        }
    }

    /// From now on, every look at the clock takes so long.
    pub(crate) fn pass_per_look(&self, step: Duration) {
        self.per_look.lock().expect("not poisoned").0 = step;
    }

    /// The waits that came to their end, in order, but for alarms.
    pub(crate) fn waits(&self) -> Vec<Duration> {
        self.waits.lock().expect("not poisoned").clone()
    }
}

impl Time for Stepped {
    fn now(&self) -> Timestamp {
        let now: Timestamp = NOW.parse().expect("a timestamp");
        let mut per_look = self.per_look.lock().expect("not poisoned");
        let step = per_look.0;
        per_look.1 += step;
        now + self.began.elapsed() + per_look.1
    }

    #[expect(clippy::disallowed_methods, reason = "the tests' paused clock")]
    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
        self.waits.lock().expect("not poisoned").push(duration);
    }
}
