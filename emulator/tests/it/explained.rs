//! Why a call was allowed or denied, and what a user needed: over the control paths, and by the commands that ask them.

use std::process::Output;

use aws_endpoint::Emulator;
use serde_json::Value;

use crate::cli;
use crate::wire::{FORM, send, start};

/// `{"Version":"2012-10-17","Statement":[{"Sid":"Send","Effect":"Allow","Action":"sqs:*","Resource":"*"}]}`
const MAY_SEND: &str = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Sid%22%3A%22Send%22%2C%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22sqs%3A*%22%2C%22Resource%22%3A%22*%22%7D%5D%7D";

async fn iam(emulator: &Emulator, form: &str) -> String {
    let body = format!("{form}&Version=2010-05-08");
    let answer = send(emulator, "POST /", &[FORM], body.as_bytes()).await;
    assert_eq!(answer.status, 200, "{form}: {}", answer.text());
    answer.text()
}

/// The key of a user who may do anything with queues.
async fn user(emulator: &Emulator) -> String {
    iam(emulator, "Action=CreateUser&UserName=dev").await;
    let put = format!("Action=PutUserPolicy&UserName=dev&PolicyName=p&PolicyDocument={MAY_SEND}");
    iam(emulator, &put).await;
    let key = iam(emulator, "Action=CreateAccessKey&UserName=dev").await;
    let (_, key) = key.split_once("<AccessKeyId>").unwrap();
    key.split_once('<').unwrap().0.to_owned()
}

/// Calls as this key, and gives the id that the answer has.
async fn sqs(emulator: &Emulator, key: &str, operation: &str, body: &str) -> String {
    let target = format!("AmazonSQS.{operation}");
    let signed = format!(
        "AWS4-HMAC-SHA256 Credential={key}/20260419/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=ab"
    );
    let headers = [
        ("x-amz-target", target.as_str()),
        ("authorization", &signed),
    ];
    let answer = send(emulator, "POST /", &headers, body.as_bytes()).await;
    answer.header("x-amzn-requestid").unwrap().to_owned()
}

async fn explanation(emulator: &Emulator, call: &str) -> Value {
    let line = format!("GET /_emulator/iam/explain?call={call}");
    send(emulator, &line, &[], b"").await.json()
}

#[tokio::test]
async fn a_line_of_the_log_names_the_statement_that_decided_and_explains_itself() {
    let emulator = start().await;
    let key = user(&emulator).await;
    let id = sqs(&emulator, &key, "CreateQueue", r#"{"QueueName":"q"}"#).await;
    let log = send(&emulator, "GET /_emulator/requests?service=sqs", &[], b"").await;
    let line = &log.json()["requests"][0];
    assert_eq!(line["decidedBy"], "p, Send");
    let told = explanation(&emulator, &id).await;
    assert_eq!(told["call"], *line);
    let decision = &told["decisions"][0];
    assert_eq!(decision["isAllowed"], true);
    assert_eq!(decision["policies"][0]["statements"][0]["decided"], true);
    // By the number of its line too.
    let number = line["number"].to_string();
    assert_eq!(explanation(&emulator, &number).await, told);
    let denied = "Action=ListUsers&Version=2010-05-08";
    let signed = format!(
        "AWS4-HMAC-SHA256 Credential={key}/20260419/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=ab"
    );
    let headers = [FORM, ("authorization", signed.as_str())];
    let answer = send(&emulator, "POST /", &headers, denied.as_bytes()).await;
    assert_eq!(answer.status, 403);
    let query = "GET /_emulator/requests?operation=ListUsers";
    let log = send(&emulator, query, &[], b"").await.json();
    let line = &log["requests"][0];
    assert_eq!(line.get("decidedBy"), None, "none allowed");
    let told = explanation(&emulator, &line["number"].to_string()).await;
    assert_eq!(
        told["decisions"][0]["policies"][0]["statements"][0]["otherwise"],
        "its actions leave iam:ListUsers out"
    );
}

#[tokio::test]
async fn the_root_is_not_judged_and_what_is_not_in_the_log_is_not_there() {
    let emulator = start().await;
    let id = sqs(&emulator, "test", "CreateQueue", r#"{"QueueName":"q"}"#).await;
    let told = explanation(&emulator, &id).await;
    assert_eq!(told["decisions"], serde_json::json!([]));
    let unjudged = told["unjudged"].as_str().unwrap();
    assert!(
        unjudged.starts_with("The account's root user"),
        "{unjudged}"
    );
    for (path, status) in [
        ("/_emulator/iam/explain?call=absent", 404),
        ("/_emulator/iam/explain?id=absent", 400),
        ("/_emulator/iam/least-privilege", 404),
        ("/_emulator/iam/least-privilege?role=absent", 404),
        ("/_emulator/iam/least-privilege?group=g", 400),
    ] {
        let answer = send(&emulator, &format!("GET {path}"), &[], b"").await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
    }
}

fn command(emulator: &Emulator, arguments: &[&str]) -> Output {
    let mut command = cli::emulator(&["iam"]);
    command.args(arguments);
    command.env("AWS_ENDPOINT_URL", emulator.endpoint());
    command.output().expect("the emulator runs")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_commands_tell_it_to_people_and_the_policy_to_programs() {
    let emulator = start().await;
    let key = user(&emulator).await;
    let id = sqs(&emulator, &key, "CreateQueue", r#"{"QueueName":"q"}"#).await;
    let told = command(&emulator, &["explain", &id]);
    let text = String::from_utf8_lossy(&told.stdout);
    assert_eq!(told.status.code(), Some(0), "{told:?}");
    assert!(
        text.contains("sqs:CreateQueue on arn:aws:sqs:us-east-1:000000000000:q: allowed, identity-based policy allows it: p, Send")
            && text.contains("> 1 (Send) Allow: it applies, and decides"),
        "{text}"
    );
    let least = command(&emulator, &["least-privilege", "--user", "dev"]);
    let policy: Value = serde_json::from_slice(&least.stdout).unwrap();
    assert_eq!(
        policy,
        serde_json::json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": ["sqs:CreateQueue"], "Resource": ["arn:aws:sqs:us-east-1:000000000000:q"],
        }]})
    );
    let beyond = String::from_utf8_lossy(&least.stderr);
    assert!(
        beyond.contains("sqs:* (p, Send): needed was sqs:CreateQueue"),
        "{beyond}"
    );
    let absent = command(&emulator, &["explain", "absent"]);
    assert_eq!(absent.status.code(), Some(2), "{absent:?}");
    let nobody = command(&emulator, &["least-privilege"]);
    assert_eq!(nobody.status.code(), Some(2), "{nobody:?}");
    let elsewhere = command(&emulator, &["explain", "1", "--port", "1"]);
    assert_eq!(elsewhere.status.code(), Some(1), "{elsewhere:?}");
}
