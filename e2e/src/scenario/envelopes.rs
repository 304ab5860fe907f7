//! How an object is announced: the bodies that S3, SNS and `EventBridge` put into the queue.

use serde_json::{Value, json};

use super::corpus;
use super::stack;
use crate::env::Env;
use crate::stack::{Spec, Stack};
use crate::sums::Sums;

/// A stack whose messages are sent by hand: its objects lie outside of the notification's prefix.
async fn by_hand<E: Env>(env: &E) -> Stack<'_, E> {
    Stack::new(
        env,
        Spec {
            prefix: Some("nothing-is-put-here/"),
            ..Spec::new(env.timing())
        },
    )
    .await
}

/// One record of a notification, as S3 writes it but for what the function has no use for.
fn notified(bucket: &str, key: &str, event: &str, e_tag: &str, sequencer: &str) -> Value {
    json!({
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": "us-east-1",
        "eventTime": "2026-04-19T13:30:12.345Z",
        "eventName": event,
        "s3": {
            "s3SchemaVersion": "1.0",
            "bucket": { "name": bucket, "arn": format!("arn:aws:s3:::{bucket}") },
            "object": { "key": key, "size": 1024, "eTag": e_tag, "sequencer": sequencer },
        },
    })
}

/// The record of an object that was put.
async fn put<E: Env>(stack: &Stack<'_, E>, key: &str, sequencer: &str) -> Value {
    let e_tag = stack.entity_tag(key).await;
    notified(&stack.bucket, key, "ObjectCreated:Put", &e_tag, sequencer)
}

/// S3 sends one when a notification is configured; the stack's own has arrived before anything else.
pub async fn a_test_event_is_acknowledged<E: Env>(env: &E) {
    let stack = stack(env).await;
    let event = json!({
        "Service": "Amazon S3", "Event": "s3:TestEvent", "Time": "2026-04-19T12:00:00.123Z", "Bucket": stack.bucket,
        "RequestId": "5582815E1AEA5ADF", "HostId": "8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR",
    });
    stack.send(event.to_string()).await;
    stack
        .send(json!({ "Type": "Notification", "Message": event.to_string() }).to_string())
        .await;
    stack.drained().await;
    stack.invoked(1).await;
    assert_eq!(stack.sums().await, Sums::default());
    assert!(stack.dead_letters(0).await.is_empty());
}

pub async fn several_records_in_one_message_all_count<E: Env>(env: &E) {
    let stack = by_hand(env).await;
    let (objects, expected) = corpus::small(3, 11);
    stack.put_all(&objects).await;
    let mut records = Vec::new();
    for (key, _) in &objects {
        records.push(put(&stack, key, key).await);
    }
    stack.send(json!({ "Records": records }).to_string()).await;
    stack.drained().await;
    expected.assert_same(&stack.sums().await);
}

pub async fn a_notification_wrapped_by_sns_counts<E: Env>(env: &E) {
    let stack = by_hand(env).await;
    let (objects, expected) = corpus::small(1, 12);
    stack.put_all(&objects).await;
    let inner = json!({ "Records": [put(&stack, &objects[0].0, "01").await] });
    let wrapped = json!({
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": "arn:aws:sns:us-east-1:123456789012:bedrock-logs",
        "Subject": "Amazon S3 Notification",
        "Message": inner.to_string(),
        "Timestamp": "2026-04-19T13:30:13.012Z",
    });
    stack.send(wrapped.to_string()).await;
    stack.drained().await;
    expected.assert_same(&stack.sums().await);
}

/// `EventBridge` does not encode keys: a plus sign is a plus sign.
pub async fn an_eventbridge_event_counts<E: Env>(env: &E) {
    let stack = by_hand(env).await;
    let (mut objects, expected) = corpus::small(1, 13);
    "logs/a+b %2B.json".clone_into(&mut objects[0].0);
    stack.put_all(&objects).await;
    let e_tag = stack.entity_tag(&objects[0].0).await;
    let event = json!({
        "version": "0",
        "id": "17793124-05d4-b198-2fde-7ededc63b103",
        "detail-type": "Object Created",
        "source": "aws.s3",
        "detail": {
            "version": "0",
            "bucket": { "name": stack.bucket },
            "object": { "key": objects[0].0, "size": objects[0].1.len(), "etag": e_tag, "sequencer": "01" },
            "reason": "PutObject",
        },
    });
    stack.send(event.to_string()).await;
    stack.drained().await;
    expected.assert_same(&stack.sums().await);
}

/// Bucket and key and nothing else.
pub async fn the_guides_minimal_notification_counts<E: Env>(env: &E) {
    let stack = by_hand(env).await;
    let (objects, expected) = corpus::small(1, 14);
    stack.put_all(&objects).await;
    let record =
        json!({ "s3": { "bucket": { "name": stack.bucket }, "object": { "key": objects[0].0 } } });
    stack.send(json!({ "Records": [record] }).to_string()).await;
    stack.drained().await;
    expected.assert_same(&stack.sums().await);
}

pub async fn a_removed_object_is_ignored<E: Env>(env: &E) {
    let stack = by_hand(env).await;
    let record = notified(
        &stack.bucket,
        "logs/gone.json",
        "ObjectRemoved:Delete",
        "0123",
        "01",
    );
    stack.send(json!({ "Records": [record] }).to_string()).await;
    stack.invoked(1).await;
    stack.drained().await;
    assert_eq!(stack.sums().await, Sums::default());
}

/// A call that `CloudTrail` saw, in a bucket without versions; its key is not encoded either.
pub async fn a_call_that_cloudtrail_saw_counts<E: Env>(env: &E) {
    let stack = by_hand(env).await;
    let (mut objects, expected) = corpus::small(1, 16);
    "logs/a+b %2B.json".clone_into(&mut objects[0].0);
    stack.put_all(&objects).await;
    let call = |name: &str, error: Value| {
        json!({
            "version": "0",
            "detail-type": "AWS API Call via CloudTrail",
            "source": "aws.s3",
            "detail": {
                "eventSource": "s3.amazonaws.com",
                "eventName": name,
                "eventID": name,
                "errorCode": error,
                "requestParameters": { "bucketName": stack.bucket, "key": objects[0].0 },
                "responseElements": { "x-amz-server-side-encryption": "AES256" },
            },
        })
    };
    for body in [
        call("PutObject", Value::Null),
        call("CopyObject", json!("AccessDenied")),
        call("DeleteObject", Value::Null),
    ] {
        stack.send(body.to_string()).await;
    }
    stack.drained().await;
    expected.assert_same(&stack.sums().await);
}

/// Two events, and when the function reads, the first write is no more: what is there counts once.
pub async fn an_object_overwritten_before_it_is_read_counts_once<E: Env>(env: &E) {
    let spec = Spec {
        connected: false,
        ..Spec::new(env.timing())
    };
    let mut stack = Stack::new(env, spec).await;
    let (first, _) = corpus::small(1, 17);
    let (second, expected) = corpus::small(1, 18);
    let key = &first[0].0;
    stack.put(key, first[0].1.clone()).await;
    stack.put(key, second[0].1.clone()).await;
    stack.arrived().await;
    stack.connect().await;
    stack.drained().await;
    expected.assert_same(&stack.sums().await);
    let summaries = stack.summaries();
    let replaced = summaries
        .iter()
        .filter_map(|line| line["objects"]["replaced"].as_u64());
    assert_eq!(replaced.sum::<u64>(), 1, "{summaries:?}");
    assert!(stack.dead_letters(0).await.is_empty());
}

/// S3 delivers at least once; equal sequencers of a key are the same event.
pub async fn a_duplicate_notification_counts_once<E: Env>(env: &E) {
    let mut stack = Stack::new(
        env,
        Spec {
            prefix: Some("nothing-is-put-here/"),
            connected: false,
            ..Spec::new(env.timing())
        },
    )
    .await;
    let (objects, expected) = corpus::small(1, 15);
    stack.put_all(&objects).await;
    let record = put(&stack, &objects[0].0, "0055AED6DCD90281E5").await;
    let body = json!({ "Records": [record] }).to_string();
    for _ in 0..3 {
        stack.send(body.clone()).await;
    }
    stack.connect().await;
    stack.drained().await;
    let found = stack.sums().await;
    assert_eq!(found.series, expected.series);
    assert_eq!(found.records.counted, expected.records.counted);
}
