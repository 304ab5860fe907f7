//! The binary itself: how it refuses to start, and what it does only as a whole.

use std::process::{Command, Output};

use serde_json::{Value, json};
use tokio::net::UdpSocket;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::endpoint::refusal;
use crate::support::logs::{lines as log_of, record};
use crate::support::process::{PUT_METRIC_DATA, Running, TRACE};
use crate::support::{event, notification, soon};

fn bootstrap(variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bootstrap"))
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .expect("the binary is built")
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a JSON line"))
        .collect()
}

#[test]
fn a_process_with_faulty_settings_names_them_all_and_ends() {
    let output = bootstrap(&[("BATCH_SIZE", "many"), ("DLQ_ENABLED", "perhaps")]);
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output);
    let variables: Vec<_> = lines
        .iter()
        .filter_map(|line| line["variable"].as_str())
        .collect();
    assert_eq!(variables, ["AWS_REGION", "BATCH_SIZE", "DLQ_ENABLED"]);
    assert!(
        lines
            .iter()
            .all(|line| line["level"] == "ERROR" && line["example"].is_string())
    );
}

#[cfg(not(feature = "idempotency-table"))]
#[test]
fn a_build_without_the_table_refuses_to_be_given_one() {
    let output = bootstrap(&[
        ("AWS_REGION", "us-east-1"),
        ("IDEMPOTENCY_TABLE", "settled"),
    ]);
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output);
    let error = lines
        .last()
        .and_then(|line| line["error"].as_str())
        .unwrap_or_default();
    assert!(error.contains("idempotency-table"), "{lines:?}");
}

#[tokio::test]
async fn the_trace_header_is_passed_to_every_call_and_the_daemon_is_told_of_the_invocation() {
    let daemon = UdpSocket::bind("127.0.0.1:0")
        .await
        .expect("loopback has ports");
    let address = daemon.local_addr().expect("it is bound").to_string();
    let objects = [("/logs/a", log_of(&[record("1", 10, 1)]))];
    let event = event(&[("m", notification(&["a"]))]);
    let variables = [("AWS_XRAY_DAEMON_ADDRESS", address.as_str())];
    let mut running = Running::start(&objects, &event, &variables).await;
    assert_eq!(running.answer().await, json!({"batchItemFailures": []}));

    for path in ["/logs/a", PUT_METRIC_DATA] {
        let requests = running.requests_to(path).await;
        let header = requests[0].headers.get("x-amzn-trace-id");
        let header = header.and_then(|header| header.to_str().ok());
        assert_eq!(header, Some(TRACE), "{path}");
    }

    let mut datagram = [0; 4_096];
    let length = soon(daemon.recv(&mut datagram)).await.expect("a datagram");
    let text = std::str::from_utf8(&datagram[..length]).expect("UTF-8");
    let (_, document) = text.split_once('\n').expect("a header line");
    let document: Value = serde_json::from_str(document).expect("JSON");
    assert_eq!(document["trace_id"], "1-5759e988-bd862e3fe1be46a994272793");
    assert_eq!(document["parent_id"], "53995c3f42cd8ad8");
    assert_eq!(document["fault"], false);
    assert_eq!(document["annotations"]["records_counted"], 1);
    assert_eq!(document["subsegments"][0]["name"], "read objects");
    assert_eq!(document["subsegments"][1]["name"], "publish metrics");
}

#[tokio::test]
async fn an_event_that_no_queue_sent_fails_the_invocation_and_says_what_to_do() {
    let notification: Value = serde_json::from_str(&notification(&["a"])).expect("JSON");
    let mut direct = notification.clone();
    direct["Records"][0]["eventSource"] = json!("aws:s3");
    let topic = json!({"Records": [{"EventSource": "aws:sns", "Sns": {"Message": notification.to_string()}}]});
    let bridge = json!({"source": "aws.s3", "detail-type": "Object Created", "detail": {}});
    for (event, sender) in [
        (direct, "`aws:s3`"),
        (topic, "`aws:sns`"),
        (bridge, "`aws.s3`"),
    ] {
        let mut running = Running::start(&[], &event, &[]).await;
        let error = running.answer().await;
        assert_eq!(error["errorType"], "ForeignEvent");
        let message = error["errorMessage"].as_str().unwrap_or_default();
        assert!(message.contains(sender), "{message}");
        assert!(message.contains("event source mapping"), "{message}");
    }
}

/// A record of an application profile: nothing in it tells how it routes.
fn application_profile_record() -> String {
    let arn = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1b2c3d4e5f6";
    record("1", 10, 1).replace("us.anthropic.claude-3-haiku-20240307-v1:0", arn)
}

#[tokio::test]
async fn a_profile_map_in_s3_is_read_at_start() {
    let map = json!({"a1b2c3d4e5f6": {"class": "GlobalCrossRegion"}});
    let objects = [
        ("/maps/profiles.json", map.to_string().into_bytes()),
        ("/logs/a", log_of(&[application_profile_record()])),
    ];
    let event = event(&[("m", notification(&["a"]))]);
    let variables = [("INFERENCE_PROFILE_MAP", "s3://maps/profiles.json")];
    let mut running = Running::start(&objects, &event, &variables).await;
    assert_eq!(running.answer().await, json!({"batchItemFailures": []}));
    let published = running.requests_to(PUT_METRIC_DATA).await;
    let body = String::from_utf8_lossy(&published[0].body).into_owned();
    assert!(body.contains("GlobalCrossRegion"), "{body}");
    assert_eq!(running.requests_to("/maps/profiles.json").await.len(), 1);
}

/// A function whose map S3 answers so: what it says when it ends.
async fn fails_to_start(map: ResponseTemplate) -> String {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/maps/profiles.json"))
        .respond_with(map)
        .mount(&server)
        .await;
    let output = bootstrap(&[
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "AKID"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_ENDPOINT_URL", &server.uri()),
        ("INFERENCE_PROFILE_MAP", "s3://maps/profiles.json"),
    ]);
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output);
    let last = lines.last().expect("it says why");
    assert_eq!(last["level"], "ERROR");
    last["error"].as_str().unwrap_or_default().to_owned()
}

/// The longest map that is read, in bytes.
const LONGEST_MAP: usize = 16 << 20;

#[tokio::test]
async fn a_profile_map_in_s3_that_cannot_be_used_ends_the_process_with_its_name_and_a_hint() {
    let found = |body: &[u8]| ResponseTemplate::new(200).set_body_bytes(body);
    let role = "hint: it has to exist, and the function's role needs s3:GetObject on it";
    let cases = [
        (refusal(404, "NoSuchKey"), ["NoSuchKey (HTTP 404)", role]),
        (
            refusal(403, "AccessDenied"),
            ["AccessDenied (HTTP 403)", role],
        ),
        (
            found(&vec![b' '; LONGEST_MAP + 1]),
            ["is longer than 16777216 bytes", "hint: leave out profiles"],
        ),
        (
            found(b"\xff\xfe{}"),
            ["is no UTF-8 text", "hint: store it as plain JSON"],
        ),
        (
            found(b"[]"),
            ["is no JSON object", "of profiles to {\"class\", \"name\"}"],
        ),
    ];
    for (map, texts) in cases {
        let error = fails_to_start(map).await;
        assert!(
            error.starts_with("INFERENCE_PROFILE_MAP=s3://maps/profiles.json "),
            "{error}"
        );
        for text in texts {
            assert!(error.contains(text), "{error}");
        }
    }
}
