//! Notifications and events as they were seen, from fixtures/.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use handler::core::notification::{Notification, parse};
use handler::invocation::ports::Time;
use serde_json::{Value, json};

use crate::support::memory::World;
use crate::support::{function, invoke, kept, notification};

fn fixture(path: &str) -> String {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../fixtures")
        .join(path);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// What a body asks for, in a line.
fn reading(body: &str) -> String {
    let Ok(Notification { created, ignored }) = parse(body) else {
        return "no notification".into();
    };
    let mut text = format!("{} ignored", ignored.total());
    for object in created {
        let version = object
            .version_id
            .map(|version| format!("@{version}"))
            .unwrap_or_default();
        write!(text, ", {}/{}{version}", object.bucket, object.key).expect("a String takes all");
    }
    text
}

#[test]
fn every_kind_of_notification_is_read() {
    let logs = "0 ignored, bedrock-logs-123456789012/";
    let cases = [
        ("foreign.json", "no notification".to_owned()),
        ("not-json.txt", "no notification".to_owned()),
        ("s3-test-event.json", "1 ignored".to_owned()),
        ("sns-test-event.json", "1 ignored".to_owned()),
        ("s3-object-removed.json", "1 ignored".to_owned()),
        (
            "s3-encoded-key.json",
            format!(
                "{logs}bedrock-logs/us-east-1/2026/04/20/team a+b/invocation-log-012.json, \
                 bedrock-logs-123456789012/bedrock-logs/eu-west-1/2026/04/20/équipe München/invocation-log-001.json"
            ),
        ),
    ];
    for (name, expected) in cases {
        assert_eq!(
            reading(&fixture(&format!("notifications/{name}"))),
            expected,
            "{name}"
        );
    }
    for name in [
        "s3-put.json",
        "s3-several-records.json",
        "s3-multipart-versioned.json",
        "sns-wrapped.json",
        "eventbridge-object-created.json",
        "cloudtrail-put-object.json",
        "guide-minimal.json",
    ] {
        let reading = reading(&fixture(&format!("notifications/{name}")));
        assert!(reading.starts_with("0 ignored, "), "{name}: {reading}");
    }
}

/// The same cases are put to the oracle of `e2e` and to `fixtures/expected.py`.
#[tokio::test(start_paused = true)]
async fn every_case_of_the_counting_rules_comes_to_what_it_says() {
    let cases: Vec<Value> = serde_json::from_str(&fixture("rules.json")).expect("JSON");
    for case in cases {
        let world = World::new();
        let text = case["text"].as_str().expect("every case has a text");
        world.objects.put("a", text);
        let function = function(&[], world.ports());
        let batch = [("m", notification(&["a"]))];
        let handled = invoke(&function, world.time.now(), 300, &batch).await;
        let records = handled.summary.records;
        let found = json!({"counted": records.counted, "malformed": records.malformed,
            "duplicate": records.duplicate});
        let name = &case["name"];
        assert_eq!(found, case["records"], "{name}");
        let mut sums = world.metrics.sums();
        sums.retain(|series, _| !series.contains("FunctionName="));
        let expected: BTreeMap<String, f64> =
            serde_json::from_value(case["sums"].clone()).expect("numbers by series");
        assert_eq!(sums, expected, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_kind_of_event_is_answered_message_by_message() {
    for name in [
        "guide-sample.json",
        "sqs-one-message.json",
        "sqs-batch-of-ten.json",
    ] {
        let event: Value = serde_json::from_str(&fixture(&format!("events/{name}"))).expect("JSON");
        let messages = event["Records"].as_array().expect("a batch").clone();
        let world = World::new();
        let function = function(&[], world.ports());
        let context = handler::invocation::InvocationContext {
            request_id: "request".into(),
            ends_at: world.time.now() + jiff::SignedDuration::from_secs(300),
        };
        let handled = function
            .handle(event.try_into().expect("a batch"), &context)
            .await;
        // Nothing is in the bucket: whatever names an object that is read is poison.
        let counts = handled.summary.messages;
        let answered = counts.published + counts.ignored + counts.poison + counts.retry;
        assert_eq!(answered, messages.len() as u64, "{name}");
        for id in kept(&handled) {
            assert!(
                messages.iter().any(|message| message["messageId"] == id),
                "{name}: {id}"
            );
        }
        assert_eq!(kept(&handled).len() as u64, counts.poison, "{name}");
    }
}
