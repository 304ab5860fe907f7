//! How each message ends, on ports in memory.

use handler::core::settle::OutcomeCounts;
use handler::invocation::ports::{FetchClass, PublishClass, Time};
use handler::invocation::summary::ObjectCounts;
use serde_json::{Value, json};

use crate::support::logs::{gzip, lines, record};
use crate::support::memory::{Fetch, Publish, World};
use crate::support::{function, invoke, kept, notification};

const INPUT: &str = "InputTokens InferenceProfile=CrossRegion";
const CALLS: &str = "InvocationCount Region=us-east-1";

fn log(request_id: &str, input: u64) -> Vec<u8> {
    gzip(&lines(&[record(request_id, input, 1)]))
}

#[tokio::test(start_paused = true)]
async fn a_batch_is_published_and_wholly_acknowledged() {
    let world = World::new();
    world.objects.put("a b.json.gz", log("1", 10));
    world.objects.put(
        "c.json",
        lines(&[record("2", 5, 1), "garbage".into(), record("2", 5, 1)]),
    );
    let function = function(&[], world.ports());
    let batch = [
        ("m1", notification(&["a+b.json.gz"])),
        ("m2", notification(&["c.json"])),
    ];
    let handled = invoke(&function, world.time.now(), 300, &batch).await;

    assert!(kept(&handled).is_empty());
    assert_eq!(world.metrics.sum(INPUT), 15.0);
    assert_eq!(world.metrics.sum(CALLS), 2.0);
    assert_eq!(world.metrics.sum("ProcessedObjects FunctionName=fn"), 2.0);
    assert_eq!(world.metrics.sum("MalformedRecords FunctionName=fn"), 1.0);
    assert_eq!(
        world.metrics.request_count(),
        1,
        "health goes with the data"
    );
    let records = handled.summary.records;
    assert_eq!(
        (records.counted, records.malformed, records.duplicate),
        (2, 1, 1)
    );
}

#[tokio::test(start_paused = true)]
async fn one_failing_message_does_not_touch_its_siblings() {
    let world = World::new();
    world.objects.put("sound", log("1", 10));
    world
        .objects
        .script("denied", [Fetch::Refused(FetchClass::Blocked)]);
    let mut corrupt = log("2", 99);
    corrupt.truncate(30);
    world.objects.put("corrupt", corrupt);
    let function = function(&[], world.ports());
    let batch = [
        ("sound", notification(&["sound"])),
        ("denied", notification(&["denied"])),
        ("missing", notification(&["missing"])),
        ("corrupt", notification(&["corrupt"])),
        ("foreign", "{\"hello\":1}".to_owned()),
        ("test", "{\"Event\":\"s3:TestEvent\"}".to_owned()),
    ];
    let handled = invoke(&function, world.time.now(), 300, &batch).await;

    assert_eq!(kept(&handled), ["denied", "missing", "corrupt", "foreign"]);
    let expected = OutcomeCounts {
        published: 1,
        retry: 1,
        poison: 3,
        ignored: 1,
    };
    assert_eq!(handled.summary.messages, expected);
    assert_eq!(world.metrics.sum(INPUT), 10.0);
    assert_eq!(world.metrics.sum("FailedMessages FunctionName=fn"), 4.0);
}

#[tokio::test(start_paused = true)]
async fn without_a_dead_letter_queue_poison_is_acknowledged_and_the_rest_returned() {
    let world = World::new();
    world
        .objects
        .script("denied", [Fetch::Refused(FetchClass::Blocked)]);
    let function = function(&[("DLQ_ENABLED", "false")], world.ports());
    let batch = [
        ("denied", notification(&["denied"])),
        ("missing", notification(&["missing"])),
        ("foreign", "x".to_owned()),
    ];
    let handled = invoke(&function, world.time.now(), 300, &batch).await;
    assert_eq!(kept(&handled), ["denied"]);
    assert_eq!(handled.summary.messages.poison, 2);
    assert_eq!(handled.summary.objects.failed, 2);
    assert_eq!(handled.summary.objects.given_up, 1);
    assert_eq!(world.metrics.sum("FailedMessages FunctionName=fn"), 3.0);
}

#[tokio::test(start_paused = true)]
async fn one_failing_object_fails_its_message_and_nothing_of_it_is_published() {
    let world = World::new();
    world.objects.put("a", log("1", 10));
    world.objects.put("b", log("2", 20));
    let function = function(&[], world.ports());
    let batch = [
        ("half", notification(&["a", "missing"])),
        ("whole", notification(&["b"])),
    ];
    let handled = invoke(&function, world.time.now(), 300, &batch).await;
    assert_eq!(kept(&handled), ["half"]);
    assert_eq!(world.metrics.sum(INPUT), 20.0);
    let expected = ObjectCounts {
        processed: 1,
        failed: 2,
        ..ObjectCounts::default()
    };
    assert_eq!(handled.summary.objects, expected);
    assert_eq!(handled.summary.records.counted, 1);
}

#[tokio::test(start_paused = true)]
async fn objects_that_are_no_logs_are_skipped_and_only_unknown_sizes_are_fetched() {
    let world = World::new();
    world.objects.put("empty", Vec::new());
    let function = function(&[], world.ports());
    let keys = [
        "x/data/1_input.json.gz",
        "x/amazon-bedrock-logs-permission-check",
        "empty",
    ];
    let handled = invoke(
        &function,
        world.time.now(),
        300,
        &[("m", notification(&keys))],
    )
    .await;
    assert!(kept(&handled).is_empty());
    assert_eq!(handled.summary.objects.skipped, 3);
    assert_eq!(handled.summary.messages.ignored, 1);
    assert_eq!(world.objects.opened(), ["empty"]);
    assert_eq!(world.metrics.request_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn events_that_are_no_creation_are_counted_and_their_neighbours_processed() {
    let world = World::new();
    world.objects.put("a", log("1", 7));
    let removed = json!({"eventName": "ObjectRemoved:Delete", "s3": {}});
    let mut mixed: Value = serde_json::from_str(&notification(&["a"])).expect("JSON");
    mixed["Records"]
        .as_array_mut()
        .expect("records")
        .push(removed.clone());
    let batch = [
        ("mixed", mixed.to_string()),
        ("removed", json!({"Records": [removed]}).to_string()),
    ];
    let function = function(&[], world.ports());
    let handled = invoke(&function, world.time.now(), 300, &batch).await;
    assert!(kept(&handled).is_empty());
    assert_eq!(handled.summary.objects.processed, 1);
    assert_eq!(handled.summary.messages.ignored, 1);
    let line: Value = serde_json::from_str(&handled.summary.to_string()).expect("JSON");
    assert_eq!(line["ignored_events"], json!({"ObjectRemoved:Delete": 2}));
}

#[tokio::test(start_paused = true)]
async fn whatever_is_acknowledged_unread_is_counted_by_its_name() {
    let world = World::new();
    let call = |name: &str, more: Value| {
        let mut detail = json!({"eventSource": "s3.amazonaws.com", "eventName": name,
            "requestParameters": {"bucketName": "logs", "key": "a"}});
        detail["errorCode"] = more;
        json!({"source": "aws.s3", "detail-type": "AWS API Call via CloudTrail", "detail": detail})
    };
    let test = json!({"Service": "Amazon S3", "Event": "s3:TestEvent"});
    let bodies = [
        test.clone(),
        json!({"Type": "Notification", "Message": test.to_string()}),
        json!({"source": "aws.s3", "detail-type": "Object Deleted", "detail": {}}),
        call("DeleteObject", Value::Null),
        call("PutObject", json!("AccessDenied")),
        json!({"Records": [{"eventName": "ObjectFlattered:Twice", "s3": {}}]}),
    ];
    let batch = bodies.map(|body| ("m", body.to_string()));
    let function = function(&[], world.ports());
    let handled = invoke(&function, world.time.now(), 300, &batch).await;
    assert!(kept(&handled).is_empty());
    assert_eq!(handled.summary.messages.ignored, 6);
    let line: Value = serde_json::from_str(&handled.summary.to_string()).expect("JSON");
    let expected = json!({"s3:TestEvent": 2, "Object Deleted": 1, "DeleteObject": 1,
        "failed API call": 1, "other": 1});
    assert_eq!(line["ignored_events"], expected);
    assert!(world.objects.opened().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_object_that_cloudtrail_saw_being_written_counts() {
    let world = World::new();
    world.objects.put("a+b", log("1", 7));
    let body = json!({"source": "aws.s3", "detail-type": "AWS API Call via CloudTrail",
        "detail": {"eventSource": "s3.amazonaws.com", "eventName": "PutObject", "eventID": "4f7e",
            "requestParameters": {"bucketName": "logs", "key": "a+b"}, "responseElements": null}});
    let function = function(&[], world.ports());
    for _ in 0..2 {
        let batch = [("m", body.to_string())];
        let handled = invoke(&function, world.time.now(), 300, &batch).await;
        assert!(kept(&handled).is_empty());
    }
    assert_eq!(
        world.metrics.sum(INPUT),
        7.0,
        "the second delivery is a repetition"
    );
}

#[tokio::test(start_paused = true)]
async fn an_object_of_nothing_but_garbage_is_processed_and_its_malformed_lines_are_published() {
    let world = World::new();
    world.objects.put("a", "x\ny\n");
    let function = function(&[], world.ports());
    let handled = invoke(
        &function,
        world.time.now(),
        300,
        &[("m", notification(&["a"]))],
    )
    .await;
    assert!(kept(&handled).is_empty());
    assert_eq!(handled.summary.objects.processed, 1);
    assert_eq!(world.metrics.sum("MalformedRecords FunctionName=fn"), 2.0);
}

#[tokio::test(start_paused = true)]
async fn a_passing_failure_of_a_fetch_is_tried_again_after_doubling_waits() {
    let world = World::new();
    let whole = lines(&[record("1", 10, 1), record("2", 20, 1)]);
    let steps = [
        Fetch::Refused(FetchClass::Transient),
        Fetch::BreaksAfter(whole[..300].to_vec()),
        Fetch::Found(whole),
    ];
    world.objects.script("a", steps);
    let function = function(&[], world.ports());
    let handled = invoke(
        &function,
        world.time.now(),
        300,
        &[("m", notification(&["a"]))],
    )
    .await;
    assert!(kept(&handled).is_empty());
    assert_eq!(
        world.metrics.sum(INPUT),
        30.0,
        "the broken attempt counts nothing"
    );
    assert_eq!(world.objects.opened().len(), 3);
    let waits: Vec<_> = world
        .time
        .waits()
        .iter()
        .map(std::time::Duration::as_millis)
        .collect();
    assert_eq!(waits, [200, 400]);
    assert_eq!(handled.summary.publishes.retries, 2);
}

#[tokio::test(start_paused = true)]
async fn attempts_are_bounded_and_what_cannot_pass_has_one() {
    let cases = [
        (FetchClass::Transient, "3", 3),
        (FetchClass::Transient, "1", 1),
        (FetchClass::Transient, "5", 5),
        (FetchClass::Blocked, "3", 1),
        (FetchClass::Gone, "3", 1),
    ];
    for (class, attempts, expected) in cases {
        let world = World::new();
        world.objects.script("a", [Fetch::Refused(class)]);
        let function = function(&[("MAX_RETRY_ATTEMPTS", attempts)], world.ports());
        let handled = invoke(
            &function,
            world.time.now(),
            300,
            &[("m", notification(&["a"]))],
        )
        .await;
        assert_eq!(kept(&handled), ["m"]);
        assert_eq!(world.objects.opened().len(), expected, "{class:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_publish_is_repeated_only_when_it_surely_was_not_applied() {
    let cases = [
        (PublishClass::NotApplied, 3, "retry"),
        (PublishClass::Ambiguous, 1, "retry"),
        (PublishClass::Blocked, 1, "retry"),
        (PublishClass::Refused, 1, "poison"),
    ];
    for (class, requests, outcome) in cases {
        let world = World::new();
        world.objects.put("a", log("1", 10));
        world.metrics.script([Publish::Fails(class); 3]);
        let function = function(&[], world.ports());
        let handled = invoke(
            &function,
            world.time.now(),
            300,
            &[("m", notification(&["a"]))],
        )
        .await;
        assert_eq!(kept(&handled), ["m"], "{class:?}");
        let counts = handled.summary.messages;
        assert_eq!(
            (counts.retry, counts.poison),
            if outcome == "retry" { (1, 0) } else { (0, 1) }
        );
        let of_health = 1;
        assert_eq!(
            world.metrics.request_count(),
            requests + of_health,
            "{class:?}"
        );
        assert_eq!(
            handled.summary.publishes.ambiguous > 0,
            class == PublishClass::Ambiguous
        );
        assert_eq!(world.metrics.sum(INPUT), 0.0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_throttled_publish_succeeds_at_its_third_attempt() {
    let world = World::new();
    world.objects.put("a", log("1", 10));
    world
        .metrics
        .script([Publish::Fails(PublishClass::NotApplied); 2]);
    let function = function(&[], world.ports());
    let handled = invoke(
        &function,
        world.time.now(),
        300,
        &[("m", notification(&["a"]))],
    )
    .await;
    assert!(kept(&handled).is_empty());
    assert_eq!(world.metrics.sum(INPUT), 10.0);
    assert_eq!(handled.summary.publishes.retries, 2);
}

#[tokio::test(start_paused = true)]
async fn a_refused_request_is_taken_apart_so_that_one_message_cannot_spoil_the_others() {
    let world = World::new();
    for (key, input) in [("a", 1), ("b", 2), ("c", 4)] {
        world.objects.put(key, log(key, input));
    }
    let refused = Publish::Fails(PublishClass::Refused);
    world
        .metrics
        .script([refused, Publish::Confirmed, refused, Publish::Confirmed]);
    let function = function(&[], world.ports());
    let batch = ["a", "b", "c"].map(|key| (key, notification(&[key])));
    let handled = invoke(&function, world.time.now(), 300, &batch).await;
    assert_eq!(kept(&handled), ["b"]);
    assert_eq!(handled.summary.messages.poison, 1);
    assert_eq!(world.metrics.sum(INPUT), 5.0);
}

#[tokio::test(start_paused = true)]
async fn a_failed_request_fails_only_the_messages_whose_data_it_carried() {
    let world = World::new();
    // 700 minutes each: two datums a minute and more make every message fill a request of its own.
    let minutes = |start: u32| {
        let minute = |at: u32| format!("2026-04-19T{:02}:{:02}:00Z", at / 60, at % 60);
        let record = |at| crate::support::logs::record_at(&minute(at), &format!("{at}"), 1, 1);
        lines(&(start..start + 300).map(record).collect::<Vec<_>>())
    };
    for (key, start) in [("a", 0), ("b", 300), ("c", 500)] {
        world.objects.put(key, minutes(start));
    }
    let fails = Publish::Fails(PublishClass::Blocked);
    world
        .metrics
        .script([Publish::Confirmed, fails, Publish::Confirmed]);
    let function = function(&[], world.ports());
    let batch = ["a", "b", "c"].map(|key| (key, notification(&[key])));
    let handled = invoke(&function, world.time.now(), 300, &batch).await;
    assert_eq!(kept(&handled), ["b"]);
    assert_eq!(world.metrics.sum(CALLS), 600.0);
    assert_eq!(handled.summary.records.counted, 600);
}

#[tokio::test(start_paused = true)]
async fn a_message_with_a_passing_and_a_final_cause_is_delivered_again() {
    let world = World::new();
    world
        .objects
        .script("denied", [Fetch::Refused(FetchClass::Blocked)]);
    let function = function(&[("DLQ_ENABLED", "false")], world.ports());
    let batch = [("m", notification(&["missing", "denied"]))];
    let handled = invoke(&function, world.time.now(), 300, &batch).await;
    assert_eq!(
        kept(&handled),
        ["m"],
        "acknowledging the poison would lose the other object"
    );
}
