//! Put, notify, poll, invoke, settle, attach: a thousand worlds under random use. After every step each message is in exactly one place, and
//! nothing left its queue but what somebody answered for.
//!
//! A seed that fails prints itself: run it again with `simulate(<seed>)`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use super::super::order::{Order, Payload};
use super::stage::{FUNCTION, Stage, arn, url};
use crate::bucket::create::CreateBucket;
use crate::bucket::notification::{DestinationConfiguration, NotificationConfiguration};
use crate::bucket::put::{PutObject, WriteCondition};
use crate::bucket::{BodyId, Content, Destination, PutBucketNotificationConfiguration};
use crate::function::{
    CreateEventSourceMapping, DeleteEventSourceMapping, FunctionFailure, InvocationType, Invoke,
    Outcome, ScalingConfig, UpdateEventSourceMapping,
};
use crate::origin::Home;
use crate::queue::{DeleteMessage, ReceiveMessage, SetQueueAttributes};

const SEEDS: u64 = 1_000;
const STEPS: usize = 25;
const PLACES: usize = 3;

/// `orders` fails into `dead` and is told of objects; `bills` has no dead-letter queue.
const QUEUES: [&str; 3] = ["orders", "bills", "dead"];
const FOR_S3: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"sqs:SendMessage"}]}"#;
const FUNCTIONS: [&str; 2] = [FUNCTION, "second"];

#[test]
fn a_thousand_seeds_of_put_notify_poll_invoke_settle() {
    for seed in 0..SEEDS {
        let played = std::panic::catch_unwind(|| simulate(seed));
        assert!(played.is_ok(), "seed {seed}");
    }
}

fn simulate(seed: u64) {
    let mut simulation = Simulation::new(seed);
    for _ in 0..STEPS {
        simulation.step();
        simulation.check();
    }
    simulation.stage.check_queues();
    simulation.drain();
}

struct Simulation {
    random: fastrand::Rng,
    stage: Stage,
    /// UUIDs, of deleted mappings too.
    mappings: Vec<String>,
    receipts: Vec<(&'static str, String, String)>,
    /// Message ids, as they were after the last step.
    there: Vec<String>,
    /// What may leave in the step that is being taken.
    answered: BTreeSet<String>,
    last_body: u64,
    /// A process to the first function.
    is_attached: bool,
    /// Of each function, after the last step.
    running: [usize; 2],
}

impl Simulation {
    fn new(seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut stage = Stage::new(seed, random.usize(1..=PLACES));
        stage.create_function(FUNCTIONS[1]);
        stage.create_queue("dead", &[]);
        let policy = format!(
            r#"{{"deadLetterTargetArn":"{}","maxReceiveCount":3}}"#,
            arn("dead")
        );
        stage.create_queue("orders", &[("RedrivePolicy", &policy), ("Policy", FOR_S3)]);
        stage.create_queue("bills", &[("VisibilityTimeout", "7")]);
        notify(&mut stage);
        let mut simulation = Self {
            random,
            stage,
            mappings: Vec::new(),
            receipts: Vec::new(),
            there: Vec::new(),
            answered: BTreeSet::new(),
            last_body: 0,
            is_attached: false,
            running: [0; 2],
        };
        simulation.create_mapping();
        simulation.create_mapping();
        simulation
    }

    fn step(&mut self) {
        match self.random.u32(0..100) {
            0..15 => self.put(),
            15..35 => {
                let queue = self.any_queue();
                self.stage.send(queue, "x");
            }
            35..60 => self.end_an_invocation(),
            60..75 => {
                let time = SignedDuration::from_millis(self.random.i64(0..20_000));
                self.stage.pass_by(time);
            }
            75..81 => self.receive(),
            81..86 => self.delete(),
            86..90 => self.invoke(),
            90..92 => self.create_mapping(),
            92..94 => self.delete_mapping(),
            94..96 => self.attach_or_detach(),
            _ => self.update_mapping(),
        }
    }

    fn attach_or_detach(&mut self) {
        self.is_attached = !self.is_attached;
        if self.is_attached {
            self.stage.attach();
        } else {
            self.stage.detach();
        }
    }

    fn any_queue(&mut self) -> &'static str {
        QUEUES[self.random.usize(..2)]
    }

    fn put(&mut self) {
        self.last_body += 1;
        let put = PutObject {
            bucket: "logs".to_owned(),
            key: format!("key {}", self.last_body),
            e_tag: format!("{:032x}", self.last_body),
            content: Content::whole(BodyId(self.last_body), 1),
            checksum: None,
            headers: Box::default(),
            tags: BTreeMap::new(),
            condition: WriteCondition::default(),
            is_form: false,
        };
        self.stage.call(put).unwrap();
    }

    fn invoke(&mut self) {
        let invoke = Invoke {
            function_name: FUNCTIONS[self.random.usize(..2)].to_owned(),
            invocation_type: if self.random.bool() {
                InvocationType::Event
            } else {
                InvocationType::RequestResponse
            },
            payload: "{}".into(),
            ..Invoke::default()
        };
        self.stage.call(invoke).unwrap();
    }

    fn end_an_invocation(&mut self) {
        if self.stage.orders.is_empty() {
            return;
        }
        let order = self.random.usize(..self.stage.orders.len());
        let ids = ids_of(&self.stage.orders[order]);
        let outcome = match self.random.u32(0..10) {
            0..5 => {
                self.answered.extend(ids);
                Outcome::Response("{}".into())
            }
            5..7 => {
                let mut failures = Vec::new();
                for id in ids {
                    if self.random.bool() {
                        failures.push(serde_json::json!({"itemIdentifier": id}));
                    } else {
                        self.answered.insert(id);
                    }
                }
                let answer = serde_json::json!({"batchItemFailures": failures});
                Outcome::Response(answer.to_string().into())
            }
            7..9 => Outcome::Failure(FunctionFailure::new("Sandbox.Timedout", "timed out")),
            _ => Outcome::Lost("its process could not be started".to_owned()),
        };
        self.stage.end(order, outcome);
    }

    fn receive(&mut self) {
        let queue = QUEUES[self.random.usize(..QUEUES.len())];
        let receive = ReceiveMessage {
            queue_url: url(queue),
            max_number_of_messages: Some(self.random.i64(1..=10)),
            visibility_timeout: self.random.bool().then(|| self.random.i64(0..30)),
            ..ReceiveMessage::default()
        };
        let messages = self.stage.call(receive).unwrap().messages;
        let receipts = messages.into_iter().map(|message| {
            (
                queue,
                message.message_id.to_string(),
                message.receipt_handle,
            )
        });
        self.receipts.extend(receipts);
    }

    fn delete(&mut self) {
        if self.receipts.is_empty() {
            return;
        }
        let index = self.random.usize(..self.receipts.len());
        let (queue, id, receipt_handle) = self.receipts.swap_remove(index);
        self.answered.insert(id);
        let delete = DeleteMessage {
            queue_url: url(queue),
            receipt_handle,
        };
        self.stage.call(delete).unwrap();
    }

    fn create_mapping(&mut self) {
        let has_window = self.random.bool();
        let mapping = CreateEventSourceMapping {
            event_source_arn: arn(self.any_queue()),
            function_name: FUNCTIONS[self.random.usize(..2)].to_owned(),
            batch_size: Some(self.random.u32(1..=if has_window { 15 } else { 10 })),
            maximum_batching_window_in_seconds: has_window.then(|| self.random.u32(1..20)),
            function_response_types: Some(vec!["ReportBatchItemFailures".to_owned()]),
            scaling_config: self.random.bool().then_some(ScalingConfig {
                maximum_concurrency: Some(2),
            }),
            ..CreateEventSourceMapping::default()
        };
        // Refused where there is one between the two.
        if let Ok(created) = self.stage.call(mapping) {
            self.mappings.push(created.uuid);
        }
    }

    fn update_mapping(&mut self) {
        let Some(uuid) = self.random.choice(&self.mappings).cloned() else {
            return;
        };
        let update = UpdateEventSourceMapping {
            uuid,
            enabled: Some(self.random.bool()),
            batch_size: self.random.bool().then(|| self.random.u32(1..=10)),
            ..UpdateEventSourceMapping::default()
        };
        // Refused where it is deleted.
        let _ = self.stage.call(update);
    }

    fn delete_mapping(&mut self) {
        if let Some(uuid) = self.random.choice(&self.mappings).cloned() {
            let _ = self.stage.call(DeleteEventSourceMapping { uuid });
        }
    }

    fn check(&mut self) {
        let local = self.stage.world.local(&Home::default()).unwrap();
        let ids = QUEUES
            .iter()
            .flat_map(|queue| local.queues.message_ids(queue));
        let mut there: Vec<&str> = ids.collect();
        let count = there.len();
        there.sort_unstable();
        there.dedup();
        assert_eq!(there.len(), count, "a message is in two places");
        for id in &self.there {
            let stays = there.binary_search(&id.as_str()).is_ok();
            assert!(
                stays || self.answered.contains(id),
                "{id} left, and nobody answered for it"
            );
        }
        self.there = there.into_iter().map(str::to_owned).collect();
        self.answered.clear();
        self.check_places();
        let local = self.stage.world.local(&Home::default()).unwrap();
        local.functions.assert_consistent();
        assert_eq!(
            self.stage.world.has_invocations(),
            !self.stage.orders.is_empty()
        );
    }

    fn check_places(&mut self) {
        for (index, function) in FUNCTIONS.into_iter().enumerate() {
            // What ran before a process was attached goes on.
            let places = match (self.is_attached, index) {
                (true, 0) => self.running[index].max(1),
                _ => self.stage.places(),
            };
            let orders = self.stage.orders.iter();
            let running = orders
                .filter(|order| order.function.name.as_str() == function)
                .count();
            assert!(running <= places, "{running} of {function}");
            self.running[index] = running;
        }
    }

    /// Whatever state the steps left: with time, and a function that answers, every queue with a mapping is empty.
    fn drain(&mut self) {
        // A mapping that is being deleted is in the way of another one.
        while self.stage.world.has_invocations() {
            self.stage.answer("{}");
        }
        for queue in ["orders", "bills"] {
            let create = CreateEventSourceMapping {
                event_source_arn: arn(queue),
                function_name: FUNCTION.to_owned(),
                ..CreateEventSourceMapping::default()
            };
            if let Ok(created) = self.stage.call(create) {
                self.mappings.push(created.uuid);
            }
        }
        // Else a message may come back, for ever, at the very moment at which its batch goes.
        let longer = SetQueueAttributes {
            queue_url: url("bills"),
            attributes: [("VisibilityTimeout".to_owned(), "300".to_owned())].into(),
        };
        self.stage.call(longer).unwrap();
        for uuid in self.mappings.clone() {
            let enable = UpdateEventSourceMapping {
                uuid,
                enabled: Some(true),
                ..UpdateEventSourceMapping::default()
            };
            let _ = self.stage.call(enable);
        }
        for _ in 0..10_000 {
            if !self.stage.orders.is_empty() {
                self.stage.answer("{}");
                continue;
            }
            let Some(next) = self.stage.world.next_work() else {
                break;
            };
            self.stage.pass_by(next.duration_since(self.stage.now));
        }
        for queue in ["orders", "bills"] {
            let counts = self.stage.counts(queue);
            assert_eq!(counts.total(), 0, "{queue}: {counts:?}");
        }
    }
}

fn notify(stage: &mut Stage) {
    let create = CreateBucket {
        bucket: "logs".to_owned(),
        location_constraint: None,
    };
    stage.call(create).unwrap();
    let to_orders = DestinationConfiguration {
        id: Some("orders".to_owned()),
        destination: Destination::Queue(arn("orders")),
        events: vec!["s3:ObjectCreated:*".to_owned()],
        filter_rules: Vec::new(),
    };
    stage
        .call(PutBucketNotificationConfiguration {
            bucket: "logs".to_owned(),
            notification_configuration: NotificationConfiguration {
                destinations: vec![to_orders],
            },
            skip_destination_validation: true,
        })
        .unwrap();
}

/// The ids of the messages in the event of an order; none where a client invoked.
fn ids_of(order: &Order) -> Vec<String> {
    match &order.payload {
        Payload::Records(records) => {
            let records = records.iter();
            records
                .map(|record| record.message_id().to_owned())
                .collect()
        }
        Payload::Event(_) => Vec::new(),
    }
}
