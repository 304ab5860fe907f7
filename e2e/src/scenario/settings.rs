//! What operators set: the function's variables. `CLOUDWATCH_NAMESPACE` is every stack's own, `AWS_REGION` the runtime's.

use serde_json::json;

use super::corpus::{self, lines, minutes_ago, record};
use super::failures::announcement;
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

/// Counted as expired and not published.
pub async fn records_outside_of_the_age_limits_are_expired<E: Env>(env: &E) {
    const DAY: i64 = 24 * 60;
    for (variable, value, age_minutes) in [
        ("METRICS_RETENTION_DAYS", "1", 3 * DAY),
        ("METRIC_MAX_AGE_DAYS", "1", 3 * DAY),
        ("METRIC_MAX_FUTURE_HOURS", "1", -90),
    ] {
        let stack = Stack::new(env, Spec::new(env.timing()).with(variable, value)).await;
        let mut outside = record("us.amazon.nova-lite-v1:0", 7);
        outside["timestamp"] = json!(minutes_ago(age_minutes).to_string());
        let inside = record("us.amazon.nova-lite-v1:0", 5);
        stack
            .put("logs/both.json", lines([&outside, &inside]))
            .await;
        stack.drained().await;
        let sums = stack.sums().await;
        let records = (sums.records.counted, sums.records.expired);
        assert_eq!(records, (1, 1), "{variable}");
        let published = sums.sum_of("InputTokens", "InferenceProfile", "CrossRegion");
        assert_eq!(published, 5, "{variable}");
    }
}

/// Every variable that has no scenario of its own, each at a value that is not its default.
pub async fn every_variable_at_once_is_understood<E: Env>(env: &E) {
    let spec = Spec::new(env.timing())
        .with("LOG_LEVEL", "DEBUG")
        .with("BATCH_SIZE", "3")
        .with("METRICS_RETENTION_DAYS", "90")
        .with("METRIC_MAX_AGE_DAYS", "13")
        .with("METRIC_MAX_FUTURE_HOURS", "1")
        .with("MAX_RETRY_ATTEMPTS", "5")
        .with("METRIC_SERIES_LIMIT", "5000")
        .with("OBJECT_CONCURRENCY", "2")
        .with("MAX_OBJECT_BYTES", "1000000")
        .with("MAX_RECORD_BYTES", "100000")
        .with("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000");
    let stack = Stack::new(env, spec).await;
    let (objects, expected) = corpus::small(5, 42);
    stack.put_all(&objects).await;
    stack.drained().await;
    expected.assert_same(&stack.sums().await);
    let log = stack.function().log();
    assert!(
        log.iter().any(|line| line.contains(r#""level":"DEBUG""#)),
        "nothing was logged at DEBUG: {log:#?}"
    );
    let says =
        |(_, body): &(String, Vec<u8>)| String::from_utf8_lossy(body).contains("claims-service");
    assert!(
        objects.iter().any(says),
        "the logs hold something that must not be logged"
    );
    assert!(
        !log.iter().any(|line| line.contains("claims-service")),
        "a payload was logged at DEBUG"
    );
}

pub async fn further_dimensions_and_named_profiles_are_published<E: Env>(env: &E) {
    let map = json!({ "a1b2c3d4e5f6": { "class": "GlobalCrossRegion", "name": "checkout" } });
    let spec = Spec::new(env.timing())
        .with("METRIC_DIMENSIONS", "ModelId;ApplicationProfile")
        .with("INFERENCE_PROFILE_MAP", map.to_string());
    let stack = Stack::new(env, spec).await;
    let profile =
        "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6";
    let records = [record(profile, 5), record("us.amazon.nova-lite-v1:0", 7)];
    stack.put("logs/profiles.json", lines(&records)).await;
    stack.drained().await;
    let sums = stack.sums().await;
    for (dimension, value, tokens) in [
        ("InferenceProfile", "GlobalCrossRegion", 5),
        ("InferenceProfile", "CrossRegion", 7),
        ("ApplicationProfile", "checkout", 5),
        ("ApplicationProfile", "none", 7),
        ("ModelId", "us.amazon.nova-lite-v1:0", 7),
    ] {
        let found = sums.sum_of("InputTokens", dimension, value);
        assert_eq!(found, tokens, "{dimension}={value}");
    }
}

pub async fn series_past_the_limit_are_dropped_and_counted<E: Env>(env: &E) {
    let stack = Stack::new(
        env,
        Spec::new(env.timing()).with("METRIC_SERIES_LIMIT", "1"),
    )
    .await;
    let records = [record("us.amazon.nova-lite-v1:0", 7)];
    stack.put("logs/one.json", lines(&records)).await;
    stack.drained().await;
    let sums = stack.sums().await;
    assert_eq!(sums.series.len(), 1, "{:?}", sums.series);
    let summaries = stack.summaries();
    assert!(
        summaries[0]["dropped_samples"].as_u64() > Some(0),
        "{summaries:?}"
    );
}

/// A record too long is malformed, an object too long is poison.
pub async fn what_is_longer_than_allowed_does_not_count<E: Env>(env: &E) {
    let spec = Spec::redelivering(env.timing(), 2)
        .with("MAX_OBJECT_BYTES", "8000")
        .with("MAX_RECORD_BYTES", "2000");
    let stack = Stack::new(env, spec).await;
    let sound = record("us.amazon.nova-lite-v1:0", 7);
    let mut long = record("us.amazon.nova-lite-v1:0", 100);
    long["input"]["inputBodyJson"] = json!({ "text": "a".repeat(3_000) });
    stack
        .put("logs/a-long-record.json", lines([&long, &sound]))
        .await;
    stack
        .put("logs/a-long-object.json", lines(vec![&sound; 30]))
        .await;
    stack.played_out().await;
    let dead = stack.dead_letters(1).await;
    let body = &dead[0].body;
    assert!(body.contains("logs/a-long-object.json"), "{body}");
    let sums = stack.sums().await;
    assert_eq!((sums.records.counted, sums.records.malformed), (1, 1));
    let published = sums.sum_of("InputTokens", "InferenceProfile", "CrossRegion");
    assert_eq!(published, 7);
}

pub async fn a_dry_run_publishes_nothing<E: Env>(env: &E) {
    let spec = Spec::new(env.timing()).with("METRICS_PUBLISH_ENABLED", "false");
    let stack = Stack::new(env, spec).await;
    let (objects, expected) = corpus::small(2, 48);
    stack.put_all(&objects).await;
    stack.drained().await;
    let found = stack.sums().await;
    assert_eq!(found.records, expected.records);
    assert!(stack.metrics().await.is_empty());
}

/// All faults at once in the log, and no message accepted that would be lost.
pub async fn a_function_that_refuses_its_settings_loses_no_message<E: Env>(env: &E) {
    let spec = Spec::redelivering(env.timing(), 2)
        .with("BATCH_SIZE", "many")
        .with("IDEMPOTENCY_TABLE", "in a build without the feature");
    let stack = Stack::new(env, spec).await;
    let body = announcement(&stack.bucket, "logs/any.json");
    stack.send(body.clone()).await;
    stack.played_out().await;
    assert_eq!(stack.dead_letters(1).await[0].body, body);
    let log = stack.function().log().join("\n");
    for variable in ["BATCH_SIZE", "IDEMPOTENCY_TABLE"] {
        assert!(log.contains(variable), "{log}");
    }
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
