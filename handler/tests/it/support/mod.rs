//! What the tests share: logs, notifications, ports in memory, an endpoint that misbehaves.

pub(crate) mod endpoint;
pub(crate) mod logs;
pub(crate) mod memory;
pub(crate) mod process;

use std::time::Duration;

use handler::config::Settings;
use handler::core::profile::ProfileMap;
use handler::invocation::event::SqsEvent;
use handler::invocation::ports::{MetricSink, ObjectSource, Ports, SettledObjects, Time};
use handler::invocation::{Handled, Handler, InvocationContext};
use jiff::Timestamp;
use serde_json::{Value, json};

/// When the tests' invocations begin, unless they run on real time.
pub(crate) const NOW: &str = "2026-04-19T14:00:00Z";

/// Longer than any test.
pub(crate) const LONG: Duration = Duration::from_hours(1);

/// Waits for what has to happen; a test that waits in vain fails.
pub(crate) async fn soon<T>(happens: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), happens)
        .await
        .expect("it happens within a minute")
}

/// Settings as the given variables make them.
pub(crate) fn settings(variables: &[(&str, &str)]) -> Settings {
    let lookup = |name: &str| {
        let given = variables.iter().find(|(variable, _)| *variable == name);
        match given {
            Some((_, value)) => Some((*value).to_owned()),
            None => (name == "AWS_REGION").then(|| "us-east-1".to_owned()),
        }
    };
    Settings::parse(lookup).expect("the test's settings are sound")
}

/// The function on the given ports; its waits between attempts are the whole ceilings.
pub(crate) fn function<O, M, T, S>(
    variables: &[(&str, &str)],
    ports: Ports<O, M, T, S>,
) -> Handler<O, M, T, S>
where
    O: ObjectSource,
    M: MetricSink,
    T: Time,
    S: SettledObjects,
{
    let settings = settings(variables);
    let rules = settings.rules(ProfileMap::default());
    Handler::new(settings, rules, "fn", ports, || 1.0)
}

/// Runs one batch of `(message id, body)` with so much time from `now`.
pub(crate) async fn invoke<O, M, T, S>(
    function: &Handler<O, M, T, S>,
    now: Timestamp,
    seconds: i64,
    messages: &[(&str, String)],
) -> Handled
where
    O: ObjectSource,
    M: MetricSink,
    T: Time,
    S: SettledObjects,
{
    let context = InvocationContext {
        request_id: "request".into(),
        ends_at: now + jiff::SignedDuration::from_secs(seconds),
    };
    function.handle(batch(messages), &context).await
}

fn batch(messages: &[(&str, String)]) -> SqsEvent {
    SqsEvent::try_from(event(messages)).expect("a batch")
}

/// A batch of `(message id, body)` as Lambda hands it over.
pub(crate) fn event(messages: &[(&str, String)]) -> Value {
    let records: Vec<Value> = messages
        .iter()
        .map(|(id, body)| json!({"messageId": id, "body": body}))
        .collect();
    json!({ "Records": records })
}

/// A notification of these objects in the bucket `logs`, each an event of its own.
pub(crate) fn notification(keys: &[&str]) -> String {
    let events: Vec<_> = keys.iter().map(|key| (*key, *key)).collect();
    notification_of(&events)
}

/// A notification of `(key, sequencer)`; an empty sequencer is left out.
pub(crate) fn notification_of(events: &[(&str, &str)]) -> String {
    let record = |(key, sequencer): &(&str, &str)| {
        let mut object = json!({ "key": key });
        if !sequencer.is_empty() {
            object["sequencer"] = json!(sequencer);
        }
        json!({"eventVersion": "2.1", "eventName": "ObjectCreated:Put",
            "s3": {"bucket": {"name": "logs"}, "object": object}})
    };
    let records: Vec<Value> = events.iter().map(record).collect();
    json!({ "Records": records }).to_string()
}

/// The identifiers that the queue keeps.
pub(crate) fn kept(handled: &Handled) -> Vec<&str> {
    let failures = &handled.response.batch_item_failures;
    failures
        .iter()
        .map(|failure| failure.item_identifier.as_str())
        .collect()
}
