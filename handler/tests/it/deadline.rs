//! What happens when an invocation's time runs out: nothing half-published, everything else returned.

use std::time::Duration;

use handler::invocation::ports::{PublishClass, Time};

use crate::support::logs::{lines, record, smallest_gzip};
use crate::support::memory::{Fetch, Publish, World};
use crate::support::{function, invoke, kept, notification};

const INPUT: &str = "InputTokens InferenceProfile=CrossRegion";

#[tokio::test(start_paused = true)]
async fn a_slow_object_is_returned_and_the_finished_ones_are_published() {
    let world = World::new();
    world.objects.put("quick", lines(&[record("1", 10, 1)]));
    let slow = lines(&[record("2", 20, 1)]);
    world
        .objects
        .script("slow", [Fetch::Slow(slow, Duration::from_secs(60))]);
    let function = function(&[], world.ports());
    let batch = [
        ("slow", notification(&["slow"])),
        ("quick", notification(&["quick"])),
    ];
    let handled = invoke(&function, world.time.now(), 30, &batch).await;
    assert_eq!(kept(&handled), ["slow"]);
    assert_eq!(handled.summary.messages.retry, 1);
    assert_eq!(world.metrics.sum(INPUT), 10.0);
    // Reading stops five and a half seconds before the end, so that publishing has time.
    assert_eq!(handled.summary.duration.read, Duration::from_millis(24_500));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_is_looked_at_between_records() {
    let world = World::new();
    let records: Vec<_> = (0..1_000).map(|id| record(&id.to_string(), 1, 1)).collect();
    world.objects.put("a", lines(&records));
    world.time.pass_per_look(Duration::from_secs(1));
    let function = function(&[("BATCH_SIZE", "10")], world.ports());
    let handled = invoke(
        &function,
        world.time.now(),
        60,
        &[("m", notification(&["a"]))],
    )
    .await;
    assert_eq!(kept(&handled), ["m"]);
    assert_eq!(world.metrics.sum(INPUT), 0.0);
}

/// A few compressed bytes may be minutes of blanks.
#[tokio::test(start_paused = true)]
async fn the_deadline_is_looked_at_in_text_without_records() {
    let world = World::new();
    // One chunk as it arrives, and 30 buffers of text.
    let blanks = smallest_gzip(&vec![b'\n'; 7_500_000]);
    world.objects.put("a", blanks);
    world.time.pass_per_look(Duration::from_secs(1));
    let function = function(&[], world.ports());
    let batch = [("m", notification(&["a"]))];
    let handled = invoke(&function, world.time.now(), 20, &batch).await;
    assert_eq!(kept(&handled), ["m"]);
    // Reading stops five and a half seconds before the end, and a look or two later this is told.
    let read = handled.summary.duration.read;
    assert!(read < Duration::from_secs(18), "{read:?}");
}

#[tokio::test(start_paused = true)]
async fn a_publish_without_an_answer_is_not_repeated_and_its_message_is_returned() {
    let world = World::new();
    world.objects.put("a", lines(&[record("1", 10, 1)]));
    world.metrics.script([Publish::Hangs]);
    let function = function(&[], world.ports());
    let handled = invoke(
        &function,
        world.time.now(),
        30,
        &[("m", notification(&["a"]))],
    )
    .await;
    assert_eq!(kept(&handled), ["m"]);
    assert_eq!(world.metrics.request_count(), 1);
    assert_eq!(handled.summary.publishes.ambiguous, 1);
    assert_eq!(
        handled.summary.duration.total,
        Duration::from_millis(29_500)
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_would_reach_beyond_the_deadline_is_not_begun() {
    let world = World::new();
    world.objects.put("a", lines(&[record("1", 10, 1)]));
    world
        .metrics
        .script([Publish::Fails(PublishClass::NotApplied); 10]);
    let function = function(&[("MAX_RETRY_ATTEMPTS", "10")], world.ports());
    let handled = invoke(
        &function,
        world.time.now(),
        1,
        &[("m", notification(&["a"]))],
    )
    .await;
    assert_eq!(kept(&handled), ["m"]);
    // 875 ms are for publishing: data at 0, 200 and 600 ms, then health at 600 and 800.
    assert_eq!(world.metrics.request_count(), 3 + 2);
}

#[tokio::test(start_paused = true)]
async fn with_no_time_left_nothing_is_fetched_or_published() {
    let world = World::new();
    world.objects.put("a", lines(&[record("1", 10, 1)]));
    let function = function(&[], world.ports());
    let handled = invoke(
        &function,
        world.time.now(),
        0,
        &[("m", notification(&["a"]))],
    )
    .await;
    assert_eq!(kept(&handled), ["m"]);
    assert_eq!(world.metrics.request_count(), 0);
    assert!(world.objects.opened().is_empty());
}
