//! The function's ports in memory: one object, a CloudWatch that takes everything, a clock that
//! stands still.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use handler::adapters::settled::WarmMemory;
use handler::adapters::tasks::Spawned;
use handler::config::Settings;
use handler::core::datapoint::Datapoint;
use handler::core::object_ref::ObjectRef;
use handler::core::profile::ProfileMap;
use handler::invocation::event::SqsEvent;
use handler::invocation::ports::{
    FetchError, MetricSink, ObjectBody, ObjectSource, Ports, PublishError, Time,
};
use handler::invocation::{Handler, InvocationContext};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// After the corpora's last record and within its age limit.
const NOW: Timestamp = Timestamp::constant(1_776_643_200, 0);

/// Seconds that an invocation has.
const INVOCATION: SignedDuration = SignedDuration::from_secs(900);

/// The function, and what it is invoked with.
pub(crate) struct Invocation {
    function: Handler<OneObject, Metrics, StandingClock, WarmMemory>,
    context: InvocationContext,
}

impl Invocation {
    /// The function in a world of one object, which arrives in chunks of that size.
    pub(crate) fn of(object: &[u8], chunk_bytes: usize) -> Self {
        let settings = Settings::parse(|name| (name == "AWS_REGION").then(|| "us-east-1".into()))
            .expect("defaults are sound");
        let rules = settings.rules(ProfileMap::default());
        let ports = Ports {
            objects: OneObject(
                object
                    .chunks(chunk_bytes)
                    .map(Bytes::copy_from_slice)
                    .collect(),
            ),
            metrics: Metrics,
            time: StandingClock,
            // Remembers nothing, so that the object is new every time.
            settled: WarmMemory::with_capacity(0),
            tasks: Box::new(Spawned),
        };
        Self {
            function: Handler::new(settings, rules, "benched", ports, || 0.5),
            context: InvocationContext {
                request_id: "benched".into(),
                ends_at: NOW + INVOCATION,
            },
        }
    }

    /// One invocation: a batch of one message about the object.
    ///
    /// # Panics
    ///
    /// If the message failed: then nothing was measured.
    pub(crate) async fn run(&self) {
        let notification = json!({"Records": [{"eventVersion": "2.1", "eventName": "ObjectCreated:Put",
            "s3": {"bucket": {"name": "logs"}, "object": {"key": "log.json.gz"}}}]});
        let event = json!({"Records": [{"messageId": "1", "body": notification.to_string()}]});
        let event = SqsEvent::try_from(event).expect("it is a batch");
        let handled = self.function.handle(event, &self.context).await;
        assert!(handled.response.batch_item_failures.is_empty());
    }
}

struct OneObject(VecDeque<Bytes>);

impl ObjectSource for OneObject {
    type Body = Body;

    async fn open(&self, _object: &ObjectRef) -> Result<Body, FetchError> {
        Ok(Body(self.0.clone()))
    }
}

struct Body(VecDeque<Bytes>);

impl ObjectBody for Body {
    fn length(&self) -> Option<u64> {
        None
    }

    async fn next(&mut self) -> Result<Option<Bytes>, FetchError> {
        Ok(self.0.pop_front())
    }
}

struct Metrics;

impl MetricSink for Metrics {
    async fn publish(&self, _namespace: &str, _data: &[Datapoint]) -> Result<(), PublishError> {
        Ok(())
    }
}

struct StandingClock;

impl Time for StandingClock {
    fn now(&self) -> Timestamp {
        NOW
    }

    async fn sleep(&self, _duration: Duration) {
        std::future::pending::<()>().await;
    }
}
