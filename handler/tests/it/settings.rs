//! What the settings change in a whole invocation.

use std::time::Duration;

use handler::invocation::ports::Time;

use crate::support::logs::{lines, record, record_at};
use crate::support::memory::{Fetch, World};
use crate::support::{function, invoke, kept, notification};

async fn sums(
    variables: &[(&str, &str)],
    records: &[String],
) -> (World, handler::invocation::Handled) {
    let world = World::new();
    world.objects.put("a", lines(records));
    let function = function(variables, world.ports());
    let handled = invoke(
        &function,
        world.time.now(),
        300,
        &[("m", notification(&["a"]))],
    )
    .await;
    (world, handled)
}

#[tokio::test(start_paused = true)]
async fn records_beyond_the_age_limits_are_expired() {
    let records = [
        record_at("2026-04-05T13:00:00Z", "14 days and an hour", 1, 1),
        record_at("2026-04-05T15:00:00Z", "14 days less an hour", 2, 1),
        record_at("2026-04-19T15:59:00Z", "two hours ahead", 4, 1),
        record_at("2026-04-19T16:01:00Z", "a minute more", 8, 1),
    ];
    let input = "InputTokens InferenceProfile=CrossRegion";
    let (world, handled) = sums(&[], &records).await;
    assert_eq!(
        (
            handled.summary.records.counted,
            handled.summary.records.expired
        ),
        (2, 2)
    );
    assert_eq!(world.metrics.sum(input), 6.0);
    assert_eq!(world.metrics.sum("ExpiredRecords FunctionName=fn"), 2.0);

    let unlimited = [
        ("METRICS_RETENTION_DAYS", "unlimited"),
        ("METRIC_MAX_AGE_DAYS", "unlimited"),
        ("METRIC_MAX_FUTURE_HOURS", "unlimited"),
    ];
    let (world, handled) = sums(&unlimited, &records).await;
    assert_eq!(handled.summary.records.expired, 0);
    assert_eq!(world.metrics.sum(input), 15.0);

    let (world, _) = sums(&[("METRICS_RETENTION_DAYS", "7")], &records).await;
    assert_eq!(world.metrics.sum(input), 4.0);
}

#[tokio::test(start_paused = true)]
async fn a_switched_off_class_still_counts_its_calls() {
    let (world, _) = sums(
        &[("ENABLE_CROSS_REGION_DETECTION", "false")],
        &[record("1", 5, 5)],
    )
    .await;
    assert_eq!(
        world
            .metrics
            .sum("InputTokens InferenceProfile=CrossRegion"),
        0.0
    );
    assert_eq!(world.metrics.sum("InvocationCount Region=us-east-1"), 1.0);
}

#[tokio::test(start_paused = true)]
async fn further_dimension_sets_are_published_beside_the_guides() {
    let (world, _) = sums(
        &[("METRIC_DIMENSIONS", "Region,ModelId")],
        &[record("1", 5, 5)],
    )
    .await;
    let model = "us.anthropic.claude-3-haiku-20240307-v1:0";
    assert_eq!(
        world
            .metrics
            .sum("InputTokens InferenceProfile=CrossRegion"),
        5.0
    );
    let sums = world.metrics.sums();
    let by_model = sums.iter().filter(|(series, _)| series.contains(model));
    assert_eq!(by_model.count(), 3, "{sums:?}");
}

#[tokio::test(start_paused = true)]
async fn the_bound_on_series_is_counted_when_it_is_hit() {
    let variables = [("METRIC_SERIES_LIMIT", "1")];
    let (_, handled) = sums(&variables, &[record("1", 5, 5)]).await;
    assert_eq!(handled.summary.series, 1);
    assert_eq!(handled.summary.dropped_samples, 2);
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_settles_and_publishes_nothing() {
    let (world, handled) = sums(
        &[("METRICS_PUBLISH_ENABLED", "false")],
        &[record("1", 5, 5)],
    )
    .await;
    assert!(kept(&handled).is_empty());
    assert_eq!(handled.summary.records.counted, 1);
    assert_eq!(world.metrics.request_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_object_beyond_its_bound_is_poison() {
    let long = "x".repeat(2_000);
    let (_, handled) = sums(&[("MAX_OBJECT_BYTES", "1000")], &[long]).await;
    assert_eq!(kept(&handled), ["m"]);
    assert_eq!(handled.summary.messages.poison, 1);
}

#[tokio::test(start_paused = true)]
async fn the_bound_on_series_is_one_for_all_messages_of_a_batch() {
    let world = World::new();
    let regions = ["us-east-1", "us-west-2", "eu-west-1"];
    for region in regions {
        let record = record(region, 1, 1).replace("\"us-east-1\"", &format!("\"{region}\""));
        world.objects.put(region, lines(&[record]));
    }
    // InputTokens, OutputTokens, and InvocationCount of one Region.
    let function = function(&[("METRIC_SERIES_LIMIT", "3")], world.ports());
    let batch = regions.map(|region| (region, notification(&[region])));
    let handled = invoke(&function, world.time.now(), 300, &batch).await;
    assert!(kept(&handled).is_empty());
    assert_eq!(
        (handled.summary.series, handled.summary.dropped_samples),
        (3, 2)
    );
    assert_eq!(
        world
            .metrics
            .sum("InputTokens InferenceProfile=CrossRegion"),
        3.0
    );
    assert_eq!(world.metrics.sum("InvocationCount Region=eu-west-1"), 0.0);
}

#[tokio::test(start_paused = true)]
async fn as_many_objects_are_read_at_once_as_the_setting_says() {
    let keys = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let cases = [
        (vec![], 8),
        (vec![("OBJECT_CONCURRENCY", "1")], 1),
        (vec![("OBJECT_CONCURRENCY", "3")], 3),
        (vec![("OBJECT_CONCURRENCY", "64")], keys.len()),
    ];
    for (variables, at_once) in cases {
        let world = World::new();
        for key in keys {
            let log = lines(&[record(key, 1, 1)]);
            let slow = Fetch::Slow(log, Duration::from_secs(1));
            world.objects.script(key, [slow]);
        }
        let function = function(&variables, world.ports());
        // Of one message or of several.
        let (one, other) = keys.split_at(6);
        let batch = [("m1", notification(one)), ("m2", notification(other))];
        let handled = invoke(&function, world.time.now(), 300, &batch).await;
        assert!(kept(&handled).is_empty());
        assert_eq!(world.objects.opened().len(), keys.len());
        assert_eq!(world.objects.most_at_once(), at_once, "{variables:?}");
    }
}
