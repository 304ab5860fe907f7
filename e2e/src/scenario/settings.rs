//! What operators set: the function's variables, batch windows, several functions, several Regions.

use serde_json::json;

use super::corpus::{self, lines, minutes_ago, record};
use crate::env::Env;
use crate::oracle::Switches;
use crate::stack::{Spec, Stack};

pub async fn switched_off_classes_publish_no_tokens<E: Env>(env: &E) {
    for (variable, switches) in [
        (
            "ENABLE_CROSS_REGION_DETECTION",
            Switches {
                cross_region: false,
                global_cross_region: true,
            },
        ),
        (
            "ENABLE_GLOBAL_CROSS_REGION",
            Switches {
                cross_region: true,
                global_cross_region: false,
            },
        ),
    ] {
        let stack = Stack::new(env, Spec::new(env.timing()).with(variable, "false")).await;
        let (objects, _) = corpus::small(6, 41);
        stack.put_all(&objects).await;
        stack.drained().await;
        corpus::sums(&objects, switches).assert_same(&stack.sums().await);
    }
}

/// Three days old, one day to live: counted as expired and not published.
pub async fn records_past_the_retention_are_expired<E: Env>(env: &E) {
    let stack = Stack::new(
        env,
        Spec::new(env.timing()).with("METRICS_RETENTION_DAYS", "1"),
    )
    .await;
    let mut old = record("us.amazon.nova-lite-v1:0", 7);
    old["timestamp"] = json!(minutes_ago(3 * 24 * 60).to_string());
    let young = record("us.amazon.nova-lite-v1:0", 5);
    stack
        .put("logs/old-and-young.json", lines([&old, &young]))
        .await;
    stack.drained().await;
    let sums = stack.sums().await;
    assert_eq!((sums.records.counted, sums.records.expired), (1, 1));
    assert_eq!(
        sums.sum_of("InputTokens", "InferenceProfile", "CrossRegion"),
        5
    );
}

/// Every variable of the guide's tables at once, each at a value that is not its default.
pub async fn every_variable_of_the_guide_is_understood<E: Env>(env: &E) {
    let spec = Spec::new(env.timing())
        .with("LOG_LEVEL", "DEBUG")
        .with("BATCH_SIZE", "3")
        .with("METRICS_RETENTION_DAYS", "90")
        .with("ENABLE_CROSS_REGION_DETECTION", "true")
        .with("ENABLE_GLOBAL_CROSS_REGION", "true")
        .with("DLQ_ENABLED", "true")
        .with("MAX_RETRY_ATTEMPTS", "5");
    let stack = Stack::new(env, spec).await;
    let (objects, expected) = corpus::small(5, 42);
    stack.put_all(&objects).await;
    stack.drained().await;
    expected.assert_same(&stack.sums().await);
    let says =
        |(_, body): &(String, Vec<u8>)| String::from_utf8_lossy(body).contains("claims-service");
    assert!(
        objects.iter().any(says),
        "the logs hold something that must not be logged"
    );
    let log = stack.function().log();
    assert!(
        !log.iter().any(|line| line.contains("claims-service")),
        "a payload was logged at DEBUG"
    );
}

pub async fn poison_is_acknowledged_without_a_dead_letter_queue<E: Env>(env: &E) {
    let stack = Stack::new(
        env,
        Spec::redelivering(env.timing(), 2).with("DLQ_ENABLED", "false"),
    )
    .await;
    stack.send("this is no notification").await;
    stack.invoked(1).await;
    stack.drained().await;
    assert!(stack.dead_letters(0).await.is_empty());
}

/// Without the window each put would be a batch of its own.
pub async fn a_batch_window_gathers_messages<E: Env>(env: &E) {
    let window = env.timing().window;
    let spec = Spec {
        window,
        batch_size: 100,
        ..Spec::new(env.timing())
    };
    let stack = Stack::new(env, spec).await;
    let (objects, expected) = corpus::small(8, 43);
    stack.put_all(&objects).await;
    stack.gathered().await;
    env.pass(window).await;
    stack.drained().await;
    stack.assert_published(&expected.series).await;
    let batches = stack.function().invocations();
    assert!(
        batches <= 2,
        "{batches} batches for eight messages within one window"
    );
}

/// One bucket, two queues, two functions: each gets what lies below its prefix.
pub async fn two_functions_on_two_prefixes_keep_apart<E: Env>(env: &E) {
    let below = |prefix| Spec {
        prefix: Some(prefix),
        connected: false,
        ..Spec::new(env.timing())
    };
    let mut guide = Stack::new(env, below("bedrock-logs/")).await;
    let mut aws = Stack::new(env, below("AWSLogs/")).await;
    guide
        .announce(&[(&guide, Some("bedrock-logs/")), (&aws, Some("AWSLogs/"))])
        .await;
    guide.connect().await;
    aws.connect().await;
    let (aws_objects, expected_aws) = corpus::small(4, 44);
    let (mut guide_objects, expected_guide) = corpus::small(3, 45);
    for (number, (key, _)) in guide_objects.iter_mut().enumerate() {
        *key = format!("bedrock-logs/us-east-1/2026/04/20/invocation-log-{number:03}.json");
    }
    guide.put_all(&aws_objects).await;
    aws.expect(aws_objects.len());
    guide.put_all(&guide_objects).await;
    guide
        .put("elsewhere/log.json", aws_objects[0].1.clone())
        .await;
    guide.drained().await;
    aws.drained().await;
    expected_guide.assert_same(&guide.sums().await);
    expected_aws.assert_same(&aws.sums().await);
}

pub async fn two_regions_at_once_keep_apart<E: Env>(env: &E) {
    let east = Stack::new(env, Spec::new(env.timing())).await;
    let west = Stack::new(
        env,
        Spec {
            region: "eu-west-1",
            ..Spec::new(env.timing())
        },
    )
    .await;
    let (east_objects, expected_east) = corpus::small(3, 46);
    let (west_objects, expected_west) = corpus::small(4, 47);
    east.put_all(&east_objects).await;
    west.put_all(&west_objects).await;
    east.drained().await;
    west.drained().await;
    expected_east.assert_same(&east.sums().await);
    expected_west.assert_same(&west.sums().await);
}
