//! `deploy/iam/permissions.json` has no hole and nothing left over: each of its actions, taken away, is missed by the test that is named for
//! it. What only the emulator can be asked, as `LocalStack` judges nobody.

use std::collections::BTreeSet;

use aws_endpoint::stack::policies;
use aws_sdk_s3::types::{BucketVersioningStatus, VersioningConfiguration};
use aws_world::function::CreateEventSourceMapping;
use aws_world::iam::PutRolePolicy;
use aws_world::origin::{Caller, Origin};
use e2e::arm::emulated::Emulated;
use e2e::clock::until;
use e2e::scenario::corpus::{lines, record};
use e2e::scenario::stack;
use e2e::stack::Stack;
use serde_json::{Value, json};

const LOG: &str = "bedrock-logs/us-east-1/2026/04/19/a.json";

/// What happens while the action is not there.
#[derive(Debug, Clone, Copy)]
enum When {
    LogArrives,
    VersionOfLogArrives,
    LogIsMissing,
}

/// A test for each action that a running function needs: its name, the action, when it is missed and by which operation.
macro_rules! missed {
    ($($name:ident: $action:literal, $when:expr, $operation:literal;)+) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                is_missed($action, $when, $operation).await;
            }
        )+

        /// Of the running function.
        const TESTED: &[&str] = &[$($action),+];
    };
}

missed! {
    without_get_object_no_log_is_read: "s3:GetObject", When::LogArrives, "GetObject";
    without_get_object_version_no_log_of_a_versioned_bucket_is_read: "s3:GetObjectVersion", When::VersionOfLogArrives, "GetObject";
    without_list_bucket_a_missing_log_cannot_be_told_from_a_forbidden_one: "s3:ListBucket", When::LogIsMissing, "GetObject";
    without_put_metric_data_nothing_is_published: "cloudwatch:PutMetricData", When::LogArrives, "PutMetricData";
    without_receive_message_no_message_is_taken: "sqs:ReceiveMessage", When::LogArrives, "ReceiveMessage";
    without_delete_message_no_message_is_done_with: "sqs:DeleteMessage", When::LogArrives, "DeleteMessageBatch";
    without_create_log_group_there_is_no_log: "logs:CreateLogGroup", When::LogArrives, "CreateLogGroup";
    without_create_log_stream_there_is_no_log: "logs:CreateLogStream", When::LogArrives, "CreateLogStream";
    without_put_log_events_nothing_is_logged: "logs:PutLogEvents", When::LogArrives, "PutLogEvents";
}

/// Lambda asks for it when the mapping is made, not when it runs.
const OF_THE_MAPPING: &str = "sqs:GetQueueAttributes";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_get_queue_attributes_no_queue_is_mapped() {
    let env = Emulated::start().await;
    let stack = stack(&env).await;
    let name = stack.dead_letter_url.rsplit('/').next().unwrap();
    let map = || CreateEventSourceMapping {
        event_source_arn: format!("arn:aws:sqs:us-east-1:000000000000:{name}"),
        function_name: stack.function().name.to_string(),
        ..CreateEventSourceMapping::default()
    };
    let aws = &stack.function().aws;
    put_policy(&stack, Some(OF_THE_MAPPING));
    let refused = aws.call(&Origin::default(), map()).unwrap_err().to_string();
    let expected =
        "The function execution role does not have permissions to call GetQueueAttributes on SQS";
    assert_eq!(refused, expected);
    put_policy(&stack, None);
    aws.call(&Origin::default(), map()).unwrap();
}

#[test]
fn every_action_of_the_policy_is_taken_away_by_a_test() {
    let document = policies::permissions(&policies::Names {
        bucket: "b",
        queue: "q",
        function: "f",
        namespace: "n",
        partition: "aws",
    });
    let document: Value = serde_json::from_str(&document).unwrap();
    let statements = document["Statement"].as_array().unwrap().iter();
    let granted: BTreeSet<&str> = statements
        .flat_map(|statement| match &statement["Action"] {
            Value::Array(actions) => actions.iter().filter_map(Value::as_str).collect(),
            one => one.as_str().into_iter().collect::<Vec<_>>(),
        })
        .collect();
    let tested = TESTED.iter().copied().chain([OF_THE_MAPPING]);
    assert_eq!(granted, tested.collect());
}

async fn is_missed(action: &str, when: When, operation: &str) {
    let env = Emulated::start().await;
    let stack = stack(&env).await;
    put_policy(&stack, Some(action));
    let log = lines([&record("anthropic.claude-3-haiku-20240307-v1:0", 5)]);
    match when {
        When::LogArrives => stack.put(LOG, log).await,
        When::VersionOfLogArrives => {
            keep_versions(&stack).await;
            stack.put(LOG, log).await;
        }
        When::LogIsMissing => {
            let s3 = json!({"bucket": {"name": stack.bucket}, "object": {"key": LOG}});
            let body = json!({"Records": [{"eventName": "ObjectCreated:Put", "s3": s3}]});
            stack.send(body.to_string()).await;
        }
    }
    let reason = refusal(&stack, operation).await;
    let named = reason.to_ascii_lowercase();
    // SQS says a batch's action as it is called.
    let asked = match action {
        "sqs:DeleteMessage" => "sqs:deletemessage".to_owned(),
        _ => format!("{} ", action.to_ascii_lowercase()),
    };
    assert!(
        reason.starts_with("User: arn:aws:sts::000000000000:assumed-role/e2e-")
            && named.contains(&format!("is not authorized to perform: {asked}"))
            && reason.contains("because no identity-based policy allows the"),
        "{action}: {reason}"
    );
}

/// The function's policy, without an action where one is named; everything else is as it was.
fn put_policy(stack: &Stack<'_, Emulated>, without: Option<&str>) {
    let names = policies::Names {
        bucket: "e2e-*",
        queue: "e2e-*",
        function: "e2e-*",
        namespace: &stack.namespace,
        partition: "aws",
    };
    let mut policy_document = policies::permissions(&names);
    if let Some(action) = without {
        let quoted = format!("\"{action}\"");
        assert!(policy_document.contains(&quoted), "{action}");
        policy_document = policy_document.replace(&quoted, "\"s3:GetBucketVersioning\"");
    }
    let put = PutRolePolicy {
        role_name: format!("{}-role", stack.function().name),
        policy_name: "permissions".to_owned(),
        policy_document,
    };
    let origin = Origin {
        caller: Caller::Emulator,
        ..Origin::default()
    };
    stack.function().aws.call(&origin, put).unwrap();
}

async fn keep_versions(stack: &Stack<'_, Emulated>) {
    let enabled = VersioningConfiguration::builder()
        .status(BucketVersioningStatus::Enabled)
        .build();
    let put = stack.clients().s3.put_bucket_versioning();
    let put = put.bucket(&stack.bucket).versioning_configuration(enabled);
    put.send().await.expect("a bucket can keep versions");
}

/// Waits for a call of this stack's function that was refused, and says why it was.
async fn refusal(stack: &Stack<'_, Emulated>, operation: &str) -> String {
    until("the refusal was told", || async {
        let log = stack.function().aws.request_log();
        let refused = [false, true]
            .into_iter()
            .flat_map(|inner| log.lines(inner, |line| line.operation == operation))
            .find_map(|line| line.reason);
        refused.ok_or("nothing was refused")
    })
    .await
}
