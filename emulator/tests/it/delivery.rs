//! Messages on their way from a queue to a function, with a stepped clock and real processes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use aws_world::World;
use aws_world::function::{CreateEventSourceMapping, ScalingConfig, UpdateEventSourceMapping};
use aws_world::origin::{Home, Origin};
use aws_world::queue::view::DeadLetter;
use aws_world::queue::{Counts, CreateQueue, SendMessage};
use jiff::{SignedDuration, Timestamp};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::support::{FUNCTION, Stage};

const QUEUE: &str = "logs";
const DEAD_LETTERS: &str = "logs-dlq";
const VISIBILITY: Duration = Duration::from_secs(1800);

/// A stage with a queue, its dead-letter queue and a mapping to the scripted function.
struct Scene {
    stage: Stage,
    mapping: String,
}

fn mapping() -> CreateEventSourceMapping {
    CreateEventSourceMapping {
        event_source_arn: arn(QUEUE),
        function_name: FUNCTION.to_owned(),
        function_response_types: Some(vec!["ReportBatchItemFailures".to_owned()]),
        ..CreateEventSourceMapping::default()
    }
}

fn arn(queue: &str) -> String {
    format!("arn:aws:sqs:us-east-1:000000000000:{queue}")
}

impl Scene {
    /// Messages are dead letters after two receives.
    fn new(mapping: CreateEventSourceMapping) -> Self {
        let stage = Stage::with_function(30, &[]);
        create_queue(&stage, DEAD_LETTERS, &[]);
        let policy = format!(
            r#"{{"deadLetterTargetArn":"{}","maxReceiveCount":2}}"#,
            arn(DEAD_LETTERS)
        );
        let visibility = VISIBILITY.as_secs().to_string();
        create_queue(
            &stage,
            QUEUE,
            &[
                ("VisibilityTimeout", &visibility),
                ("RedrivePolicy", &policy),
            ],
        );
        let mapping = stage.aws.call(&Origin::default(), mapping).unwrap().uuid;
        Self { stage, mapping }
    }

    fn send(&self, body: &str) -> Arc<str> {
        let request = SendMessage {
            queue_url: format!("http://localhost/000000000000/{QUEUE}"),
            message_body: body.into(),
            ..SendMessage::default()
        };
        let sent = self.stage.aws.call(&Origin::default(), request);
        sent.unwrap().message_id
    }

    fn counts(&self) -> Counts {
        let now = self.stage.aws.clock().now();
        self.stage.aws.inspect(|world| {
            let region = world.local(&Home::default()).unwrap();
            region.queues.counts(QUEUE, now).unwrap()
        })
    }

    fn dead_letters(&self) -> Vec<DeadLetter> {
        self.stage.aws.inspect(|world| {
            let region = world.local(&Home::default()).unwrap();
            region.queues.dead_letters(DEAD_LETTERS)
        })
    }

    /// Waits until no function runs and the queue holds this.
    async fn settled(&self, expected: Counts) {
        self.stage
            .until(|_| match (self.is_busy(), self.counts()) {
                (false, counts) if counts == expected => Ok(()),
                other => Err((other, self.stage.log())),
            })
            .await;
    }

    fn is_busy(&self) -> bool {
        self.stage.aws.inspect(World::has_invocations)
    }

    /// The moment at which the batch closes that is gathered.
    fn closes(&self) -> Option<Timestamp> {
        self.stage.aws.inspect(|world| {
            let mut upcoming = world.upcoming();
            upcoming
                .find(|upcoming| upcoming.what == "a batch closes")
                .map(|upcoming| upcoming.at)
        })
    }

    /// Waits until a batch is gathered, and gives the moment at which it closes.
    async fn gathering(&self) -> Timestamp {
        self.stage
            .until(|_| self.closes().ok_or_else(|| self.counts()))
            .await
    }

    /// Waits until an invocation runs, and gives its process.
    async fn running_process(&self) -> u32 {
        self.stage
            .until(|stage| {
                let processes = stage.runtime.processes();
                let running = processes.iter().find(|process| process.running.is_some());
                running.map(|process| process.process_id).ok_or(processes)
            })
            .await
    }

    /// Waits until the function printed a line that begins so.
    async fn printed(&self, prefix: &str) {
        self.stage
            .until(|stage| {
                let log = stage.log();
                let found = log.iter().any(|line| line.starts_with(prefix));
                if found { Ok(()) } else { Err(log) }
            })
            .await;
    }

    /// How often each body was delivered.
    fn deliveries(&self) -> BTreeMap<String, usize> {
        let mut deliveries = BTreeMap::new();
        for line in self.stage.log() {
            if let Some(rest) = line.strip_prefix("message ") {
                let body = rest.split(" receive ").next().unwrap_or_default();
                *deliveries.entry(body.to_owned()).or_default() += 1;
            }
        }
        deliveries
    }

    fn invocations(&self) -> usize {
        let log = self.stage.log();
        log.iter().filter(|line| line.starts_with("START")).count()
    }

    fn pass(&self, time: Duration) {
        self.stage.aws.clock().advance(time);
    }
}

fn create_queue(stage: &Stage, name: &str, attributes: &[(&str, &str)]) {
    let request = CreateQueue {
        queue_name: name.to_owned(),
        attributes: attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..CreateQueue::default()
    };
    stage.aws.call(&Origin::default(), request).unwrap();
}

const EMPTY: Counts = Counts {
    visible: 0,
    delayed: 0,
    in_flight: 0,
};

const ONE_IN_FLIGHT: Counts = Counts {
    in_flight: 1,
    ..EMPTY
};

#[tokio::test]
async fn what_a_function_answers_for_leaves_the_queue() {
    let scene = Scene::new(mapping());
    for number in 0..25 {
        scene.send(&format!("message {number}"));
    }
    scene.settled(EMPTY).await;
    assert_eq!(scene.deliveries().len(), 25);
    assert!(scene.deliveries().values().all(|times| *times == 1));
    assert!(scene.invocations() >= 3, "a batch holds ten");
}

#[tokio::test]
async fn a_batch_is_settled_only_after_the_answer() {
    let scene = Scene::new(mapping());
    scene.send(r#"{"wait":300}"#);
    scene.running_process().await;
    assert_eq!(scene.counts(), ONE_IN_FLIGHT);
    assert!(scene.is_busy());
    scene.settled(EMPTY).await;
}

#[tokio::test]
async fn a_failed_message_reappears_after_its_visibility_timeout() {
    let scene = Scene::new(mapping());
    scene.send(r#"{"fail":"no"}"#);
    scene.settled(ONE_IN_FLIGHT).await;
    scene.pass(Duration::from_secs(VISIBILITY.as_secs() - 1));
    scene.settled(ONE_IN_FLIGHT).await;
    assert_eq!(scene.invocations(), 1);
    scene.pass(Duration::from_secs(1));
    scene.printed(r#"message {"fail":"no"} receive 2"#).await;
}

#[tokio::test]
async fn a_message_that_keeps_failing_ends_as_a_dead_letter() {
    let scene = Scene::new(mapping());
    let id = scene.send(r#"{"fail":"no"}"#);
    for _ in 0..2 {
        scene.settled(ONE_IN_FLIGHT).await;
        scene.pass(VISIBILITY);
    }
    scene.settled(EMPTY).await;
    assert_eq!(scene.invocations(), 2);
    let dead_letter = DeadLetter {
        message_id: id,
        receive_count: 2,
        body: r#"{"fail":"no"}"#.to_owned(),
    };
    assert_eq!(scene.dead_letters(), [dead_letter]);
}

/// Two visibility timeouts of half an hour, and nobody waits for them.
#[tokio::test]
async fn a_poison_message_reaches_its_dead_letter_queue_by_running_until_idle() {
    let scene = Scene::new(mapping());
    scene.send(r#"{"fail":"no"}"#);
    let travelled = scene.stage.aws.run_until_idle().await.unwrap();
    assert_eq!(scene.invocations(), 2);
    assert_eq!(scene.counts(), EMPTY);
    assert_eq!(scene.dead_letters().len(), 1);
    let steps: Vec<_> = travelled
        .steps
        .iter()
        .map(|step| (step.what.as_str(), step.whom.as_str()))
        .collect();
    let comes_back = ("a message becomes visible", &*arn(QUEUE));
    assert_eq!(steps, [comes_back, comes_back]);
    let passed = travelled.to.duration_since(travelled.from);
    assert_eq!(passed.unsigned_abs(), 2 * VISIBILITY);
    assert_eq!(scene.stage.aws.clock().now(), travelled.to);
}

#[tokio::test]
async fn time_does_not_overtake_a_function_that_runs() {
    let scene = Scene::new(CreateEventSourceMapping {
        batch_size: Some(1),
        ..mapping()
    });
    scene.send(r#"{"wait":300}"#);
    scene.send(r#"{"fail":"no"}"#);
    scene.printed(r#"message {"fail":"no"} receive 1"#).await;
    let began = scene.stage.aws.clock().now();
    scene.stage.aws.run_until_idle().await.unwrap();
    // Had its visibility timeout ended meanwhile, it would have been received a second time.
    assert_eq!(scene.deliveries()[r#"{"wait":300}"#], 1);
    assert_eq!(scene.dead_letters().len(), 1);
    let passed = scene.stage.aws.clock().now().duration_since(began);
    assert_eq!(passed.unsigned_abs(), 2 * VISIBILITY);
}

#[tokio::test]
async fn what_is_due_next_is_a_batch_too() {
    let scene = Scene::new(CreateEventSourceMapping {
        maximum_batching_window_in_seconds: Some(5),
        ..mapping()
    });
    assert_eq!(scene.stage.aws.next_due(), None);
    scene.send("message");
    let closes = scene.gathering().await;
    let next = scene.stage.aws.next_due().unwrap();
    assert_eq!((next.at, next.what.as_str()), (closes, "a batch closes"));
    let travelled = scene.stage.aws.run_until_idle().await.unwrap();
    assert_eq!(travelled.steps, [next]);
    assert_eq!(scene.counts(), EMPTY);
}

#[tokio::test]
async fn only_the_failed_part_of_a_batch_comes_back() {
    let scene = Scene::new(CreateEventSourceMapping {
        maximum_batching_window_in_seconds: Some(5),
        ..mapping()
    });
    for number in 0..9 {
        scene.send(&format!("message {number}"));
    }
    scene.send(r#"{"fail":"no"}"#);
    scene.settled(ONE_IN_FLIGHT).await;
    assert_eq!(scene.invocations(), 1, "ten messages fill a batch");
    scene.pass(VISIBILITY);
    scene.gathering().await;
    scene.pass(Duration::from_secs(5));
    scene.printed(r#"message {"fail":"no"} receive 2"#).await;
    assert_eq!(scene.deliveries().values().sum::<usize>(), 11);
}

#[tokio::test]
async fn killing_the_process_in_the_middle_of_a_batch_loses_nothing() {
    let scene = Scene::new(mapping());
    scene.send(r#"{"wait":60000}"#);
    scene.printed("message").await;
    let process_id = scene.running_process().await;
    kill(
        Pid::from_raw(process_id.try_into().unwrap()),
        Signal::SIGKILL,
    )
    .unwrap();
    scene.settled(ONE_IN_FLIGHT).await;
    scene.pass(VISIBILITY);
    scene.printed(r#"message {"wait":60000} receive 2"#).await;
    assert_ne!(scene.running_process().await, process_id);
}

#[tokio::test]
async fn a_batch_is_gathered_until_its_window_is_over() {
    let scene = Scene::new(CreateEventSourceMapping {
        batch_size: Some(100),
        maximum_batching_window_in_seconds: Some(10),
        ..mapping()
    });
    let opened = scene.stage.aws.clock().now();
    for number in 0..30 {
        scene.send(&format!("message {number}"));
    }
    let all_in_flight = Counts {
        in_flight: 30,
        ..EMPTY
    };
    let closes = opened + SignedDuration::from_secs(10);
    assert_eq!(scene.counts(), all_in_flight);
    assert_eq!(scene.closes(), Some(closes));
    assert_eq!(scene.invocations(), 0);
    scene.pass(Duration::from_secs(10));
    scene.settled(EMPTY).await;
    assert_eq!(scene.invocations(), 1);
}

#[tokio::test]
async fn a_disabled_mapping_leaves_the_messages_alone() {
    let scene = Scene::new(CreateEventSourceMapping {
        enabled: Some(false),
        ..mapping()
    });
    scene.send("waits");
    let waiting = Counts {
        visible: 1,
        ..EMPTY
    };
    scene.settled(waiting).await;
    let enable = UpdateEventSourceMapping {
        uuid: scene.mapping.clone(),
        enabled: Some(true),
        ..UpdateEventSourceMapping::default()
    };
    scene.stage.aws.call(&Origin::default(), enable).unwrap();
    scene.settled(EMPTY).await;
    assert_eq!(scene.invocations(), 1);
}

#[tokio::test]
async fn no_more_batches_run_at_once_than_the_mapping_allows() {
    let scene = Scene::new(CreateEventSourceMapping {
        batch_size: Some(1),
        scaling_config: Some(ScalingConfig {
            maximum_concurrency: Some(2),
        }),
        ..mapping()
    });
    for _ in 0..4 {
        scene.send(r#"{"wait":100}"#);
    }
    scene.running_process().await;
    // What waits for its batch to run is visible, not in flight.
    assert!(scene.counts().in_flight <= 2, "{:?}", scene.counts());
    scene.settled(EMPTY).await;
    assert_eq!(scene.stage.runtime.processes().len(), 2);
}

#[tokio::test]
async fn stopping_settles_the_batch_that_runs_and_receives_no_other() {
    let scene = Scene::new(CreateEventSourceMapping {
        batch_size: Some(1),
        ..mapping()
    });
    scene.send(r#"{"wait":200}"#);
    scene.printed("message").await;
    scene.stage.aws.drain().await;
    scene.send("too late");
    let one_left = Counts {
        visible: 1,
        ..EMPTY
    };
    assert_eq!(scene.counts(), one_left);
}
