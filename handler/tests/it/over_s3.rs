//! What S3 answers, and how it breaks: the real client over HTTP, with the attempts counted.

use std::sync::atomic::{AtomicUsize, Ordering};

use handler::invocation::Handled;
use handler::invocation::ports::Time;
use serde_json::json;
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::support::endpoint::{self, Breaking, Hurried, Reply, refusal, response};
use crate::support::logs::{gzip, lines, record_at};
use crate::support::memory::Metrics;
use crate::support::{function, invoke, kept, notification};
use handler::adapters::settled::WarmMemory;
use handler::adapters::tasks::Spawned;
use handler::invocation::ports::Ports;

const INPUT: &str = "InputTokens InferenceProfile=CrossRegion";

/// Records of any age count in these tests: they run on real time.
const ANY_AGE: [(&str, &str); 3] = [
    ("METRICS_RETENTION_DAYS", "unlimited"),
    ("METRIC_MAX_AGE_DAYS", "unlimited"),
    ("METRIC_MAX_FUTURE_HOURS", "unlimited"),
];

fn log() -> Vec<u8> {
    gzip(&lines(&[record_at("2026-04-19T13:28:51Z", "1", 10, 1)]))
}

/// Fetches the object `a b.json.gz` from an endpoint within so many seconds.
async fn fetch(s3: &str, seconds: i64) -> (Handled, Metrics, Hurried) {
    let (metrics, time) = (Metrics::default(), Hurried::default());
    let ports = Ports {
        objects: endpoint::objects(s3).await,
        metrics: metrics.clone(),
        time: time.clone(),
        settled: WarmMemory::default(),
        tasks: Box::new(Spawned),
    };
    let function = function(&ANY_AGE, ports);
    let batch = [("m", notification(&["a+b.json.gz"]))];
    let handled = invoke(&function, time.now(), seconds, &batch).await;
    (handled, metrics, time)
}

async fn answering(
    respond: impl Fn(usize) -> ResponseTemplate + Send + Sync + 'static,
) -> MockServer {
    let server = MockServer::start().await;
    let count = AtomicUsize::new(0);
    Mock::given(method("GET"))
        .and(path("/logs/a%20b.json.gz"))
        .respond_with(move |_: &Request| respond(count.fetch_add(1, Ordering::Relaxed)))
        .mount(&server)
        .await;
    server
}

async fn request_count(server: &MockServer) -> usize {
    server.received_requests().await.unwrap_or_default().len()
}

#[tokio::test]
async fn an_object_is_fetched_by_its_decoded_key_in_one_request() {
    let server = answering(|_| ResponseTemplate::new(200).set_body_bytes(log())).await;
    let (handled, metrics, _) = fetch(&server.uri(), 300).await;
    assert!(kept(&handled).is_empty());
    assert_eq!(metrics.sum(INPUT), 10.0);
    assert_eq!(request_count(&server).await, 1);
    assert_eq!(handled.summary.bytes.compressed, log().len() as u64);
}

#[tokio::test]
async fn the_version_that_was_written_is_the_one_that_is_read() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(query_param("versionId", "v7"))
        .respond_with(ResponseTemplate::new(200).set_body_bytes(log()))
        .expect(1)
        .mount(&server)
        .await;
    let (metrics, time) = (Metrics::default(), Hurried::default());
    let ports = Ports {
        objects: endpoint::objects(&server.uri()).await,
        metrics: metrics.clone(),
        time: time.clone(),
        settled: WarmMemory::default(),
        tasks: Box::new(Spawned),
    };
    let function = function(&ANY_AGE, ports);
    let body =
        r#"{"Records":[{"s3":{"bucket":{"name":"logs"},"object":{"key":"k","versionId":"v7"}}}]}"#;
    invoke(&function, time.now(), 300, &[("m", body.to_owned())]).await;
    assert_eq!(metrics.sum(INPUT), 10.0);
}

/// Reads what an event tells of in a record's `object`, besides the key `k`; what came of it, and what was asked for.
async fn fetch_told_by(
    s3: &MockServer,
    told: serde_json::Value,
) -> (Handled, Metrics, Vec<Request>) {
    let (metrics, time) = (Metrics::default(), Hurried::default());
    let ports = Ports {
        objects: endpoint::objects(&s3.uri()).await,
        metrics: metrics.clone(),
        time: time.clone(),
        settled: WarmMemory::default(),
        tasks: Box::new(Spawned),
    };
    let function = function(&ANY_AGE, ports);
    let mut object = told;
    object["key"] = "k".into();
    let body = json!({"Records": [{"s3": {"bucket": {"name": "logs"}, "object": object}}]});
    let handled = invoke(&function, time.now(), 300, &[("m", body.to_string())]).await;
    let requests = s3.received_requests().await.unwrap_or_default();
    (handled, metrics, requests)
}

async fn of_k(respond: impl Fn(usize) -> ResponseTemplate + Send + Sync + 'static) -> MockServer {
    let server = MockServer::start().await;
    let count = AtomicUsize::new(0);
    Mock::given(method("GET"))
        .and(path("/logs/k"))
        .respond_with(move |_: &Request| respond(count.fetch_add(1, Ordering::Relaxed)))
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn what_the_event_tells_of_is_what_is_asked_for() {
    let tag = "9b2cf535f27731c974343645a3985328";
    let cases = [
        (json!({"eTag": tag}), None, Some(format!("\"{tag}\""))),
        (
            json!({"eTag": format!("{tag}-12")}),
            None,
            Some(format!("\"{tag}-12\"")),
        ),
        (json!({"eTag": tag, "versionId": "v7"}), Some("v7"), None),
        (
            json!({"eTag": tag, "versionId": "null"}),
            Some("null"),
            Some(format!("\"{tag}\"")),
        ),
        (
            json!({"eTag": tag, "versionId": null}),
            None,
            Some(format!("\"{tag}\"")),
        ),
        (json!({"versionId": "null"}), Some("null"), None),
        (json!({"eTag": ""}), None, None),
        (json!({}), None, None),
    ];
    for (told, version, condition) in cases {
        let server = of_k(|_| ResponseTemplate::new(200).set_body_bytes(log())).await;
        let (handled, metrics, requests) = fetch_told_by(&server, told.clone()).await;
        assert!(kept(&handled).is_empty());
        assert_eq!(metrics.sum(INPUT), 10.0);
        let asked = |name: &str| {
            requests[0]
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        assert_eq!(asked("if-match"), condition.as_deref(), "{told}");
        let mut query = requests[0].url.query_pairs();
        let asked_version = query.find(|(name, _)| name == "versionId");
        let asked_version = asked_version.map(|(_, version)| version.into_owned());
        assert_eq!(asked_version.as_deref(), version, "{told}");
    }
}

#[tokio::test]
async fn an_object_that_another_write_replaced_is_left_to_that_writes_event() {
    for failures_before in 0..3 {
        let server = of_k(move |count| {
            if count < failures_before {
                refusal(503, "SlowDown")
            } else {
                refusal(412, "PreconditionFailed")
            }
        })
        .await;
        let (handled, metrics, requests) = fetch_told_by(&server, json!({"eTag": "0a"})).await;
        assert!(kept(&handled).is_empty());
        assert_eq!(handled.summary.messages.ignored, 1);
        assert_eq!(handled.summary.objects.replaced, 1);
        assert_eq!(handled.summary.objects.failed, 0);
        assert_eq!(metrics.sum(INPUT), 0.0);
        assert_eq!(requests.len(), failures_before + 1);
    }
}

#[tokio::test]
async fn slow_down_is_met_with_doubling_waits_until_it_passes() {
    let server = answering(|count| match count {
        0 => refusal(503, "SlowDown"),
        1 => refusal(500, "InternalError"),
        _ => ResponseTemplate::new(200).set_body_bytes(log()),
    })
    .await;
    let (handled, metrics, time) = fetch(&server.uri(), 300).await;
    assert!(kept(&handled).is_empty());
    assert_eq!(metrics.sum(INPUT), 10.0);
    assert_eq!(time.waits_ms(), [200, 400]);
    assert_eq!(request_count(&server).await, 3);
}

#[tokio::test]
async fn every_refusal_has_its_attempts_and_its_outcome() {
    let cases = [
        (503, "SlowDown", 3, "retry"),
        (500, "InternalError", 3, "retry"),
        (400, "RequestTimeout", 3, "retry"),
        (403, "AccessDenied", 1, "retry"),
        (400, "ExpiredToken", 1, "retry"),
        (400, "KMS.DisabledException", 1, "retry"),
        (404, "NoSuchKey", 1, "poison"),
        (404, "NoSuchVersion", 1, "poison"),
        (404, "NoSuchBucket", 1, "poison"),
        (405, "MethodNotAllowed", 1, "poison"),
        (403, "InvalidObjectState", 1, "poison"),
    ];
    for (status, code, attempts, outcome) in cases {
        let server = answering(move |_| refusal(status, code)).await;
        let (handled, metrics, _) = fetch(&server.uri(), 300).await;
        let counts = handled.summary.messages;
        let expected = if outcome == "retry" { (1, 0) } else { (0, 1) };
        assert_eq!((counts.retry, counts.poison), expected, "{code}");
        assert_eq!(request_count(&server).await, attempts, "{code}");
        assert_eq!(kept(&handled), ["m"], "{code}");
        assert_eq!(metrics.sum(INPUT), 0.0, "{code}");
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_read_again_from_its_beginning() {
    let log = log();
    let half = &log[..log.len() / 2];
    let breaks = [
        ("ends early", Reply::Bytes(response(log.len(), half))),
        ("is reset", Reply::Reset(response(log.len(), half))),
        ("is reset before its head", Reply::Reset(Vec::new())),
    ];
    for (what, broken) in breaks {
        let server = Breaking::start([broken, Reply::ok(&log)]).await;
        let (handled, metrics, time) = fetch(&server.uri, 300).await;
        assert!(kept(&handled).is_empty(), "{what}");
        assert_eq!(metrics.sum(INPUT), 10.0, "{what}");
        assert_eq!(server.request_count(), 2, "{what}");
        assert_eq!(time.waits_ms(), [200], "{what}");
    }
}

#[tokio::test]
async fn a_body_that_always_breaks_off_is_returned_after_its_attempts() {
    let log = log();
    let server = Breaking::start([Reply::Bytes(response(log.len(), &log[..20]))]).await;
    let (handled, _, _) = fetch(&server.uri, 300).await;
    assert_eq!(kept(&handled), ["m"]);
    assert_eq!(handled.summary.messages.retry, 1);
    assert_eq!(server.request_count(), 3);
}

#[tokio::test]
async fn an_object_that_was_stored_cut_off_is_poison_at_once() {
    let log = log();
    let server = Breaking::start([Reply::ok(&log[..log.len() - 9])]).await;
    let (handled, _, _) = fetch(&server.uri, 300).await;
    assert_eq!(handled.summary.messages.poison, 1);
    assert_eq!(server.request_count(), 1);
}

#[tokio::test]
async fn a_body_that_stalls_is_given_up_at_the_deadline() {
    let log = log();
    let server = Breaking::start([Reply::Silence(response(log.len(), &log[..20]))]).await;
    // Of a second, 625 ms are for reading; alarms below five seconds ring at once here.
    let (handled, metrics, time) = fetch(&server.uri, 1).await;
    assert_eq!(kept(&handled), ["m"]);
    assert_eq!(handled.summary.messages.retry, 1);
    assert_eq!(metrics.sum(INPUT), 0.0);
    assert!(time.waits_ms()[0] <= 625);
}

#[tokio::test]
async fn without_a_connection_the_object_is_tried_again() {
    let (handled, _, time) = fetch("http://127.0.0.1:1", 300).await;
    assert_eq!(kept(&handled), ["m"]);
    assert_eq!(handled.summary.messages.retry, 1);
    assert_eq!(time.waits_ms(), [200, 400]);
}
