//! What log groups promise their readers and writers.

mod batches;
mod events;
mod groups;
mod metric_filters;
mod retention;
mod streams;
mod subscriptions;
mod tags;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::*;
use crate::call::Call;
use crate::error::Error;
use crate::operation::Operation as Any;
use crate::origin::Origin;
use crate::world::World;

const GROUP: &str = "/aws/lambda/aggregator";
const GROUP_ARN: &str = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/aggregator";

/// A world with one group, asked in the service's own JSON.
struct Logs {
    world: World,
    now: Timestamp,
}

impl Logs {
    fn with_streams(streams: &[&str]) -> Self {
        let mut logs = Self {
            world: World::new(1),
            now: "2026-04-19T13:28:51Z".parse().unwrap(),
        };
        logs.ok("CreateLogGroup", json!({"logGroupName": GROUP}));
        for stream in streams {
            logs.ok("CreateLogStream", of_stream(stream));
        }
        logs
    }

    fn apply(&mut self, operation: Any) -> Result<Value, Error> {
        let call = Call::new(Origin::default(), operation);
        let result = self.world.apply(self.now, call).result;
        result.map(|reply| serde_json::to_value(reply).unwrap())
    }

    fn ask(&mut self, name: &str, request: Value) -> Result<Value, LogsError> {
        let operation = Operation::decode(name, request).unwrap().unwrap();
        match self.apply(Any::Logs(operation)) {
            Ok(reply) => Ok(reply),
            Err(Error::Logs(error)) => Err(error),
            Err(other) => panic!("{other}"),
        }
    }

    /// Of a request that is carried out.
    #[track_caller]
    fn ok(&mut self, name: &str, request: Value) -> Value {
        self.ask(name, request).unwrap()
    }

    /// The text of a refusal.
    #[track_caller]
    fn refusal(&mut self, name: &str, request: Value) -> String {
        self.ask(name, request).unwrap_err().to_string()
    }

    fn put(&mut self, stream: &str, messages: &[&str]) -> Result<Value, LogsError> {
        let timestamp = self.now.as_millisecond();
        let events = messages.iter();
        let events = events.map(|message| json!({"timestamp": timestamp, "message": message}));
        self.put_events(stream, events.collect())
    }

    fn put_events(&mut self, stream: &str, events: Vec<Value>) -> Result<Value, LogsError> {
        let mut request = of_stream(stream);
        request["logEvents"] = json!(events);
        self.ask("PutLogEvents", request)
    }

    /// Time passes.
    fn wait(&mut self, seconds: i64) {
        self.now += SignedDuration::from_secs(seconds);
        self.world.advance(self.now);
    }

    fn after(&self, cursor: Cursor) -> NewEvents {
        let region = self.world.local(&Origin::default().home()).unwrap();
        region.log_groups.events_after(GROUP, cursor)
    }

    /// The messages of all streams.
    fn messages(&mut self) -> Vec<String> {
        let answer = self.ok("FilterLogEvents", json!({"logGroupName": GROUP}));
        messages(&answer)
    }
}

fn of_stream(stream: &str) -> Value {
    json!({"logGroupName": GROUP, "logStreamName": stream})
}

/// `request` with further members.
fn with(mut request: Value, members: Value) -> Value {
    let Value::Object(members) = members else {
        panic!("members are an object")
    };
    request.as_object_mut().unwrap().extend(members);
    request
}

/// The messages of an answer's events.
fn messages(answer: &Value) -> Vec<String> {
    texts(answer, "events", "message")
}

/// A member of each element of a list in an answer.
fn texts(answer: &Value, list: &str, member: &str) -> Vec<String> {
    let list = answer[list].as_array().unwrap().iter();
    list.map(|element| element[member].as_str().unwrap().to_owned())
        .collect()
}
