//! The port from outside: bytes as clients send them, answers as clients read them.

use std::time::Duration;

use aws_endpoint::{Emulator, Options, StartError};

use crate::support::ours;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer, taken apart as far as the tests look.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }
}

pub(crate) async fn start() -> Emulator {
    Emulator::start(Options::default())
        .await
        .expect("a free port is free")
}

pub(crate) fn address(emulator: &Emulator) -> String {
    emulator.endpoint().replace("http://", "")
}

pub(crate) fn request(
    emulator: &Emulator,
    line: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Vec<u8> {
    let mut head = vec![
        format!("{line} HTTP/1.1"),
        "connection: close".to_owned(),
        format!("content-length: {}", body.len()),
    ];
    if !headers.iter().any(|(name, _)| *name == "host") {
        head.push(format!("host: {}", address(emulator)));
    }
    for (name, value) in headers {
        head.push(format!("{name}: {value}"));
    }
    let mut bytes = format!("{}\r\n\r\n", head.join("\r\n")).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

pub(crate) async fn send(
    emulator: &Emulator,
    line: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let mut stream = TcpStream::connect(address(emulator)).await.unwrap();
    stream
        .write_all(&request(emulator, line, headers, body))
        .await
        .unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    parse(&bytes)
}

fn parse(bytes: &[u8]) -> Answer {
    let end = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .expect("an answer has a head");
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    Answer {
        status: status
            .and_then(|status| status.parse().ok())
            .expect("a status"),
        headers,
        body: bytes[end + 4..].to_vec(),
    }
}

pub(crate) const CBOR_PATH: &str = "/service/GraniteServiceVersion20100801/operation";
pub(crate) const CBOR_HEADERS: [(&str, &str); 2] = [
    ("smithy-protocol", "rpc-v2-cbor"),
    ("content-type", "application/cbor"),
];
pub(crate) const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// awsJson's headers.
pub(crate) fn target(target: &str) -> [(&str, &str); 2] {
    [
        ("x-amz-target", target),
        ("content-type", "application/x-amz-json-1.0"),
    ]
}

pub(crate) fn cbor(value: &ciborium::Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

pub(crate) fn text_map(entries: &[(&str, &str)]) -> ciborium::Value {
    ciborium::Value::Map(
        entries
            .iter()
            .map(|(key, value)| ((*key).into(), (*value).into()))
            .collect(),
    )
}

/// Publishes 1 to the metric `m` in each of the three protocols.
async fn put_thrice(emulator: &Emulator) {
    let put = target("GraniteServiceVersion20100801.PutMetricData");
    let body = br#"{"Namespace":"N","MetricData":[{"MetricName":"m","Value":1}]}"#;
    let answer = send(emulator, "POST /", &put, body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let form = b"Action=PutMetricData&Version=2010-08-01&Namespace=N&MetricData.member.1.MetricName=m&MetricData.member.1.Value=1";
    assert_eq!(send(emulator, "POST /", &[FORM], form).await.status, 200);
    let datum = ciborium::Value::Map(vec![
        ("MetricName".into(), "m".into()),
        ("Value".into(), 1.0.into()),
    ]);
    let body = ciborium::Value::Map(vec![
        ("Namespace".into(), "N".into()),
        ("MetricData".into(), ciborium::Value::Array(vec![datum])),
    ]);
    let line = format!("POST {CBOR_PATH}/PutMetricData");
    let answer = send(emulator, &line, &CBOR_HEADERS, &cbor(&body)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("smithy-protocol"), Some("rpc-v2-cbor"));
    assert!(answer.body.is_empty());
}

#[tokio::test]
async fn three_protocols_write_to_one_series_and_read_it() {
    let emulator = start().await;
    put_thrice(&emulator).await;
    let body = r#"{"Namespace":"N","MetricName":"m","Period":86400,"Statistics":["Sum"],"StartTime":1000000000,"EndTime":1100000000}"#;
    let now = emulator.aws().clock().now().as_second();
    let body = body
        .replace("1000000000", &(now - 3_600).to_string())
        .replace("1100000000", &(now + 3_600).to_string());
    let statistics = target("GraniteServiceVersion20100801.GetMetricStatistics");
    let answer = send(&emulator, "POST /", &statistics, body.as_bytes()).await;
    assert_eq!(
        answer.json()["Datapoints"][0]["Sum"],
        3.0,
        "{}",
        answer.text()
    );

    let list = send(
        &emulator,
        "GET /?Action=ListMetrics&Version=2010-08-01",
        &[],
        b"",
    )
    .await;
    assert!(
        list.text().contains("<MetricName>m</MetricName>"),
        "{}",
        list.text()
    );

    let line = format!("POST {CBOR_PATH}/ListMetrics");
    let answer = send(
        &emulator,
        &line,
        &CBOR_HEADERS,
        &cbor(&text_map(&[("Namespace", "N")])),
    )
    .await;
    assert_eq!(answer.header("content-type"), Some("application/cbor"));
    let listed: ciborium::Value = ciborium::from_reader(answer.body.as_slice()).unwrap();
    assert!(format!("{listed:?}").contains("\"m\""), "{listed:?}");
}

/// In each service's form, with nothing done.
#[tokio::test]
async fn a_parameter_that_nobody_reads_is_refused_by_name_and_taken_leniently() {
    /// The request's line, headers and body, and the member that is refused.
    type Case = (
        &'static str,
        &'static [(&'static str, &'static str)],
        &'static [u8],
        &'static str,
    );
    let requests: [Case; 5] = [
        (
            "POST /",
            &[("x-amz-target", "AmazonSQS.CreateQueue")],
            br#"{"QueueName":"q","Colour":"red"}"#,
            "Colour",
        ),
        (
            "POST /",
            &[("content-type", "application/x-www-form-urlencoded")],
            b"Action=ListMetrics&Version=2010-08-01&IncludeLinkedAccounts=true",
            "IncludeLinkedAccounts",
        ),
        (
            "POST /",
            &[("x-amz-target", "Logs_20140328.CreateLogGroup")],
            br#"{"logGroupName":"g","kmsKeyId":"k"}"#,
            "kmsKeyId",
        ),
        (
            "POST /2015-03-31/event-source-mappings",
            &[],
            br#"{"FunctionName":"f","EventSourceArn":"a","Colour":2}"#,
            "Colour",
        ),
        ("GET /2015-03-31/functions?Colour=red", &[], b"", "Colour"),
    ];
    let emulator = start().await;
    let lenient = Options {
        unread: aws_endpoint::wire::unread::Unread::Told,
        ..Options::default()
    };
    let lenient = Emulator::start(lenient).await.unwrap();
    for (line, headers, body, member) in requests {
        let refused = send(&emulator, line, headers, body).await;
        assert_eq!(refused.status, 400, "{member}");
        let text = refused.text();
        assert!(
            text.contains(&format!("does not read the parameter {member}:"))
                && text.contains("--lenient"),
            "{text}"
        );
        let taken = send(&lenient, line, headers, body).await;
        assert!(!taken.text().contains("does not read"), "{}", taken.text());
    }
}

/// In Query, which is all that its clients speak.
#[tokio::test]
async fn sts_says_who_asks() {
    let emulator = start().await;
    let body = b"Action=GetCallerIdentity&Version=2011-06-15";
    let answer = send(&emulator, "POST /", &[FORM], body).await;
    let (status, identity) = (answer.status, answer.text());
    assert_eq!(status, 200, "{identity}");
    for part in [
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">",
        "<Arn>arn:aws:iam::000000000000:root</Arn>",
        "<UserId>000000000000</UserId>",
        "<Account>000000000000</Account>",
    ] {
        assert!(identity.contains(part), "{identity}");
    }
}

#[tokio::test]
async fn health_is_told_in_localstacks_form_too() {
    let emulator = start().await;
    let own = send(&emulator, "GET /_emulator/health", &[], b"").await;
    assert_eq!(own.json()["status"], "ok");
    let theirs = send(&emulator, "GET /_localstack/health", &[], b"").await;
    assert_eq!(theirs.status, 200);
    for service in ["s3", "sqs", "lambda", "cloudwatch", "logs"] {
        assert_eq!(theirs.json()["services"][service], "running", "{service}");
    }
}

#[tokio::test]
async fn every_region_is_a_world_of_its_own() {
    let emulator = start().await;
    let scope = |region: &str| {
        format!(
            "AWS4-HMAC-SHA256 Credential=AKID/20260419/{region}/sqs/aws4_request, SignedHeaders=host, Signature=ab"
        )
    };
    for (region, body, expected) in [
        ("eu-west-1", r#"{"QueueName":"q"}"#, 200),
        ("us-east-1", r#"{"QueueName":"q"}"#, 400),
    ] {
        let authorization = scope(region);
        if expected == 200 {
            let headers = [
                target("AmazonSQS.CreateQueue").as_slice(),
                &[("authorization", &authorization)],
            ]
            .concat();
            assert_eq!(
                send(&emulator, "POST /", &headers, body.as_bytes())
                    .await
                    .status,
                200
            );
        }
        let headers = [
            target("AmazonSQS.GetQueueUrl").as_slice(),
            &[("authorization", &authorization)],
        ]
        .concat();
        let answer = send(&emulator, "POST /", &headers, body.as_bytes()).await;
        assert_eq!(answer.status, expected, "{region}: {}", answer.text());
    }
}

#[tokio::test]
async fn an_error_is_typed_in_json_cbor_and_xml() {
    let emulator = start().await;
    let put = target("GraniteServiceVersion20100801.PutMetricData");
    let bad = r#"{"Namespace":"AWS/x","MetricData":[{"MetricName":"m","Value":1}]}"#;
    let json = send(&emulator, "POST /", &put, bad.as_bytes()).await;
    assert_eq!(json.status, 400);
    assert_eq!(
        json.json()["__type"],
        "com.amazonaws.cloudwatch#InvalidParameterValueException"
    );
    assert_eq!(
        json.header("x-amzn-query-error"),
        Some("InvalidParameterValue;Sender")
    );
    assert!(json.header("x-amzn-requestid").is_some());

    let line = format!("POST {CBOR_PATH}/PutMetricData");
    let answer = send(
        &emulator,
        &line,
        &CBOR_HEADERS,
        &cbor(&text_map(&[("Namespace", "N")])),
    )
    .await;
    assert_eq!(answer.status, 400);
    assert_eq!(
        answer.header("x-amzn-query-error"),
        Some("MissingParameter;Sender")
    );
    assert!(!answer.body.is_empty());

    let xml = send(
        &emulator,
        "POST /",
        &[FORM],
        b"Action=PutMetricData&Version=2010-08-01",
    )
    .await;
    assert_eq!(xml.status, 400);
    assert!(
        xml.text().contains("<Code>MissingParameter</Code>"),
        "{}",
        xml.text()
    );
    assert!(
        xml.text()
            .contains("<Message>The parameter Namespace is required.</Message>"),
        "{}",
        xml.text()
    );
}

#[tokio::test]
async fn what_is_not_built_answers_in_its_own_protocol() {
    let emulator = start().await;
    let dynamo = send(
        &emulator,
        "POST /",
        &target("DynamoDB_20120810.ListTables"),
        b"{}",
    )
    .await;
    assert_eq!(
        (dynamo.status, dynamo.json()["__type"].as_str()),
        (400, Some("UnknownOperationException"))
    );
    let line = format!("POST {CBOR_PATH}/PutDashboard");
    let cbor = send(&emulator, &line, &CBOR_HEADERS, b"\xa0").await;
    assert_eq!((cbor.status, cbor.body.is_empty()), (400, false));
    let form = send(
        &emulator,
        "POST /",
        &[FORM],
        b"Action=GetAccountSummary&Version=2010-05-08",
    )
    .await;
    assert!(
        form.text().contains("<Code>InvalidAction</Code>"),
        "{}",
        form.text()
    );
    let nameless = send(&emulator, "POST /", &[FORM], b"a=b").await;
    assert!(
        nameless.text().contains("<Code>MissingAction</Code>"),
        "{}",
        nameless.text()
    );
    let lambda = send(
        &emulator,
        "GET /2015-03-31/functions/f/concurrency",
        &[],
        b"",
    )
    .await;
    assert_eq!(
        lambda.header("x-amzn-errortype"),
        Some("UnknownOperationException")
    );
    let control = send(&emulator, "GET /_emulator/nothing", &[], b"").await;
    assert_eq!(control.status, 404);
}

#[tokio::test]
async fn a_body_that_is_none_is_refused() {
    let emulator = start().await;
    let put = target("GraniteServiceVersion20100801.PutMetricData");
    for body in [&b"{"[..], b"[]", b"\"x\"", b"{\"Namespace\":5}"] {
        let answer = send(&emulator, "POST /", &put, body).await;
        assert_eq!(answer.status, 400, "{}", answer.text());
        assert!(
            answer.text().contains("SerializationException"),
            "{}",
            answer.text()
        );
    }
    let gzip = [put.as_slice(), &[("content-encoding", "gzip")]].concat();
    assert_eq!(send(&emulator, "POST /", &gzip, b"{}").await.status, 400);
    let huge = format!(r#"{{"Namespace":"{}"}}"#, "n".repeat(1 << 20));
    let answer = send(&emulator, "POST /", &put, huge.as_bytes()).await;
    assert_eq!(answer.status, 413);
    assert!(
        answer.text().contains("RequestEntityTooLarge"),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn pages_of_other_sites_are_kept_out() {
    let emulator = start().await;
    let rebound = send(&emulator, "GET /", &[("host", "evil.example")], b"").await;
    assert_eq!(rebound.status, 403);
    let foreign = [
        target("AmazonSQS.ListQueues").as_slice(),
        &[("origin", "https://evil.example")],
    ]
    .concat();
    let answer = send(&emulator, "POST /", &foreign, b"{}").await;
    assert_eq!(answer.status, 403);
    assert!(answer.header("access-control-allow-origin").is_none());
}

/// Users who come from `LocalStack` have its names in their settings; all of them resolve to 127.0.0.1.
#[tokio::test]
async fn localstacks_names_are_answered_to() {
    let emulator = start().await;
    let host = ("host", "sqs.us-east-1.localhost.localstack.cloud:4566");
    let headers = |call| [target(call).as_slice(), &[host]].concat();
    let create = headers("AmazonSQS.CreateQueue");
    let created = send(&emulator, "POST /", &create, br#"{"QueueName":"q"}"#).await;
    let url = "http://sqs.us-east-1.localhost.localstack.cloud:4566/000000000000/q";
    assert_eq!(created.json()["QueueUrl"], url, "{}", created.text());
    let send_message = format!(r#"{{"QueueUrl":"{url}","MessageBody":"one"}}"#);
    let sent = headers("AmazonSQS.SendMessage");
    let sent = send(&emulator, "POST /", &sent, send_message.as_bytes()).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    for (host, path) in [
        (
            "sqs.us-east-1.localhost.localstack.cloud:4566",
            "/000000000000/q",
        ),
        (
            "us-east-1.queue.localhost.localstack.cloud:4566",
            "/000000000000/q",
        ),
        (
            "localhost.localstack.cloud:4566",
            "/queue/us-east-1/000000000000/q",
        ),
    ] {
        let headers = [FORM, ("host", host)];
        let form = b"Action=SendMessage&Version=2012-11-05&MessageBody=by+path";
        let sent = send(&emulator, &format!("POST {path}"), &headers, form).await;
        assert_eq!(sent.status, 200, "{host}{path}: {}", sent.text());
    }
    let bucket = [("host", "logs.s3.localhost.localstack.cloud:4566")];
    assert_eq!(send(&emulator, "PUT /", &bucket, b"").await.status, 200);
    assert_eq!(send(&emulator, "PUT /k", &bucket, b"one").await.status, 200);
    for (host, path) in [
        ("localhost.localstack.cloud:4566", "/logs/k"),
        ("s3.localhost.localstack.cloud:4566", "/logs/k"),
        ("s3.us-east-1.localhost.localstack.cloud", "/logs/k"),
        ("logs.s3.us-east-1.localhost.localstack.cloud:4566", "/k"),
    ] {
        let got = send(&emulator, &format!("GET {path}"), &[("host", host)], b"").await;
        assert_eq!(got.text(), "one", "{host}{path}");
    }
}

#[tokio::test]
async fn the_clock_is_moved_forward_only() {
    let emulator = start().await;
    let before = emulator.aws().clock().now();
    let moved = send(
        &emulator,
        "POST /_emulator/clock",
        &[],
        br#"{"advance":"1h 30m"}"#,
    )
    .await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let ahead = emulator.aws().clock().now().duration_since(before);
    assert!(ahead.as_secs() >= 5_400, "{ahead:?}");
    for (body, words) in [
        (r#"{"set":"2000-01-01T00:00:00Z"}"#, "time never runs back"),
        (r#"{"advance":"-5m"}"#, "time never runs back"),
        (
            r#"{"advance":"soon"}"#,
            r#""soon" cannot be advanced by: it is no duration: write 90s"#,
        ),
        (r#"{"back":"1h"}"#, "back"),
    ] {
        let answer = send(&emulator, "POST /_emulator/clock", &[], body.as_bytes()).await;
        assert_eq!(answer.status, 400, "{body}");
        let message = answer.json()["message"].as_str().map(str::to_owned);
        assert!(message.is_some_and(|told| told.contains(words)), "{body}");
    }
}

#[tokio::test]
async fn the_clock_is_advanced_by_days() {
    let emulator = start().await;
    let before = emulator.aws().clock().now();
    let body = br#"{"advance":"1w 1d"}"#;
    let moved = send(&emulator, "POST /_emulator/clock", &[], body).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let ahead = emulator.aws().clock().now().duration_since(before);
    assert_eq!(ahead.as_hours(), 8 * 24);
}

#[tokio::test]
async fn what_is_due_next_is_told_and_gone_to() {
    let emulator = start().await;
    let nothing = send(&emulator, "GET /_emulator/clock/next", &[], b"").await;
    assert_eq!(nothing.json()["next"], Value::Null);
    let queue = [("x-amz-target", "AmazonSQS.CreateQueue")];
    send(&emulator, "POST /", &queue, br#"{"QueueName":"q"}"#).await;
    let message = br#"{"QueueUrl":"http://h/000000000000/q","MessageBody":"x","DelaySeconds":60}"#;
    let sent = [("x-amz-target", "AmazonSQS.SendMessage")];
    let sent = send(&emulator, "POST /", &sent, message).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    let next = send(&emulator, "GET /_emulator/clock/next", &[], b"")
        .await
        .json();
    assert_eq!(next["next"]["what"], "a message becomes visible");
    assert_eq!(next["next"]["whom"], "arn:aws:sqs:us-east-1:000000000000:q");
    assert!(next["next"]["at"].as_str() > next["now"].as_str(), "{next}");
    // No function and no redrive reads the queue: nobody waits for the message.
    let went = send(&emulator, "POST /_emulator/clock/run-until-idle", &[], b"").await;
    assert_eq!(went.status, 200, "{}", went.text());
    assert_eq!(went.json()["steps"], Value::Array(Vec::new()));
}

#[tokio::test]
async fn a_client_that_goes_away_takes_its_long_poll_with_it() {
    let emulator = start().await;
    let created = send(
        &emulator,
        "POST /",
        &target("AmazonSQS.CreateQueue"),
        br#"{"QueueName":"q"}"#,
    )
    .await;
    let url = created.json()["QueueUrl"].as_str().unwrap().to_owned();
    let waiting = format!(r#"{{"QueueUrl":"{url}","WaitTimeSeconds":20}}"#);
    let receive = target("AmazonSQS.ReceiveMessage");
    let mut gone = TcpStream::connect(address(&emulator)).await.unwrap();
    let bytes = request(&emulator, "POST /", &receive, waiting.as_bytes());
    gone.write_all(&bytes).await.unwrap();
    let mut patient = TcpStream::connect(address(&emulator)).await.unwrap();
    patient.write_all(&bytes).await.unwrap();
    drop(gone);
    // The server notices the closed connection before or while it handles what comes after it.
    for _ in 0..10 {
        send(&emulator, "GET /_emulator/health", &[], b"").await;
    }
    let message = format!(r#"{{"QueueUrl":"{url}","MessageBody":"body"}}"#);
    let sent = send(
        &emulator,
        "POST /",
        &target("AmazonSQS.SendMessage"),
        message.as_bytes(),
    )
    .await;
    assert_eq!(sent.status, 200);
    let mut answer = Vec::new();
    let read = patient.read_to_end(&mut answer);
    tokio::time::timeout(Duration::from_secs(10), read)
        .await
        .expect("the message goes to the client that is still there")
        .unwrap();
    assert_eq!(parse(&answer).json()["Messages"][0]["Body"], "body");
}

#[tokio::test]
async fn stopping_cuts_a_long_poll_off() {
    let emulator = start().await;
    let created = send(
        &emulator,
        "POST /",
        &target("AmazonSQS.CreateQueue"),
        br#"{"QueueName":"q"}"#,
    )
    .await;
    let url = created.json()["QueueUrl"].as_str().unwrap().to_owned();
    let waiting = format!(r#"{{"QueueUrl":"{url}","WaitTimeSeconds":20}}"#);
    let mut stream = TcpStream::connect(address(&emulator)).await.unwrap();
    let bytes = request(
        &emulator,
        "POST /",
        &target("AmazonSQS.ReceiveMessage"),
        waiting.as_bytes(),
    );
    stream.write_all(&bytes).await.unwrap();
    tokio::time::timeout(Duration::from_secs(10), emulator.shutdown())
        .await
        .expect("a long poll does not hold a stopping emulator");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(answer.is_empty(), "{}", String::from_utf8_lossy(&answer));
}

#[tokio::test]
async fn a_taken_port_is_said_to_be_taken() {
    let emulator = start().await;
    let port = emulator
        .endpoint()
        .rsplit_once(':')
        .unwrap()
        .1
        .parse()
        .unwrap();
    let options = Options {
        port,
        ..Options::default()
    };
    let error = Emulator::start(options).await.unwrap_err();
    assert!(
        matches!(error, StartError::PortTaken { port: taken } if taken == port),
        "{error}"
    );
}

#[tokio::test]
async fn a_client_invokes_a_function_by_itself() {
    const PATH: &str = "POST /2015-03-31/functions/scripted/invocations";
    let emulator = start().await;
    let create = aws_world::function::CreateFunction {
        function_name: "scripted".to_owned(),
        code: aws_world::function::FunctionCode {
            executable_path: Some(crate::support::scripted_function()),
            ..aws_world::function::FunctionCode::default()
        },
        ..aws_world::function::CreateFunction::default()
    };
    emulator.aws().call(&ours(), create).unwrap();

    let tail = [("x-amz-log-type", "Tail")];
    let answer = send(&emulator, PATH, &tail, br#"{"print":["a line"]}"#).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "null"));
    assert_eq!(answer.header("x-amz-function-error"), None);
    let log = answer.header("x-amz-log-result").unwrap();
    let log = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, log).unwrap();
    let log = String::from_utf8(log).unwrap();
    assert!(
        log.starts_with("START ") && log.contains("\na line\nEND "),
        "{log}"
    );

    let failed = send(&emulator, PATH, &[], br#"{"fail":"no"}"#).await;
    assert_eq!(
        (failed.status, failed.header("x-amz-function-error")),
        (200, Some("Unhandled"))
    );
    assert_eq!(failed.json()["errorMessage"], "no");

    let log = send(
        &emulator,
        "GET /_emulator/requests?operation=Invoke",
        &[],
        b"",
    )
    .await;
    let lines = log.json()["requests"].as_array().unwrap().clone();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(
        lines[0]["requestId"].as_str(),
        answer.header("x-amzn-requestid")
    );
    assert_eq!(
        lines[0]["resource"],
        "arn:aws:lambda:us-east-1:000000000000:function:scripted"
    );

    let dry = send(&emulator, PATH, &[("x-amz-invocation-type", "DryRun")], b"").await;
    assert_eq!(dry.status, 204);
    let refused = send(&emulator, PATH, &[], b"no JSON").await;
    assert_eq!(
        (refused.status, refused.header("x-amzn-errortype")),
        (400, Some("InvalidRequestContentException"))
    );
    let absent = send(
        &emulator,
        "POST /2015-03-31/functions/absent/invocations",
        &[],
        b"{}",
    )
    .await;
    assert_eq!(
        (absent.status, absent.header("x-amzn-errortype")),
        (404, Some("ResourceNotFoundException"))
    );
    emulator.shutdown().await;
}

#[tokio::test]
async fn how_events_are_tried_is_configured_by_rest() {
    const PATH: &str = "/2019-09-25/functions/scripted/event-invoke-config";
    let emulator = start().await;
    let create = aws_world::function::CreateFunction {
        function_name: "scripted".to_owned(),
        code: aws_world::function::FunctionCode {
            executable_path: Some(crate::support::scripted_function()),
            ..aws_world::function::FunctionCode::default()
        },
        ..aws_world::function::CreateFunction::default()
    };
    emulator.aws().call(&ours(), create).unwrap();
    let put = br#"{"MaximumRetryAttempts":0,"DestinationConfig":{"OnFailure":{"Destination":"arn:aws:sqs:us-east-1:000000000000:failed"}}}"#;
    let answer = send(&emulator, &format!("PUT {PATH}"), &[], put).await;
    assert_eq!(answer.status, 400, "there is no such queue");
    let queue = aws_world::queue::CreateQueue {
        queue_name: "failed".to_owned(),
        ..aws_world::queue::CreateQueue::default()
    };
    emulator.aws().call(&ours(), queue).unwrap();
    let answer = send(&emulator, &format!("PUT {PATH}"), &[], put).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let update = br#"{"MaximumEventAgeInSeconds":60}"#;
    let answer = send(&emulator, &format!("POST {PATH}"), &[], update).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let found = send(
        &emulator,
        &format!("GET {PATH}?Qualifier=$LATEST"),
        &[],
        b"",
    )
    .await
    .json();
    assert_eq!(
        (
            &found["MaximumRetryAttempts"],
            &found["MaximumEventAgeInSeconds"]
        ),
        (&Value::from(0), &Value::from(60))
    );
    assert!(found["LastModified"].is_number(), "{found}");
    let listed = send(&emulator, &format!("GET {PATH}/list?MaxItems=1"), &[], b"")
        .await
        .json();
    assert_eq!(listed["FunctionEventInvokeConfigs"][0], found);
    let gone = send(&emulator, &format!("DELETE {PATH}"), &[], b"").await;
    assert_eq!(gone.status, 204);
    let absent = send(&emulator, &format!("GET {PATH}"), &[], b"").await;
    assert_eq!(
        (absent.status, absent.header("x-amzn-errortype")),
        (404, Some("ResourceNotFoundException"))
    );
    emulator.shutdown().await;
}
