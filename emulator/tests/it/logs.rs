//! CloudWatch Logs on the wire: awsJson, as the AWS CLI, Terraform and SAM speak it.

use aws_endpoint::clock::Clock;
use aws_endpoint::{Emulator, Options};
use serde_json::{Value, json};

use crate::wire::{Answer, send, target};

const GROUP: &str = "/app/web";
const GROUP_ARN: &str = "arn:aws:logs:us-east-1:000000000000:log-group:/app/web";

/// With one group and a stream.
async fn start() -> Emulator {
    let options = Options {
        clock: Clock::stepped(),
        ..Options::default()
    };
    let emulator = Emulator::start(options).await.expect("a free port is free");
    ok(
        &emulator,
        "CreateLogGroup",
        json!({"logGroupName": GROUP, "tags": {"made": "with"}}),
    )
    .await;
    ok(
        &emulator,
        "CreateLogStream",
        json!({"logGroupName": GROUP, "logStreamName": "s"}),
    )
    .await;
    emulator
}

async fn ask(emulator: &Emulator, operation: &str, body: Value) -> Answer {
    let operation = format!("Logs_20140328.{operation}");
    send(
        emulator,
        "POST /",
        &target(&operation),
        body.to_string().as_bytes(),
    )
    .await
}

/// The answer of a request that is carried out; `null` where AWS's model has none.
async fn ok(emulator: &Emulator, operation: &str, body: Value) -> Value {
    let answer = ask(emulator, operation, body).await;
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text());
    if answer.text().is_empty() {
        return Value::Null;
    }
    answer.json()
}

async fn check_refused(
    emulator: &Emulator,
    operation: &str,
    body: Value,
    code: &str,
    message: &str,
) {
    let answer = ask(emulator, operation, body).await;
    assert_eq!(answer.status, 400, "{operation}: {}", answer.text());
    assert_eq!(answer.json()["__type"], code, "{}", answer.text());
    assert_eq!(answer.json()["message"], message);
}

/// Epoch milliseconds of the emulator's clock.
async fn now(emulator: &Emulator) -> i64 {
    let name = json!({"logGroupName": "now"});
    ok(emulator, "CreateLogGroup", name.clone()).await;
    let groups = ok(
        emulator,
        "DescribeLogGroups",
        json!({"logGroupNamePrefix": "now"}),
    )
    .await;
    ok(emulator, "DeleteLogGroup", name).await;
    groups["logGroups"][0]["creationTime"].as_i64().unwrap()
}

async fn put(emulator: &Emulator, messages: &[&str]) -> Value {
    let timestamp = now(emulator).await;
    let events = messages.iter();
    let events: Vec<_> = events
        .map(|message| json!({"timestamp": timestamp, "message": message}))
        .collect();
    let request = json!({"logGroupName": GROUP, "logStreamName": "s", "logEvents": events});
    ok(emulator, "PutLogEvents", request).await
}

async fn pass(emulator: &Emulator, span: &str) {
    let body = json!({"advance": span}).to_string();
    let moved = send(emulator, "POST /_emulator/clock", &[], body.as_bytes()).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
}

fn messages(answer: &Value) -> Vec<&str> {
    let events = answer["events"].as_array().unwrap().iter();
    events
        .map(|event| event["message"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn events_are_put_read_filtered_and_deleted() {
    let emulator = start().await;
    let put = put(&emulator, &[r#"{"level": "ERROR", "code": 500}"#, "plain"]).await;
    assert!(put["nextSequenceToken"].is_string());
    assert!(put.get("rejectedLogEventsInfo").is_none());
    let stream =
        json!({"logGroupIdentifier": GROUP_ARN, "logStreamName": "s", "startFromHead": true});
    let read = ok(&emulator, "GetLogEvents", stream).await;
    assert_eq!(messages(&read).len(), 2);
    let filter =
        json!({"logGroupName": GROUP, "interleaved": true, "filterPattern": "{ $.code >= 500 }"});
    let found = ok(&emulator, "FilterLogEvents", filter).await;
    assert_eq!(messages(&found), [r#"{"level": "ERROR", "code": 500}"#]);
    assert_eq!(found["searchedLogStreams"], json!([]));
    let streams = json!({"logGroupName": GROUP, "orderBy": "LastEventTime", "descending": true});
    let streams = ok(&emulator, "DescribeLogStreams", streams).await;
    assert_eq!(
        streams["logStreams"][0]["arn"],
        format!("{GROUP_ARN}:log-stream:s")
    );
    let stream = json!({"logGroupName": GROUP, "logStreamName": "s"});
    ok(&emulator, "DeleteLogStream", stream.clone()).await;
    check_refused(
        &emulator,
        "DeleteLogStream",
        stream,
        "ResourceNotFoundException",
        "The specified log stream does not exist.",
    )
    .await;
    ok(&emulator, "DeleteLogGroup", json!({"logGroupName": GROUP})).await;
    check_refused(
        &emulator,
        "FilterLogEvents",
        json!({"logGroupName": GROUP}),
        "ResourceNotFoundException",
        "The specified log group does not exist.",
    )
    .await;
}

#[tokio::test]
async fn what_of_a_batch_is_not_taken_is_told() {
    let emulator = start().await;
    let late = now(&emulator).await + 3 * 60 * 60 * 1_000;
    let events = json!([{"timestamp": 0, "message": "old"}, {"timestamp": late, "message": "new"}]);
    let request = json!({"logGroupName": GROUP, "logStreamName": "s", "logEvents": events});
    let answer = ok(&emulator, "PutLogEvents", request).await;
    assert_eq!(
        answer["rejectedLogEventsInfo"],
        json!({"tooNewLogEventStartIndex": 1, "tooOldLogEventEndIndex": 1})
    );
}

#[tokio::test]
async fn retention_is_kept_and_deletes() {
    let emulator = start().await;
    put(&emulator, &["x"]).await;
    ok(
        &emulator,
        "PutRetentionPolicy",
        json!({"logGroupName": GROUP, "retentionInDays": 1}),
    )
    .await;
    let group = ok(&emulator, "DescribeLogGroups", json!({})).await["logGroups"][0].clone();
    assert_eq!(
        (&group["retentionInDays"], &group["storedBytes"]),
        (&json!(1), &json!(27))
    );
    pass(&emulator, "25h").await;
    let group = ok(&emulator, "DescribeLogGroups", json!({})).await["logGroups"][0].clone();
    assert_eq!(group["storedBytes"], 0);
    ok(
        &emulator,
        "DeleteRetentionPolicy",
        json!({"logGroupName": GROUP}),
    )
    .await;
    let group = ok(&emulator, "DescribeLogGroups", json!({})).await["logGroups"][0].clone();
    assert!(group.get("retentionInDays").is_none());
}

#[tokio::test]
async fn tags_are_told_and_changed_by_both_interfaces() {
    let emulator = start().await;
    ok(
        &emulator,
        "TagResource",
        json!({"resourceArn": GROUP_ARN, "tags": {"a": "1"}}),
    )
    .await;
    ok(
        &emulator,
        "TagLogGroup",
        json!({"logGroupName": GROUP, "tags": {"b": "2"}}),
    )
    .await;
    let tags = ok(
        &emulator,
        "ListTagsForResource",
        json!({"resourceArn": GROUP_ARN}),
    )
    .await;
    assert_eq!(tags, json!({"tags": {"made": "with", "a": "1", "b": "2"}}));
    ok(
        &emulator,
        "UntagResource",
        json!({"resourceArn": GROUP_ARN, "tagKeys": ["a"]}),
    )
    .await;
    ok(
        &emulator,
        "UntagLogGroup",
        json!({"logGroupName": GROUP, "tags": ["b"]}),
    )
    .await;
    let tags = ok(
        &emulator,
        "ListTagsLogGroup",
        json!({"logGroupName": GROUP}),
    )
    .await;
    assert_eq!(tags, json!({"tags": {"made": "with"}}));
    let many: serde_json::Map<_, _> = (0..50).map(|key| (format!("k{key}"), json!("v"))).collect();
    let refused = ask(
        &emulator,
        "TagResource",
        json!({"resourceArn": GROUP_ARN, "tags": many}),
    )
    .await;
    assert_eq!(refused.json()["__type"], "TooManyTagsException");
}

/// As Terraform puts it, which sends `None` as a unit and expects it back.
#[tokio::test]
async fn a_metric_filter_publishes_to_cloudwatch() {
    let emulator = start().await;
    let metric = json!({"metricName": "errors", "metricNamespace": "Web", "metricValue": "1", "defaultValue": 0.0, "unit": "None"});
    let filter = json!({
        "logGroupName": GROUP, "filterName": "f", "filterPattern": "ERROR", "metricTransformations": [metric],
    });
    ok(&emulator, "PutMetricFilter", filter).await;
    let asked = json!({"logGroupName": GROUP, "filterNamePrefix": "f"});
    let described = ok(&emulator, "DescribeMetricFilters", asked).await;
    assert_eq!(
        described["metricFilters"][0]["metricTransformations"],
        json!([metric])
    );
    let begin = now(&emulator).await / 1_000;
    put(&emulator, &["ERROR a", "fine", "ERROR b"]).await;
    pass(&emulator, "60s").await;
    let read = json!({
        "Namespace": "Web", "MetricName": "errors", "Period": 60, "Statistics": ["Sum", "SampleCount"],
        "StartTime": begin - 120, "EndTime": begin + 120,
    });
    let read = send(
        &emulator,
        "POST /",
        &target("GraniteServiceVersion20100801.GetMetricStatistics"),
        read.to_string().as_bytes(),
    )
    .await
    .json();
    assert_eq!(read["Datapoints"][0]["Sum"], 2.0, "{read}");
    assert_eq!(read["Datapoints"][0]["SampleCount"], 3.0);
    let tried = json!({"filterPattern": "[a, b > 1]", "logEventMessages": ["x 1", "y 2"]});
    let tried = ok(&emulator, "TestMetricFilter", tried).await;
    assert_eq!(
        tried["matches"],
        json!([{"eventNumber": 2, "eventMessage": "y 2", "extractedValues": {"$a": "y", "$b": "2"}}])
    );
    let name = json!({"logGroupName": GROUP, "filterName": "f"});
    ok(&emulator, "DeleteMetricFilter", name.clone()).await;
    check_refused(
        &emulator,
        "DeleteMetricFilter",
        name,
        "ResourceNotFoundException",
        "The specified metric filter does not exist.",
    )
    .await;
}

#[tokio::test]
async fn a_subscription_filter_needs_a_function_that_lets_it() {
    let emulator = start().await;
    let function = "arn:aws:lambda:us-east-1:000000000000:function:f";
    let filter = json!({"logGroupName": GROUP, "filterName": "f", "filterPattern": "", "destinationArn": function});
    check_refused(
        &emulator,
        "PutSubscriptionFilter",
        filter,
        "InvalidParameterException",
        "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.",
    )
    .await;
    let described = ok(
        &emulator,
        "DescribeSubscriptionFilters",
        json!({"logGroupName": GROUP}),
    )
    .await;
    assert_eq!(described, json!({"subscriptionFilters": []}));
    check_refused(
        &emulator,
        "DeleteSubscriptionFilter",
        json!({"logGroupName": GROUP, "filterName": "f"}),
        "ResourceNotFoundException",
        "The specified subscription filter does not exist.",
    )
    .await;
}

#[tokio::test]
async fn a_member_that_is_not_built_is_refused_by_name() {
    let emulator = start().await;
    for (operation, body, member) in [
        (
            "CreateLogGroup",
            json!({"logGroupName": "k", "kmsKeyId": "arn:aws:kms:us-east-1:000000000000:key/a"}),
            "kmsKeyId",
        ),
        (
            "PutMetricFilter",
            json!({
                "logGroupName": GROUP, "filterName": "f", "filterPattern": "", "fieldSelectionCriteria": "a",
                "metricTransformations": [{"metricName": "m", "metricNamespace": "N", "metricValue": "1"}],
            }),
            "fieldSelectionCriteria",
        ),
    ] {
        let refused = ask(&emulator, operation, body).await;
        assert_eq!(refused.status, 400, "{}", refused.text());
        assert!(refused.text().contains(member), "{}", refused.text());
    }
}
