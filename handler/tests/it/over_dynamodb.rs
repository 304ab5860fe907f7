//! The idempotency table: conditional writes with a lease, over HTTP. Only with its cargo feature.

use handler::adapters::settled_table::SettledTable;
use handler::adapters::tasks::Spawned;
use handler::invocation::ports::{Claim, Ports, SettledObjects, Time};
use serde_json::{Value, json};
use wiremock::matchers::header;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::endpoint;
use crate::support::logs::{lines, record};
use crate::support::memory::World;
use crate::support::process::Running;
use crate::support::{event, function, invoke, kept, notification_of};

const INPUT: &str = "InputTokens InferenceProfile=CrossRegion";

/// A table whose `PutItem` and `DeleteItem` answer so.
async fn table(put: ResponseTemplate, delete: ResponseTemplate) -> (MockServer, SettledTable) {
    let server = MockServer::start().await;
    for (operation, answer) in [("PutItem", put), ("DeleteItem", delete)] {
        let target = format!("DynamoDB_20120810.{operation}");
        let mock = Mock::given(header("X-Amz-Target", target.as_str())).respond_with(answer);
        mock.mount(&server).await;
    }
    let client = aws_sdk_dynamodb::Client::new(&endpoint::config(&server.uri()).await);
    (server, SettledTable::new(client, "settled", "this process"))
}

fn done() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw("{}", "application/x-amz-json-1.0")
}

fn error(status: u16, kind: &str, item: &Value) -> ResponseTemplate {
    let mut body =
        json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{kind}"), "message": "no"});
    if !item.is_null() {
        body["Item"] = item.clone();
    }
    ResponseTemplate::new(status).set_body_raw(body.to_string(), "application/x-amz-json-1.0")
}

fn condition_failed(item: &Value) -> ResponseTemplate {
    error(400, "ConditionalCheckFailedException", item)
}

/// Processes one notification of the object `a` with the table as port.
async fn run(put: ResponseTemplate) -> (handler::invocation::Handled, World, Vec<(String, Value)>) {
    let (server, table) = table(put, done()).await;
    let world = World::new();
    world.objects.put("a", lines(&[record("1", 10, 1)]));
    let ports = Ports {
        objects: world.objects.clone(),
        metrics: world.metrics.clone(),
        time: world.time.clone(),
        settled: table,
        tasks: Box::new(Spawned),
    };
    let function = function(&[], ports);
    let batch = [("m", notification_of(&[("a", "7")]))];
    let handled = invoke(&function, world.time.now(), 300, &batch).await;
    let requests = server.received_requests().await.unwrap_or_default();
    let calls = requests.iter().map(|request| {
        let target = request
            .headers
            .get("x-amz-target")
            .and_then(|target| target.to_str().ok());
        let operation = target
            .and_then(|target| target.rsplit('.').next())
            .unwrap_or_default();
        (
            operation.to_owned(),
            request.body_json().expect("a JSON body"),
        )
    });
    (handled, world, calls.collect())
}

#[tokio::test]
async fn an_object_is_claimed_with_a_lease_before_it_is_read_and_settled_after_its_publish() {
    let (handled, world, calls) = run(done()).await;
    assert!(kept(&handled).is_empty());
    assert_eq!(world.metrics.sum(INPUT), 10.0);
    let states: Vec<_> = calls
        .iter()
        .map(|(operation, call)| (operation.as_str(), &call["Item"]["state"]["S"]))
        .collect();
    assert_eq!(
        states,
        [
            ("PutItem", &json!("claimed")),
            ("PutItem", &json!("settled"))
        ]
    );
    let claim = &calls[0].1;
    assert_eq!(claim["TableName"], "settled");
    assert_eq!(claim["Item"]["owner"]["S"], "this process");
    // 14:00:00 plus 300 s of the invocation plus the margin of 10 s, plus some real milliseconds.
    let lease_ends_ms = claim["Item"]["lease_ends_ms"]["N"].as_str();
    assert!(lease_ends_ms.is_some_and(|text| text.starts_with("177660751")));
    assert!(
        claim["ConditionExpression"]
            .as_str()
            .is_some_and(|condition| condition.contains("attribute_not_exists"))
    );
    assert_eq!(calls[1].1["ConditionExpression"], Value::Null);
}

#[tokio::test]
async fn what_another_process_settled_is_acknowledged_unread() {
    let (handled, world, calls) = run(condition_failed(
        &json!({"object": {"S": "k"}, "state": {"S": "settled"}}),
    ))
    .await;
    assert!(kept(&handled).is_empty());
    assert_eq!(handled.summary.objects.duplicate, 1);
    assert!(world.objects.opened().is_empty());
    assert_eq!(calls.len(), 1);
}

#[tokio::test]
async fn what_another_process_is_reading_is_returned_and_its_claim_left_alone() {
    let item = json!({"object": {"S": "k"}, "state": {"S": "claimed"}, "owner": {"S": "another"}});
    let (handled, world, _) = run(condition_failed(&item)).await;
    assert_eq!(kept(&handled), ["m"]);
    assert_eq!(handled.summary.messages.retry, 1);
    assert!(world.objects.opened().is_empty());
}

#[tokio::test]
async fn a_claim_of_this_process_that_was_left_behind_is_its_own() {
    let item =
        json!({"object": {"S": "k"}, "state": {"S": "claimed"}, "owner": {"S": "this process"}});
    let (handled, world, _) = run(condition_failed(&item)).await;
    // The settling write meets the same refusal, which is logged: the data is published.
    assert!(kept(&handled).is_empty());
    assert_eq!(world.metrics.sum(INPUT), 10.0);
}

#[tokio::test]
async fn without_an_answer_from_the_table_the_message_is_returned_unread() {
    let (handled, world, calls) = run(error(400, "ResourceNotFoundException", &Value::Null)).await;
    assert_eq!(kept(&handled), ["m"]);
    assert_eq!(handled.summary.messages.retry, 1);
    assert!(world.objects.opened().is_empty());
    assert_eq!(calls[0].0, "PutItem");
}

#[tokio::test]
async fn a_failed_message_gives_its_claim_back() {
    let (server, table) = table(done(), done()).await;
    let world = World::new();
    let ports = Ports {
        objects: world.objects.clone(),
        metrics: world.metrics.clone(),
        time: world.time.clone(),
        settled: table,
        tasks: Box::new(Spawned),
    };
    let function = function(&[], ports);
    let batch = [("m", notification_of(&[("missing", "7")]))];
    let handled = invoke(&function, world.time.now(), 300, &batch).await;
    assert_eq!(kept(&handled), ["m"]);
    let requests = server.received_requests().await.unwrap_or_default();
    let release: Value = requests[1].body_json().expect("a JSON body");
    assert_eq!(
        release["ConditionExpression"],
        "#state = :claimed AND #owner = :owner"
    );
}

#[tokio::test]
async fn giving_back_what_is_no_longer_ours_is_no_error() {
    let (_server, table) = table(done(), condition_failed(&Value::Null)).await;
    let object = handler::core::object_ref::ObjectRef {
        bucket: "logs".into(),
        key: "a".into(),
        version_id: None,
        etag: None,
        sequencer: Some("1".into()),
        size: None,
    };
    table
        .release(&object.identity())
        .await
        .expect("nothing to give back");
    let now = World::new().time.now();
    assert_eq!(
        table
            .claim(&object.identity(), now, now)
            .await
            .expect("an answer"),
        Claim::Granted
    );
}

/// Here the table cannot be asked: the server knows no `PutItem`.
#[tokio::test]
async fn the_function_asks_the_table_of_its_settings() {
    let event = event(&[("m", notification_of(&[("a", "7")]))]);
    let mut running = Running::start(&[], &event, &[("IDEMPOTENCY_TABLE", "settled")]).await;
    let returned = json!({"batchItemFailures": [{"itemIdentifier": "m"}]});
    assert_eq!(running.answer().await, returned);
    let asked = running.requests_to("/").await;
    assert_eq!(
        asked[0].headers["x-amz-target"],
        "DynamoDB_20120810.PutItem"
    );
    let claim: Value = asked[0].body_json().expect("a JSON body");
    assert_eq!(claim["TableName"], "settled");
}
