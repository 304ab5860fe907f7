//! Time, over everything at once: whoever lets it pass, and in however many steps, the world comes out the same.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::agenda::Due;
use crate::bucket::create::CreateBucket;
use crate::bucket::notification::{DestinationConfiguration, NotificationConfiguration};
use crate::bucket::put::PutObject;
use crate::bucket::{BodyId, Content, Destination, PutBucketNotificationConfiguration};
use crate::call::{Answer, Call};
use crate::effect::Effect;
use crate::function::{
    CreateEventSourceMapping, CreateFunction, FunctionCode, FunctionFailure, InvocationId, Outcome,
    Ran,
};
use crate::operation::{Operation, Reply, Request};
use crate::origin::{AccountId, Caller, Home, Origin, Principal};
use crate::queue::{
    ChangeMessageVisibility, CreateQueue, DeleteMessage, DeleteQueue, PurgeQueue, ReceiveMessage,
    SendMessage, SetQueueAttributes, StartMessageMoveTask, queue_arn, queue_url,
};
use crate::service_message::ServiceMessage;
use crate::world::World;

const CALLS: usize = 80;
const SEEDS: u64 = 200;
/// S3 may send.
const FOR_S3: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"sqs:SendMessage"}]}"#;
const NAMES: [&str; 4] = ["orders", "bills", "dead", "fleeting"];

/// One step of a schedule.
enum Step {
    Call(Box<Operation>),
    /// The invocation that was ordered at this place ends, or none where there are fewer.
    End {
        order: usize,
        outcome: Outcome,
    },
}

#[test]
fn time_passes_in_parts_as_it_passes_at_once() {
    for seed in 0..SEEDS {
        let (mut at_once, in_parts) = (play(seed, advance_late), play(seed, advance_in_parts));
        assert_eq!(at_once.world, in_parts.world, "seed {seed}");
        assert_eq!(at_once.received, in_parts.received, "seed {seed}");
        for namespace in ["AWS/Lambda", "AWS/SQS"] {
            let published = crate::metrics::reading::names(&mut at_once.world, namespace);
            assert!(published.len() > 2, "seed {seed}: {published:?}");
        }
    }
}

/// What the test above is good for: were entries run at the moment at which somebody looked, it would say so.
#[test]
fn a_world_that_runs_its_entries_late_would_be_found_out() {
    let differs = |seed: &u64| {
        let late = play(*seed, |world, to, _| world.advance_with(to, |_, to| to));
        late.world != play(*seed, advance_in_parts).world
    };
    assert!((0..SEEDS).any(|seed| differs(&seed)));
}

fn advance_late(world: &mut World, to: Timestamp, _: &mut fastrand::Rng) {
    world.advance(to);
}

fn advance_in_parts(world: &mut World, to: Timestamp, random: &mut fastrand::Rng) {
    let from = world.now().as_microsecond();
    let mut parts: Vec<i64> = (0..random.usize(..4))
        .map(|_| random.i64(from..=to.as_microsecond().max(from)))
        .collect();
    parts.sort_unstable();
    for part in parts {
        world.advance(Timestamp::from_microsecond(part).unwrap());
        // A moment that has passed changes nothing.
        world.advance(Timestamp::from_microsecond(from).unwrap());
    }
    world.advance(to);
}

struct Played {
    world: World,
    received: Vec<String>,
}

/// Plays the schedule of `seed`, letting time pass between its calls by `advance`.
fn play(seed: u64, advance: impl Fn(&mut World, Timestamp, &mut fastrand::Rng)) -> Played {
    let mut player = Player::new(seed);
    // Of its own: how time is cut must not change what is called.
    let mut cuts = fastrand::Rng::with_seed(seed);
    for _ in 0..CALLS {
        let (pause, step) = player.next_step();
        player.now += pause;
        advance(&mut player.world, player.now, &mut cuts);
        match step {
            Step::Call(operation) => player.carry_out(*operation),
            Step::End { order, outcome } => player.end(order, outcome),
        }
    }
    player.now += SignedDuration::from_hours(1);
    advance(&mut player.world, player.now, &mut cuts);
    player.world.effects.clear();
    player.world.ledger.clear();
    Played {
        world: player.world,
        received: player.received,
    }
}

struct Player {
    random: fastrand::Rng,
    world: World,
    now: Timestamp,
    handles: Vec<(String, String)>,
    received: Vec<String>,
    orders: Vec<InvocationId>,
    last_body: u64,
}

impl Player {
    fn new(seed: u64) -> Self {
        let mut player = Self {
            random: fastrand::Rng::with_seed(seed),
            world: World::new(seed),
            now: "2026-04-19T13:00:00.123456789Z".parse().unwrap(),
            handles: Vec::new(),
            received: Vec::new(),
            orders: Vec::new(),
            last_body: 0,
        };
        player.make("dead", &[]);
        let policy = format!(
            r#"{{"deadLetterTargetArn":"{}","maxReceiveCount":2}}"#,
            arn("dead")
        );
        player.make("orders", &[("RedrivePolicy", &policy), ("Policy", FOR_S3)]);
        player.make(
            "bills",
            &[("DelaySeconds", "3"), ("MessageRetentionPeriod", "300")],
        );
        player.call(CreateBucket {
            bucket: "logs".to_owned(),
            location_constraint: None,
        });
        let to_queue = |name: &str| DestinationConfiguration {
            id: Some(name.to_owned()),
            destination: Destination::Queue(arn(name)),
            events: vec!["s3:ObjectCreated:*".to_owned()],
            filter_rules: Vec::new(),
        };
        player.call(PutBucketNotificationConfiguration {
            bucket: "logs".to_owned(),
            notification_configuration: NotificationConfiguration {
                destinations: vec![to_queue("orders"), to_queue("fleeting")],
            },
            skip_destination_validation: true,
        });
        player.call(CreateFunction {
            function_name: "f".to_owned(),
            code: FunctionCode {
                executable_path: Some("/opt/bootstrap".into()),
                ..FunctionCode::default()
            },
            ..CreateFunction::default()
        });
        for (queue, window) in [("orders", None), ("bills", Some(7))] {
            player.call(CreateEventSourceMapping {
                event_source_arn: arn(queue),
                function_name: "f".to_owned(),
                batch_size: Some(4),
                maximum_batching_window_in_seconds: window,
                ..CreateEventSourceMapping::default()
            });
        }
        player
    }

    fn make(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let request = create(name, attributes);
        self.call(request);
    }

    fn call<R: Request>(&mut self, request: R) {
        self.carry_out(request.into_operation());
    }

    fn carry_out(&mut self, operation: Operation) {
        // A function of this process's own needs no role.
        let origin = Origin {
            caller: Caller::Emulator,
            ..Origin::default()
        };
        let call = Call::new(origin, operation);
        let Answer { result, .. } = self.world.apply(self.now, call);
        self.take_orders();
        let Ok(Reply::Sqs(crate::queue::Reply::ReceiveMessage(reply))) = result else {
            return;
        };
        for message in reply.messages {
            let name = message.body.split(' ').next().unwrap_or_default();
            self.handles
                .push((url(name), message.receipt_handle.clone()));
            self.received.push(message.receipt_handle);
        }
    }

    fn end(&mut self, order: usize, outcome: Outcome) {
        self.take_orders();
        if order < self.orders.len() {
            let id = self.orders.remove(order);
            let home = Home::default();
            let ran = Ran {
                outcome,
                duration: Some(Duration::from_millis(self.random.u64(..20_000))),
            };
            self.world.end_invocation(self.now, &home, &id, ran);
        }
    }

    fn take_orders(&mut self) {
        for effect in self.world.take_effects() {
            if let Effect::Invoke(order) = effect {
                self.orders.push(order.id);
            }
        }
    }

    fn next_step(&mut self) -> (SignedDuration, Step) {
        let pause = SignedDuration::from_nanos(self.random.i64(0..20_000_000_000));
        let name = NAMES[self.random.usize(..NAMES.len())];
        let operation = match self.random.u32(0..100) {
            0..25 => SendMessage {
                queue_url: url(name),
                message_body: format!("{name} {}", self.random.u32(..)).into(),
                delay_seconds: self.random.bool().then(|| self.random.i64(0..30)),
                ..SendMessage::default()
            }
            .into_operation(),
            25..50 => ReceiveMessage {
                queue_url: url(name),
                max_number_of_messages: Some(self.random.i64(1..=10)),
                visibility_timeout: Some(self.random.i64(0..40)),
                ..ReceiveMessage::default()
            }
            .into_operation(),
            50..60 => self.put_object().into_operation(),
            60..66 => StartMessageMoveTask {
                source_arn: arn("dead"),
                destination_arn: self.random.bool().then(|| arn("bills")),
                max_number_of_messages_per_second: self.random.bool().then_some(3),
            }
            .into_operation(),
            66..72 => create("fleeting", &[("Policy", FOR_S3)]).into_operation(),
            72..76 => DeleteQueue {
                queue_url: url("fleeting"),
            }
            .into_operation(),
            76..78 => PurgeQueue {
                queue_url: url(name),
            }
            .into_operation(),
            78..82 => SetQueueAttributes {
                queue_url: url("bills"),
                attributes: map(&[(
                    "MessageRetentionPeriod",
                    if self.random.bool() { "60" } else { "600" },
                )]),
            }
            .into_operation(),
            82..92 => {
                let outcome = match self.random.u32(0..4) {
                    0 | 1 => Outcome::Response("{}".into()),
                    2 => Outcome::Failure(FunctionFailure::new("Oops", "no")),
                    _ => Outcome::Lost("it could not be started".to_owned()),
                };
                let order = self.random.usize(..2);
                return (pause, Step::End { order, outcome });
            }
            other => self.answer_for_a_message(other % 2 == 0),
        };
        (pause, Step::Call(Box::new(operation)))
    }

    fn put_object(&mut self) -> PutObject {
        self.last_body += 1;
        PutObject {
            bucket: "logs".to_owned(),
            key: format!("orders {}", self.random.u8(..5)),
            e_tag: format!("{:032x}", self.last_body),
            content: Content::whole(BodyId(self.last_body), 1),
            checksum: None,
            headers: Box::default(),
            tags: BTreeMap::new(),
            condition: crate::bucket::WriteCondition::default(),
            is_form: false,
        }
    }

    fn answer_for_a_message(&mut self, deletes: bool) -> Operation {
        let Some((queue_url, receipt_handle)) = self.random.choice(&self.handles).cloned() else {
            return create("orders", &[]).into_operation();
        };
        if deletes {
            return DeleteMessage {
                queue_url,
                receipt_handle,
            }
            .into_operation();
        }
        ChangeMessageVisibility {
            queue_url,
            receipt_handle,
            visibility_timeout: Some(self.random.i64(0..60)),
        }
        .into_operation()
    }
}

#[test]
fn who_waits_for_a_queue_is_told_of_its_own_news_alone_and_of_how_much() {
    let mut world = World::new(1);
    let now: Timestamp = "2026-04-19T13:00:00Z".parse().unwrap();
    let call = |world: &mut World, after: i64, operation: Operation| {
        let now = now + SignedDuration::from_secs(after);
        let answer = world.apply(now, Call::new(Origin::default(), operation));
        let effects: Vec<_> = world.take_effects().collect();
        (answer, effects)
    };
    for name in ["orders", "bills"] {
        call(&mut world, 0, create(name, &[]).into_operation());
    }
    let send = |name: &str, delay: i64| {
        SendMessage {
            queue_url: url(name),
            message_body: "x".into(),
            delay_seconds: Some(delay),
            ..SendMessage::default()
        }
        .into_operation()
    };
    let poll = ReceiveMessage {
        queue_url: url("orders"),
        wait_time_seconds: Some(20),
        ..ReceiveMessage::default()
    }
    .into_operation();
    let (answer, effects) = call(&mut world, 0, poll.clone());
    let wait = answer.wait.expect("there is nothing yet");
    assert_eq!(wait.until, now + SignedDuration::from_secs(20));
    assert_eq!(effects, []);
    let orders = Effect::Arrived {
        queue: wait.queue,
        messages: 1,
    };
    assert_eq!(
        call(&mut world, 1, send("orders", 0)).1,
        std::slice::from_ref(&orders)
    );
    let (_, of_bills) = call(&mut world, 1, send("bills", 0));
    assert!(!of_bills.contains(&orders) && of_bills.len() == 1);
    let (answer, _) = call(&mut world, 2, poll);
    assert!(answer.wait.is_none(), "there was one");
    assert_eq!(call(&mut world, 2, send("orders", 10)).1, []);
    world.advance(now + SignedDuration::from_secs(12));
    assert_eq!(world.take_effects().collect::<Vec<_>>(), [orders]);
    let delete = DeleteQueue {
        queue_url: url("orders"),
    };
    let everybody = Effect::Arrived {
        queue: wait.queue,
        messages: Effect::EVERYBODY,
    };
    assert_eq!(call(&mut world, 13, delete.into_operation()).1, [everybody]);
}

/// `SkipDestinationValidation` lets such a configuration in.
#[test]
fn a_delivery_that_finds_no_queue_leaves_a_line() {
    for queue_arn in [
        "arn:aws:sqs:us-east-1:000000000000:absent",
        "arn:aws:sqs:us-east-1:111111111111:anothers",
    ] {
        let mut world = World::new(1);
        let from = Caller::Service {
            principal: Principal::S3,
            source: "arn:aws:s3:::logs".into(),
        };
        world.agenda.soon(Due::Deliver(ServiceMessage {
            account: AccountId::default(),
            from: from.clone(),
            to: queue_arn.to_owned(),
            body: "x".to_owned(),
            ..ServiceMessage::default()
        }));
        world.follow_up();
        let line = world.ledger().take().expect("it is told");
        assert_eq!((line.operation, &line.caller), ("SendMessage", &from));
        assert!(line.refused.is_some(), "{queue_arn}");
    }
}

#[test]
fn time_never_runs_back() {
    let mut world = World::new(1);
    let now: Timestamp = "2026-04-19T13:00:00Z".parse().unwrap();
    world.advance(now);
    let earlier = now - SignedDuration::from_secs(5);
    world.apply(
        earlier,
        Call::new(Origin::default(), create("orders", &[]).into_operation()),
    );
    assert_eq!(world.now(), now);
}

fn create(name: &str, attributes: &[(&str, &str)]) -> CreateQueue {
    CreateQueue {
        queue_name: name.to_owned(),
        attributes: map(attributes),
        ..CreateQueue::default()
    }
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn url(name: &str) -> String {
    queue_url(&Origin::default(), name)
}

fn arn(name: &str) -> String {
    queue_arn(&Home::default(), name)
}
