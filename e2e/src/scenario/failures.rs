//! What fails by itself: objects that are missing or corrupt, bodies that say nothing, processes that die.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

use serde_json::json;

use super::corpus;
use crate::clock::until;
use crate::env::Env;
use crate::proxy::{Fault, Which};
use crate::stack::{Spec, Stack};

/// The body of a message that announces an object.
pub(super) fn announcement(bucket: &str, key: &str) -> String {
    json!({ "Records": [{ "eventName": "ObjectCreated:Put", "s3": {
        "bucket": { "name": bucket }, "object": { "key": key },
    }}]})
    .to_string()
}

pub async fn of_a_batch_of_ten_only_the_failed_message_comes_back<E: Env>(env: &E) {
    let spec = Spec {
        connected: false,
        ..Spec::redelivering(env.timing(), 2)
    };
    let mut stack = Stack::new(env, spec).await;
    let (objects, expected) = corpus::small(9, 21);
    stack.put_all(&objects).await;
    let missing = announcement(&stack.bucket, "logs/missing.json");
    stack.send(missing.clone()).await;
    stack.arrived().await;
    stack.connect().await;
    assert_eq!(stack.at_rest().await.in_flight, 1);
    assert_eq!(stack.function().invocations(), 1, "one batch of ten");
    stack.assert_published(&expected.series).await;
    stack.played_out().await;
    let dead = stack.dead_letters(1).await;
    assert_eq!(dead[0].body, missing);
    stack.assert_published(&expected.series).await;
}

pub async fn poison_ends_in_the_dead_letter_queue_with_its_body<E: Env>(env: &E) {
    let stack = Stack::new(env, Spec::redelivering(env.timing(), 3)).await;
    let poison = r#"{"orderId": "A-1001", "note": "no notification: \u00fc \" \\"}"#;
    stack.send(poison).await;
    stack.played_out().await;
    let dead = stack.dead_letters(1).await;
    assert_eq!(dead[0].body, poison);
    assert_eq!(stack.function().invocations(), 3, "maxReceiveCount");
    stack.assert_published(&BTreeMap::new()).await;
}

pub async fn a_redriven_dead_letter_succeeds_once_its_object_exists<E: Env>(env: &E) {
    let spec = Spec {
        prefix: Some("nothing-is-put-here/"),
        ..Spec::redelivering(env.timing(), 2)
    };
    let stack = Stack::new(env, spec).await;
    let (objects, expected) = corpus::small(1, 22);
    let (key, body) = objects[0].clone();
    stack.send(announcement(&stack.bucket, &key)).await;
    stack.played_out().await;
    stack.dead_letters(1).await;
    stack.put(&key, body).await;
    stack.redrive().await;
    stack.drained().await;
    stack.assert_published(&expected.series).await;
    assert!(stack.dead_letters(0).await.is_empty());
}

/// S3 may answer 404 for an object just announced: that is for the next receive to find out.
pub async fn a_missing_object_is_retried_until_it_appears<E: Env>(env: &E) {
    let spec = Spec {
        prefix: Some("nothing-is-put-here/"),
        ..Spec::redelivering(env.timing(), 5)
    };
    let stack = Stack::new(env, spec).await;
    let (objects, expected) = corpus::small(1, 23);
    let (key, body) = objects[0].clone();
    stack.send(announcement(&stack.bucket, &key)).await;
    stack.invoked(1).await;
    assert_eq!(stack.at_rest().await.in_flight, 1);
    stack.put(&key, body).await;
    stack.played_out().await;
    stack.assert_published(&expected.series).await;
    assert!(stack.dead_letters(0).await.is_empty());
}

pub async fn a_corrupt_object_takes_no_other_message_with_it<E: Env>(env: &E) {
    let spec = Spec {
        connected: false,
        ..Spec::redelivering(env.timing(), 2)
    };
    let mut stack = Stack::new(env, spec).await;
    let (mut objects, expected) = corpus::small(4, 24);
    let mut corrupt = objects
        .iter()
        .find(|(_, body)| body.starts_with(&[0x1f, 0x8b]))
        .expect("gzip is in it")
        .1
        .clone();
    let middle = corrupt.len() / 2;
    corrupt.truncate(middle);
    objects.insert(2, ("logs/truncated.json.gz".to_owned(), corrupt));
    stack.put_all(&objects).await;
    stack.connect().await;
    stack.played_out().await;
    let dead = stack.dead_letters(1).await;
    assert!(
        dead[0].body.contains("logs/truncated.json.gz"),
        "{}",
        dead[0].body
    );
    stack.assert_published(&expected.series).await;
}

/// The process is killed while it holds the whole batch and has published nothing.
pub async fn a_killed_process_loses_nothing<E: Env>(env: &E) {
    let spec = Spec {
        proxied: true,
        connected: false,
        ..Spec::redelivering(env.timing(), 5)
    };
    let mut stack = Stack::new(env, spec).await;
    let (objects, expected) = corpus::small(6, 25);
    stack.put_all(&objects).await;
    stack.proxy().fault(Which::PutMetricData, Fault::Hold, 1);
    stack.connect().await;
    until("the function is about to publish", || async {
        if stack.proxy().holding() == 1 {
            Ok(())
        } else {
            Err(format!("{:?}", stack.function().log()))
        }
    })
    .await;
    signal_processes(&stack, "KILL");
    stack.invoked(1).await;
    stack.assert_published(&BTreeMap::new()).await;
    stack.played_out().await;
    stack.assert_published(&expected.series).await;
    assert!(stack.dead_letters(0).await.is_empty());
}

/// The function's time-out is real time on every arm.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The process stands still while it holds a message: nothing in it can answer before Lambda ends the invocation.
pub async fn a_timed_out_invocation_loses_nothing<E: Env>(env: &E) {
    let spec = Spec {
        proxied: true,
        timeout: TIMEOUT,
        ..Spec::redelivering(env.timing(), 5)
    };
    let stack = Stack::new(env, spec).await;
    let (objects, expected) = corpus::small(1, 26);
    stack.proxy().fault(Which::GetObject, Fault::Hold, 1);
    stack.put_all(&objects).await;
    until("an object was asked for", || async {
        if stack.proxy().holding() == 1 {
            Ok(())
        } else {
            Err("no GetObject")
        }
    })
    .await;
    signal_processes(&stack, "STOP");
    stack.invoked(1).await;
    stack.proxy().release();
    let log = stack.function().log().join("\n");
    assert!(log.contains("Task timed out after 5.00 seconds"), "{log}");
    stack.assert_published(&BTreeMap::new()).await;
    stack.played_out().await;
    stack.assert_published(&expected.series).await;
    assert!(stack.dead_letters(0).await.is_empty());
}

/// S3 holds its first answer back for longer than the invocation may take: the function answers before Lambda ends it.
pub async fn a_function_short_of_time_returns_the_message_itself<E: Env>(env: &E) {
    let spec = Spec {
        proxied: true,
        timeout: TIMEOUT,
        ..Spec::redelivering(env.timing(), 5)
    };
    let stack = Stack::new(env, spec).await;
    let (objects, expected) = corpus::small(1, 28);
    stack
        .proxy()
        .fault(Which::GetObject, Fault::Delay(2 * TIMEOUT), 1);
    stack.put_all(&objects).await;
    stack.invoked(1).await;
    stack.played_out().await;
    let log = stack.function().log().join("\n");
    assert!(!log.contains("Task timed out"), "{log}");
    stack.assert_published(&expected.series).await;
    assert!(stack.dead_letters(0).await.is_empty());
}

/// Sends a signal to every process of the function.
fn signal_processes<E: Env>(stack: &Stack<'_, E>, signal: &str) {
    for process in stack.function().processes() {
        let sent = Command::new("kill")
            .args(["-s", signal, &process.to_string()])
            .status();
        assert!(
            sent.is_ok_and(|status| status.success()),
            "process {process} could be sent {signal}"
        );
    }
}

/// While a slow invocation holds a batch its messages become visible again and are delivered a second
/// time. The slow one answers in the end. Nothing may be lost; counting twice is the window that no
/// stateless function can close, so the sums may only be a multiple of what is right.
pub async fn messages_whose_visibility_ends_during_a_slow_batch_lose_nothing<E: Env>(env: &E) {
    let spec = Spec {
        proxied: true,
        ..Spec::redelivering(env.timing(), 5)
    };
    let visibility = spec.visibility;
    let stack = Stack::new(env, spec).await;
    let (objects, expected) = corpus::small(1, 27);
    stack.proxy().fault(Which::GetObject, Fault::Hold, 1);
    stack.put_all(&objects).await;
    until("an object was asked for", || async {
        if stack.proxy().holding() == 1 {
            Ok(())
        } else {
            Err("nothing is held")
        }
    })
    .await;
    env.pass(visibility).await;
    stack.proxy().release();
    stack.played_out().await;
    let found = stack.sums().await;
    assert_eq!(
        found.series.keys().collect::<Vec<_>>(),
        expected.series.keys().collect::<Vec<_>>()
    );
    for (series, statistics) in &found.series {
        let once = expected.series[series];
        assert!(
            statistics.sum >= once.sum,
            "{series:?}: {statistics:?} is less than {once:?}"
        );
        assert_eq!(
            statistics.sample_count % once.sample_count,
            0,
            "{series:?}: no object counts in parts"
        );
    }
    assert!(stack.dead_letters(0).await.is_empty());
}
