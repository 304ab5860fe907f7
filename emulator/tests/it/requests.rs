//! Who asked for what: each request of a client is one line, under AWS's own name, and so is each call that a service makes.

use std::time::Duration;

use aws_endpoint::Emulator;
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::wire::{address, request, send, start, target};

/// A queue whose policy lets S3 send.
const QUEUE_FOR_S3: &str = r#"{"QueueName":"q","Attributes":{"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"s3.amazonaws.com\"},\"Action\":\"sqs:SendMessage\"}]}"}}"#;

/// Names and resources of the lines that `query` selects.
async fn lines(emulator: &Emulator, ring: &str, query: &str) -> Vec<(String, String, String)> {
    let line = format!("GET /_emulator/requests?{query}");
    let answer = send(emulator, &line, &[], b"").await.json();
    let lines = answer[ring].as_array().unwrap().clone();
    let text = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    lines
        .iter()
        .map(|line| {
            (
                text(line, "operation"),
                text(line, "resource"),
                text(line, "outcome"),
            )
        })
        .collect()
}

fn line(operation: &str, resource: &str, outcome: &str) -> (String, String, String) {
    (
        operation.to_owned(),
        resource.to_owned(),
        outcome.to_owned(),
    )
}

#[tokio::test]
async fn a_request_is_one_line_under_awss_own_name() {
    let emulator = start().await;
    for (call, body) in [
        ("PUT /logs", ""),
        ("PUT /logs/a", "x"),
        ("GET /logs/a", ""),
        ("GET /logs/a?tagging", ""),
        ("DELETE /logs/a?tagging", ""),
        ("GET /logs?policy", ""),
        ("GET /logs?list-type=2", ""),
        (
            "POST /logs?delete",
            "<Delete><Object><Key>a</Key></Object><Object><Key>b</Key></Object></Delete>",
        ),
    ] {
        send(&emulator, call, &[], body.as_bytes()).await;
    }
    let bucket = "arn:aws:s3:::logs";
    let object = "arn:aws:s3:::logs/a";
    assert_eq!(
        lines(&emulator, "requests", "service=s3").await,
        [
            line("CreateBucket", bucket, "ok"),
            line("PutObject", object, "ok"),
            line("GetObject", object, "ok"),
            line("GetObjectTagging", object, "ok"),
            line("DeleteObjectTagging", object, "ok"),
            line("GetBucketPolicy", bucket, "NoSuchBucketPolicy"),
            line("ListObjectsV2", bucket, "ok"),
            line("DeleteObjects", bucket, "ok"),
        ]
    );
}

/// What they read on their way, the upload's checksum and the copy's source, is no request of anybody's.
#[tokio::test]
async fn a_part_and_a_copy_are_one_line_each() {
    let emulator = start().await;
    send(&emulator, "PUT /logs", &[], b"").await;
    send(&emulator, "PUT /logs/a", &[], b"x").await;
    let copy = [("x-amz-copy-source", "/logs/a")];
    send(&emulator, "PUT /logs/b", &copy, b"").await;
    let begun = send(&emulator, "POST /logs/c?uploads", &[], b"")
        .await
        .text();
    let (_, id) = begun.split_once("<UploadId>").unwrap();
    let (id, _) = id.split_once('<').unwrap();
    let part = format!("PUT /logs/c?partNumber=1&uploadId={id}");
    send(&emulator, &part, &[], b"x").await;
    let part = format!("PUT /logs/c?partNumber=2&uploadId={id}");
    send(&emulator, &part, &copy, b"").await;
    let names: Vec<_> = lines(&emulator, "requests", "").await;
    let names: Vec<_> = names.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "CreateBucket",
            "PutObject",
            "CopyObject",
            "CreateMultipartUpload",
            "UploadPart",
            "UploadPartCopy"
        ]
    );
}

#[tokio::test]
async fn what_services_do_among_themselves_stands_apart() {
    let emulator = start().await;
    let queue = [("x-amz-target", "AmazonSQS.CreateQueue")];
    send(&emulator, "POST /", &queue, QUEUE_FOR_S3.as_bytes()).await;
    send(&emulator, "PUT /logs", &[], b"").await;
    let configuration = "<NotificationConfiguration><QueueConfiguration><Queue>arn:aws:sqs:us-east-1:000000000000:q</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration></NotificationConfiguration>";
    send(
        &emulator,
        "PUT /logs?notification",
        &[],
        configuration.as_bytes(),
    )
    .await;
    send(&emulator, "PUT /logs/a", &[], b"x").await;
    let delete = [("x-amz-target", "AmazonSQS.DeleteQueue")];
    let url = br#"{"QueueUrl":"http://h/000000000000/q"}"#;
    send(&emulator, "POST /", &delete, url).await;
    send(&emulator, "PUT /logs/b", &[], b"x").await;
    let arn = "arn:aws:sqs:us-east-1:000000000000:q";
    // S3's test event, the notification, and the one that found no queue: told, not dropped in silence.
    assert_eq!(
        lines(&emulator, "inner", "caller=s3.amazonaws.com").await,
        [
            line("SendMessage", arn, "ok"),
            line("SendMessage", arn, "ok"),
            line(
                "SendMessage",
                arn,
                "AWS.SimpleQueueService.NonExistentQueue"
            ),
        ]
    );
    let of_clients = lines(&emulator, "requests", "operation=SendMessage").await;
    assert_eq!(of_clients, []);
}

#[tokio::test]
async fn what_is_refused_before_it_is_a_call_is_a_line() {
    let emulator = start().await;
    let unknown = [("x-amz-target", "AmazonSQS.Frobnicate")];
    send(&emulator, "POST /", &unknown, b"{}").await;
    let unread = [("x-amz-target", "AmazonSQS.CreateQueue")];
    send(
        &emulator,
        "POST /",
        &unread,
        br#"{"QueueName":"q","Colour":"red"}"#,
    )
    .await;
    send(&emulator, "GET /logs?analytics", &[], b"").await;
    send(&emulator, "GET /logs", &[("host", "evil.example")], b"").await;
    assert_eq!(
        lines(&emulator, "requests", "").await,
        [
            line("-", "POST /", "400"),
            line("-", "POST /", "400"),
            line("-", "GET /logs", "400"),
            line("-", "GET /logs", "403"),
        ]
    );
    let misspelt = send(&emulator, "GET /_emulator/requests?servce=sqs", &[], b"").await;
    assert_eq!(misspelt.status, 400);
    assert!(misspelt.text().contains("servce"), "{}", misspelt.text());
}

#[tokio::test]
async fn a_client_that_left_is_a_line() {
    let emulator = start().await;
    let create = [("x-amz-target", "AmazonSQS.CreateQueue")];
    send(&emulator, "POST /", &create, br#"{"QueueName":"q"}"#).await;
    let wait = br#"{"QueueUrl":"http://h/000000000000/q","WaitTimeSeconds":20}"#;
    let receive = target("AmazonSQS.ReceiveMessage");
    let poll = TcpStream::connect(address(&emulator)).await.unwrap();
    leave_after(
        poll,
        &request(&emulator, "POST /", &receive, wait),
        async || {
            let waits = lines(&emulator, "requests", "operation=ReceiveMessage").await;
            !waits.is_empty()
        },
    )
    .await;
    let left = line(
        "ReceiveMessage",
        "arn:aws:sqs:us-east-1:000000000000:q",
        "client-left",
    );
    let is_there =
        async || lines(&emulator, "requests", "outcome=client-left").await == [left.clone()];
    until(is_there).await;
}

async fn until(is_there: impl AsyncFn() -> bool) {
    let wait = async {
        while !is_there().await {
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(10), wait).await;
    waited.expect("it comes");
}

/// Sends a request and closes the connection once `is_there` says that it is under way.
async fn leave_after(mut stream: TcpStream, request: &[u8], is_there: impl AsyncFn() -> bool) {
    stream.write_all(request).await.unwrap();
    until(is_there).await;
}

#[tokio::test]
async fn a_line_says_who_asked_and_how_long_it_took() {
    let emulator = start().await;
    let signed = "AWS4-HMAC-SHA256 Credential=AKIA/20260419/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=ab";
    let headers = [
        ("x-amz-target", "AmazonSQS.ListQueues"),
        ("authorization", signed),
    ];
    let answer = send(&emulator, "POST /", &headers, b"{}").await;
    let log = send(&emulator, "GET /_emulator/requests?service=sqs", &[], b"").await;
    let line = &log.json()["requests"][0];
    assert_eq!(line["caller"], "AKIA");
    assert_eq!(line["region"], "eu-west-1");
    assert_eq!(line["account"], "000000000000");
    assert_eq!(
        line["requestId"].as_str(),
        answer.header("x-amzn-requestid")
    );
    assert!(line["durationUs"].as_u64().is_some(), "{line}");
}
