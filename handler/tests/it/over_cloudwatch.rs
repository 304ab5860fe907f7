//! What CloudWatch answers, and how it breaks: the real client over HTTP, with the attempts counted.

use std::sync::atomic::{AtomicUsize, Ordering};

use handler::adapters::settled::WarmMemory;
use handler::adapters::tasks::Spawned;
use handler::invocation::Handled;
use handler::invocation::ports::{Ports, Time};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::support::endpoint::{self, Breaking, Hurried, Reply};
use crate::support::logs::{lines, record_at};
use crate::support::memory::Objects;
use crate::support::{function, invoke, kept, notification};

const ANY_AGE: [(&str, &str); 3] = [
    ("METRICS_RETENTION_DAYS", "unlimited"),
    ("METRIC_MAX_AGE_DAYS", "unlimited"),
    ("METRIC_MAX_FUTURE_HOURS", "unlimited"),
];

/// Publishes one record's data to an endpoint. With poison acknowledged and nothing left to tell, no
/// health request follows a failure but `FailedMessages`.
async fn publish(cloudwatch: &str) -> (Handled, Hurried) {
    let (objects, time) = (Objects::default(), Hurried::default());
    objects.put("a", lines(&[record_at("2026-04-19T13:28:51Z", "1", 10, 1)]));
    let ports = Ports {
        objects,
        metrics: endpoint::metrics(cloudwatch).await,
        time: time.clone(),
        settled: WarmMemory::default(),
        tasks: Box::new(Spawned),
    };
    let function = function(&ANY_AGE, ports);
    let handled = invoke(&function, time.now(), 300, &[("m", notification(&["a"]))]).await;
    (handled, time)
}

/// An error as CloudWatch's rpc-v2-cbor spells it: `{"__type": .., "message": ..}` and the legacy code.
fn error(status: u16, shape: &str, code: &str) -> ResponseTemplate {
    let mut body = vec![0xa2];
    for text in ["__type", shape, "message", "no"] {
        body.push(0x78);
        body.push(u8::try_from(text.len()).expect("a short text"));
        body.extend_from_slice(text.as_bytes());
    }
    ResponseTemplate::new(status)
        .insert_header("smithy-protocol", "rpc-v2-cbor")
        .insert_header("x-amzn-query-error", format!("{code};Sender").as_str())
        .set_body_raw(body, "application/cbor")
}

async fn answering(
    respond: impl Fn(usize) -> ResponseTemplate + Send + Sync + 'static,
) -> MockServer {
    let server = MockServer::start().await;
    let count = AtomicUsize::new(0);
    Mock::given(method("POST"))
        .respond_with(move |_: &Request| respond(count.fetch_add(1, Ordering::Relaxed)))
        .mount(&server)
        .await;
    server
}

/// The requests that carried the data, told from those of `FailedMessages` by their content.
async fn data_requests(server: &MockServer) -> usize {
    let requests = server.received_requests().await.unwrap_or_default();
    let carries_data = |request: &&Request| contains(&request.body, b"InputTokens");
    requests.iter().filter(carries_data).count()
}

fn contains(body: &[u8], text: &[u8]) -> bool {
    body.windows(text.len()).any(|window| window == text)
}

#[tokio::test]
async fn a_confirmed_publish_is_one_request_in_the_namespace() {
    let server = answering(|_| endpoint::confirmed()).await;
    let (handled, _) = publish(&server.uri()).await;
    assert!(kept(&handled).is_empty());
    let requests = server.received_requests().await.unwrap_or_default();
    assert_eq!(requests.len(), 1);
    for text in [
        "Custom/BedrockMetrics",
        "InputTokens",
        "CrossRegion",
        "ProcessedObjects",
    ] {
        assert!(contains(&requests[0].body, text.as_bytes()), "{text}");
    }
}

#[tokio::test]
async fn a_throttle_is_met_with_doubling_waits_until_it_passes() {
    let server = answering(|count| match count {
        0 => error(
            400,
            "com.amazonaws.cloudwatch#ThrottlingException",
            "Throttling",
        ),
        1 => error(
            400,
            "com.amazonaws.cloudwatch#Throttling",
            "ThrottlingException",
        ),
        _ => endpoint::confirmed(),
    })
    .await;
    let (handled, time) = publish(&server.uri()).await;
    assert!(kept(&handled).is_empty());
    assert_eq!(data_requests(&server).await, 3);
    assert_eq!(time.waits_ms(), [200, 400]);
    assert_eq!(handled.summary.publishes.retries, 2);
}

#[tokio::test]
async fn every_refusal_has_its_attempts_and_its_outcome() {
    let cases = [
        (400, "Throttling", 3, "retry", 0),
        (503, "ServiceUnavailable", 3, "retry", 0),
        (500, "InternalServiceError", 1, "retry", 1),
        (403, "AccessDenied", 1, "retry", 0),
        (400, "InvalidParameterValue", 1, "poison", 0),
        (400, "MissingParameter", 1, "poison", 0),
    ];
    for (status, code, attempts, outcome, ambiguous) in cases {
        // What tells of failed messages afterwards is confirmed.
        let server = answering(move |count| {
            if count < attempts {
                error(status, &format!("com.amazonaws.cloudwatch#{code}"), code)
            } else {
                endpoint::confirmed()
            }
        })
        .await;
        let (handled, _) = publish(&server.uri()).await;
        let counts = handled.summary.messages;
        let expected = if outcome == "retry" { (1, 0) } else { (0, 1) };
        assert_eq!((counts.retry, counts.poison), expected, "{code}");
        assert_eq!(data_requests(&server).await, attempts, "{code}");
        assert_eq!(handled.summary.publishes.ambiguous, ambiguous, "{code}");
        assert_eq!(kept(&handled), ["m"], "{code}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_never_repeated_blindly() {
    let lost = [
        ("ends", Reply::Bytes(Vec::new())),
        ("is reset", Reply::Reset(Vec::new())),
        ("is no HTTP", Reply::Bytes(b"hello\r\n\r\n".to_vec())),
        (
            "is cut off",
            Reply::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\xa0".to_vec()),
        ),
    ];
    for (what, reply) in lost {
        let server = Breaking::start([reply]).await;
        let (handled, time) = publish(&server.uri).await;
        assert_eq!(kept(&handled), ["m"], "{what}");
        assert_eq!(
            server.request_count(),
            2,
            "{what}: one of data, one of FailedMessages"
        );
        assert_eq!(handled.summary.publishes.ambiguous, 2, "{what}");
        assert!(time.waits_ms().is_empty(), "{what}");
    }
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent_so_it_is_tried_again() {
    let (handled, time) = publish("http://127.0.0.1:1").await;
    assert_eq!(kept(&handled), ["m"]);
    assert_eq!(handled.summary.publishes.ambiguous, 0);
    assert_eq!(
        time.waits_ms(),
        [200, 400, 200, 400],
        "the data, then FailedMessages"
    );
}
