//! The promise of docs/decisions: what is counted once, and which windows stay open.

use handler::invocation::ports::{FetchClass, PublishClass, Time};

use crate::support::logs::{lines, record};
use crate::support::memory::{Fetch, Publish, World};
use crate::support::{function, invoke, kept, notification, notification_of};

const INPUT: &str = "InputTokens InferenceProfile=CrossRegion";

fn world() -> World {
    let world = World::new();
    world.objects.put("a", lines(&[record("1", 10, 1)]));
    world.objects.put("b", lines(&[record("2", 100, 1)]));
    world
}

#[tokio::test(start_paused = true)]
async fn a_notification_repeated_within_a_batch_counts_once() {
    let world = world();
    let function = function(&[], world.ports());
    let batch = [
        ("m1", notification_of(&[("a", "1")])),
        ("m2", notification_of(&[("a", "1"), ("b", "1")])),
        ("m3", notification_of(&[("a", "1")])),
    ];
    let handled = invoke(&function, world.time.now(), 300, &batch).await;
    assert!(kept(&handled).is_empty());
    assert_eq!(world.metrics.sum(INPUT), 110.0);
    let objects = handled.summary.objects;
    assert_eq!((objects.processed, objects.duplicate), (2, 2));
    assert_eq!(world.objects.opened().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_failing_message_does_not_take_the_object_of_its_duplicate_with_it() {
    let world = world();
    let function = function(&[], world.ports());
    let batch = [
        ("failing", notification_of(&[("a", "1"), ("missing", "1")])),
        ("sound", notification_of(&[("a", "1")])),
    ];
    let handled = invoke(&function, world.time.now(), 300, &batch).await;
    assert_eq!(kept(&handled), ["failing"]);
    assert_eq!(world.metrics.sum(INPUT), 10.0);
}

#[tokio::test(start_paused = true)]
async fn a_message_delivered_again_to_a_warm_process_counts_once() {
    let world = world();
    let function = function(&[], world.ports());
    let batch = [("m", notification_of(&[("a", "1")]))];
    for _ in 0..3 {
        let handled = invoke(&function, world.time.now(), 300, &batch).await;
        assert!(kept(&handled).is_empty());
    }
    assert_eq!(world.metrics.sum(INPUT), 10.0);
}

#[tokio::test(start_paused = true)]
async fn another_write_of_the_same_key_counts_again() {
    let world = world();
    let function = function(&[], world.ports());
    for sequencer in ["1", "2"] {
        let batch = [("m", notification_of(&[("a", sequencer)]))];
        invoke(&function, world.time.now(), 300, &batch).await;
    }
    assert_eq!(world.metrics.sum(INPUT), 20.0);
}

#[tokio::test(start_paused = true)]
async fn an_object_overwritten_before_it_is_read_counts_once_and_its_message_is_acknowledged() {
    let world = world();
    let replaced = Fetch::Refused(FetchClass::Replaced);
    let second = Fetch::Found(lines(&[record("3", 500, 1)]));
    world.objects.script("a", [replaced, second]);
    let function = function(&[], world.ports());
    let batch = [
        ("first write", notification_of(&[("a", "1"), ("b", "1")])),
        ("again", notification_of(&[("a", "1")])),
    ];
    let handled = invoke(&function, world.time.now(), 300, &batch).await;
    assert!(kept(&handled).is_empty());
    let objects = handled.summary.objects;
    assert_eq!(
        (objects.processed, objects.replaced, objects.duplicate),
        (1, 1, 1)
    );
    let batch = [("second write", notification_of(&[("a", "2")]))];
    let handled = invoke(&function, world.time.now(), 300, &batch).await;
    assert!(kept(&handled).is_empty());
    assert_eq!(handled.summary.objects.processed, 1);
    assert_eq!(world.metrics.sum(INPUT), 600.0);
}

#[tokio::test(start_paused = true)]
async fn an_object_overwritten_while_it_is_read_again_is_left_to_the_later_event() {
    let world = world();
    let whole = lines(&[record("1", 10, 1)]);
    let steps = [
        Fetch::BreaksAfter(whole),
        Fetch::Refused(FetchClass::Replaced),
    ];
    world.objects.script("a", steps);
    let function = function(&[], world.ports());
    let batch = [("m", notification(&["a"]))];
    let handled = invoke(&function, world.time.now(), 300, &batch).await;
    assert!(kept(&handled).is_empty());
    assert_eq!(handled.summary.objects.replaced, 1);
    assert_eq!(world.metrics.sum(INPUT), 0.0);
}

#[tokio::test(start_paused = true)]
async fn without_a_sequencer_only_one_batch_tells_a_duplicate() {
    let world = world();
    let function = function(&[], world.ports());
    let body = notification_of(&[("a", "")]);
    let batch = [("m1", body.clone()), ("m2", body)];
    invoke(&function, world.time.now(), 300, &batch).await;
    assert_eq!(world.metrics.sum(INPUT), 10.0);
    invoke(&function, world.time.now(), 300, &batch).await;
    assert_eq!(world.metrics.sum(INPUT), 20.0, "it may be another write");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_was_not_published_is_counted_at_its_next_delivery() {
    let world = world();
    world
        .metrics
        .script([Publish::Fails(PublishClass::Blocked); 2]);
    let function = function(&[], world.ports());
    let batch = [("m", notification(&["a"]))];
    let handled = invoke(&function, world.time.now(), 300, &batch).await;
    assert_eq!(kept(&handled), ["m"]);
    let handled = invoke(&function, world.time.now(), 300, &batch).await;
    assert!(kept(&handled).is_empty());
    assert_eq!(world.metrics.sum(INPUT), 10.0);
}

/// The window that stays open, shown rather than hidden: whoever changes this changes the promise.
#[tokio::test(start_paused = true)]
async fn a_lost_answer_returns_the_message_because_losing_data_is_worse_than_counting_twice() {
    let world = world();
    world
        .metrics
        .script([Publish::Fails(PublishClass::Ambiguous)]);
    let function = function(&[], world.ports());
    let handled = invoke(
        &function,
        world.time.now(),
        300,
        &[("m", notification(&["a"]))],
    )
    .await;
    assert_eq!(kept(&handled), ["m"]);
    assert_eq!(
        handled.summary.publishes.ambiguous, 1,
        "an operator sees each such window"
    );
}
