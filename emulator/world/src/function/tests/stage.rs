//! A world with queues, a function and mappings, and whoever plays its processes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};

use super::super::order::Order;
use crate::call::Call;
use crate::effect::Effect;
use crate::function::{
    Concurrency, CreateEventSourceMapping, CreateFunction, FunctionCode, FunctionName,
    InvocationId, Outcome, Ran,
};
use crate::notice::Notice;
use crate::operation::Request;
use crate::origin::{Caller, Home, Origin};
use crate::queue::{Counts, CreateQueue, DeleteQueue, SendMessage, queue_arn, queue_url};
use crate::service_message::ServiceMessage;
use crate::settings::Settings;
use crate::world::World;

pub(crate) const FUNCTION: &str = "aggregator";

/// A world, the time in it, and what it ordered.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) now: Timestamp,
    /// Invocations that run.
    pub(crate) orders: Vec<Order>,
    pub(crate) ended: Vec<(InvocationId, Outcome)>,
    pub(crate) notices: Vec<Notice>,
    places: usize,
}

impl Stage {
    /// With a function, and so many processes of it at once.
    pub(crate) fn new(seed: u64, places: usize) -> Self {
        let mut stage = Self {
            world: World::new(seed).with_settings(Settings {
                concurrency: Concurrency {
                    places,
                    ..Concurrency::default()
                },
                ..Settings::default()
            }),
            now: "2026-04-19T13:00:00Z".parse().unwrap(),
            orders: Vec::new(),
            ended: Vec::new(),
            notices: Vec::new(),
            places,
        };
        stage.create_function(FUNCTION);
        stage
    }

    pub(crate) fn create_function(&mut self, name: &str) {
        let create = CreateFunction {
            function_name: name.to_owned(),
            code: FunctionCode {
                executable_path: Some(PathBuf::from("/opt/bootstrap")),
                ..FunctionCode::default()
            },
            timeout: Some(5),
            ..CreateFunction::default()
        };
        let origin = Origin {
            caller: Caller::Emulator,
            ..Origin::default()
        };
        let answer = self
            .world
            .apply(self.now, Call::new(origin, create.into_operation()));
        self.take_effects();
        CreateFunction::answer(answer.result).unwrap();
    }

    pub(crate) fn call<R: Request>(&mut self, request: R) -> Result<R::Reply, R::Error> {
        let call = Call::new(Origin::default(), request.into_operation());
        let answer = self.world.apply(self.now, call);
        self.take_effects();
        R::answer(answer.result)
    }

    /// The name is nobody's any more.
    pub(crate) fn delete_queue(&mut self, name: &str) {
        let delete = DeleteQueue {
            queue_url: queue_url(&Origin::default(), name),
        };
        self.call(delete).unwrap();
    }

    pub(crate) fn create_queue(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let attributes = attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let create = CreateQueue {
            queue_name: name.to_owned(),
            attributes: attributes.collect(),
            tags: BTreeMap::new(),
        };
        self.call(create).unwrap();
    }

    /// The UUID of a mapping from this queue to the function.
    pub(crate) fn map(&mut self, queue: &str, mapping: CreateEventSourceMapping) -> String {
        let mapping = CreateEventSourceMapping {
            event_source_arn: arn(queue),
            function_name: if mapping.function_name.is_empty() {
                FUNCTION.to_owned()
            } else {
                mapping.function_name
            },
            function_response_types: Some(vec!["ReportBatchItemFailures".to_owned()]),
            ..mapping
        };
        self.call(mapping).unwrap().uuid
    }

    pub(crate) fn send(&mut self, queue: &str, body: &str) {
        self.call(SendMessage {
            queue_url: url(queue),
            message_body: body.into(),
            ..SendMessage::default()
        })
        .unwrap();
    }

    /// Another service sends this.
    pub(crate) fn deliver(&mut self, message: ServiceMessage) {
        self.world.advance(self.now);
        self.world.deliver(message);
        self.world.follow_up();
        self.take_effects();
    }

    pub(crate) fn pass(&mut self, seconds: i64) {
        self.pass_by(SignedDuration::from_secs(seconds));
    }

    pub(crate) fn pass_by(&mut self, time: SignedDuration) {
        self.now += time;
        self.world.advance(self.now);
        self.take_effects();
    }

    /// Ends the invocation that was ordered first.
    pub(crate) fn answer(&mut self, answer: &str) {
        self.end(0, Outcome::Response(answer.to_owned().into()));
    }

    pub(crate) fn end(&mut self, order: usize, ran: impl Into<Ran>) {
        let Order { id, function, .. } = self.orders.remove(order);
        self.world
            .end_invocation(self.now, &function.home, &id, ran);
        self.take_effects();
    }

    /// [`Stage::end`], and nothing of what follows from it.
    pub(crate) fn settle(&mut self, answer: &str) {
        let Order { id, function, .. } = self.orders.remove(0);
        let outcome = Outcome::Response(answer.to_owned().into());
        self.world
            .settle_invocation(self.now, &function.home, &id, outcome);
        self.take_effects();
    }

    /// A process is attached to the function.
    pub(crate) fn attach(&mut self) {
        let name = FunctionName::new(FUNCTION).unwrap();
        let home = Home::default();
        self.world.attach_process(self.now, &home, &name);
        self.take_effects();
    }

    pub(crate) fn detach(&mut self) {
        let name = FunctionName::new(FUNCTION).unwrap();
        let home = Home::default();
        self.world.detach_process(self.now, &home, &name);
        self.take_effects();
    }

    fn take_effects(&mut self) {
        for effect in self.world.take_effects() {
            match effect {
                Effect::Invoke(order) => self.orders.push(*order),
                Effect::Ended {
                    invocation,
                    outcome,
                } => self.ended.push((invocation, outcome)),
                Effect::Tell(notice) => self.notices.push(notice),
                Effect::DropBody { .. }
                | Effect::Arrived { .. }
                | Effect::Post(_)
                | Effect::Prepare(_) => {}
            }
        }
    }

    pub(crate) fn counts(&self, queue: &str) -> Counts {
        let local = self.world.local(&Home::default()).unwrap();
        local.queues.counts(queue, self.now).unwrap()
    }

    pub(crate) fn places(&self) -> usize {
        self.places
    }

    /// So many run of the function, and so many wait for a process.
    pub(crate) fn invocations(&self) -> (usize, usize) {
        let local = self.world.local(&Home::default()).unwrap();
        let name = FunctionName::new(FUNCTION).unwrap();
        local.functions.invocations.counts(&name)
    }

    /// Panics where a message is not where it is said to be.
    pub(crate) fn check_queues(&self) {
        let local = self.world.local(&Home::default()).unwrap();
        local.queues.assert_consistent();
    }

    /// The bodies in the events that run, by event.
    pub(crate) fn bodies(&self) -> Vec<Vec<String>> {
        self.orders.iter().map(bodies_of).collect()
    }
}

/// The bodies in the event of an order.
pub(crate) fn bodies_of(order: &Order) -> Vec<String> {
    let event: serde_json::Value = serde_json::from_slice(&order.payload.render()).unwrap();
    let records = event["Records"].as_array().unwrap().iter();
    records
        .map(|record| record["body"].as_str().unwrap().to_owned())
        .collect()
}

pub(crate) fn arn(queue: &str) -> String {
    queue_arn(&Home::default(), queue)
}

pub(crate) fn url(queue: &str) -> String {
    queue_url(&Origin::default(), queue)
}
