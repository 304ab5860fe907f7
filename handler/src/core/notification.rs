//! What a message's body says: which objects were created.
//!
//! [`parse`] takes off every envelope in which S3 notifications are seen in queues: direct, several
//! records at once, wrapped by SNS, sent by `EventBridge`, and the test event that S3 sends when a
//! notification is configured. The body is text from outside: nothing in it makes this panic or grow
//! without bound, and what is not understood is an error, never silently nothing.
//!
//! It fetches nothing and decides no outcome: [`super::object_ref`] says which objects are worth
//! fetching, [`super::settle`] what becomes of the message.
//!
//! Sources: "Event message structure" (S3 User Guide), "Amazon S3 events" (`EventBridge`), "Amazon SNS
//! message and JSON formats".

use memchr::memchr_iter;
use serde_json::{Map, Value};

use super::object_ref::ObjectRef;

/// The longest body that is read, in bytes. The source of the number: SQS's own bound on a message,
/// 1 MiB. Longer bodies cannot come from a queue.
pub const MAX_NOTIFICATION_BYTES: usize = 1_048_576;

/// The most objects that one message may name. S3 itself sends one record a message today; the bound
/// keeps a forged body from keeping an invocation busy until its deadline, over and over.
pub const MAX_OBJECTS_PER_NOTIFICATION: usize = 1_000;

/// The most opening braces in a body. Each may become a map of half a kilobyte in memory, so a body of
/// nothing else would cost a hundred megabytes; S3 writes eight a record.
const MAX_BRACES: usize = 16 * MAX_OBJECTS_PER_NOTIFICATION;

/// How many envelopes are taken off at most. `EventBridge` or S3 through SNS is one; one more is
/// tolerance for a topic behind a topic.
const MAX_ENVELOPES: usize = 2;

/// S3 changes the major version only for incompatible changes of the structure.
const EVENT_MAJOR_VERSION: &str = "2";

/// What a message's body asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notification {
    /// Objects were created; other kinds of events beside them are only counted.
    Objects {
        /// The objects, in the order of the body.
        created: Vec<ObjectRef>,
        /// Records about something else than a creation.
        other_events: usize,
    },
    /// S3's test of a newly configured notification: no object is meant.
    TestEvent,
}

/// Why a body is not a notification. All of them are poison: reading again cannot help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotificationError {
    #[error("body of {bytes} bytes is longer than {MAX_NOTIFICATION_BYTES}")]
    TooLong { bytes: usize },
    #[error("body is not JSON: {reason}")]
    NotJson { reason: String },
    #[error("body is no S3 notification: {reason}")]
    Foreign { reason: &'static str },
    #[error("body has {braces} opening braces, more than {MAX_BRACES}")]
    TooManyBraces { braces: usize },
    #[error("body names {objects} objects, more than {MAX_OBJECTS_PER_NOTIFICATION}")]
    TooManyObjects { objects: usize },
    #[error("event version `{version}` is not {EVENT_MAJOR_VERSION}.x")]
    UnsupportedVersion { version: String },
    #[error("record {index} has no usable `{field}`")]
    BadField { index: usize, field: &'static str },
}

/// Reads one message body.
///
/// # Errors
///
/// [`NotificationError`] where the body is no notification that is known, or one of its records does
/// not name its object. One unusable record makes the whole body an error: the message is the unit
/// of outcome.
pub fn parse(body: &str) -> Result<Notification, NotificationError> {
    parse_enveloped(body, 0)
}

fn parse_enveloped(body: &str, envelopes: usize) -> Result<Notification, NotificationError> {
    if body.len() > MAX_NOTIFICATION_BYTES {
        return Err(NotificationError::TooLong { bytes: body.len() });
    }
    let braces = memchr_iter(b'{', body.as_bytes()).count();
    if braces > MAX_BRACES {
        return Err(NotificationError::TooManyBraces { braces });
    }
    // serde_json bounds the nesting at 128 levels and answers with an error beyond.
    let value: Value = serde_json::from_str(body).map_err(not_json)?;
    let Value::Object(document) = value else {
        return Err(foreign("not a JSON object"));
    };
    if text(&document, "Event") == Some("s3:TestEvent") {
        return Ok(Notification::TestEvent);
    }
    if let Some(records) = document.get("Records") {
        return parse_records(records);
    }
    if let Some(detail_type) = text(&document, "detail-type") {
        return parse_event_bridge(&document, detail_type);
    }
    if text(&document, "Type") == Some("Notification") {
        return parse_sns(&document, envelopes);
    }
    Err(foreign(
        "neither `Records`, `detail-type` nor an SNS `Message`",
    ))
}

fn not_json(error: serde_json::Error) -> NotificationError {
    // Position and kind only: serde_json's message never quotes the input's strings at top level.
    NotificationError::NotJson {
        reason: format!(
            "{:?} error at line {} column {}",
            error.classify(),
            error.line(),
            error.column()
        ),
    }
}

fn foreign(reason: &'static str) -> NotificationError {
    NotificationError::Foreign { reason }
}

fn parse_sns(
    document: &Map<String, Value>,
    envelopes: usize,
) -> Result<Notification, NotificationError> {
    if envelopes >= MAX_ENVELOPES {
        return Err(foreign("too many envelopes around it"));
    }
    match text(document, "Message") {
        Some(message) => parse_enveloped(message, envelopes + 1),
        None => Err(foreign("an SNS notification without a `Message`")),
    }
}

fn parse_records(records: &Value) -> Result<Notification, NotificationError> {
    let Value::Array(records) = records else {
        return Err(foreign("`Records` is no array"));
    };
    if records.len() > MAX_OBJECTS_PER_NOTIFICATION {
        return Err(NotificationError::TooManyObjects {
            objects: records.len(),
        });
    }
    let mut created = Vec::with_capacity(records.len());
    let mut other_events = 0;
    for (index, record) in records.iter().enumerate() {
        match parse_record(index, record)? {
            Some(object) => created.push(object),
            None => other_events += 1,
        }
    }
    Ok(Notification::Objects {
        created,
        other_events,
    })
}

/// The object that a record names, or `None` where the event is no creation.
fn parse_record(index: usize, record: &Value) -> Result<Option<ObjectRef>, NotificationError> {
    let bad = |field| NotificationError::BadField { index, field };
    let record = record.as_object().ok_or_else(|| bad("object"))?;
    check_version(record)?;
    if !is_creation(record) {
        return Ok(None);
    }
    let s3 = member(record, "s3").ok_or_else(|| bad("s3"))?;
    let bucket = member(s3, "bucket").and_then(|bucket| non_empty(bucket, "name"));
    let object = member(s3, "object").ok_or_else(|| bad("s3.object"))?;
    let key = non_empty(object, "key").and_then(decode_key);
    Ok(Some(ObjectRef {
        bucket: bucket.ok_or_else(|| bad("s3.bucket.name"))?.to_owned(),
        key: key.ok_or_else(|| bad("s3.object.key"))?,
        version_id: owned(object, "versionId"),
        etag: owned(object, "eTag"),
        sequencer: owned(object, "sequencer"),
        size: object.get("size").and_then(Value::as_u64),
    }))
}

/// Absent is accepted: the deployment guide's own sample carries no version.
fn check_version(record: &Map<String, Value>) -> Result<(), NotificationError> {
    let Some(version) = text(record, "eventVersion") else {
        return Ok(());
    };
    if version.split('.').next() == Some(EVENT_MAJOR_VERSION) {
        return Ok(());
    }
    Err(NotificationError::UnsupportedVersion {
        version: version.chars().take(32).collect(),
    })
}

/// Whether a record tells of a creation. An absent name is one (the guide's sample); some stores
/// write the name as it stands in the configuration, with `s3:` before it.
fn is_creation(record: &Map<String, Value>) -> bool {
    match text(record, "eventName") {
        None => true,
        Some(name) => name
            .strip_prefix("s3:")
            .unwrap_or(name)
            .starts_with("ObjectCreated:"),
    }
}

/// `EventBridge` sends one object an event, and its key is not url-encoded.
fn parse_event_bridge(
    document: &Map<String, Value>,
    detail_type: &str,
) -> Result<Notification, NotificationError> {
    if text(document, "source").is_some_and(|source| source != "aws.s3") {
        return Err(foreign(
            "an EventBridge event of another source than aws.s3",
        ));
    }
    if detail_type != "Object Created" {
        return Ok(Notification::Objects {
            created: Vec::new(),
            other_events: 1,
        });
    }
    let bad = |field| NotificationError::BadField { index: 0, field };
    let detail = member(document, "detail").ok_or_else(|| bad("detail"))?;
    let bucket = member(detail, "bucket").and_then(|bucket| non_empty(bucket, "name"));
    let object = member(detail, "object").ok_or_else(|| bad("detail.object"))?;
    let key = non_empty(object, "key");
    let created = vec![ObjectRef {
        bucket: bucket.ok_or_else(|| bad("detail.bucket.name"))?.to_owned(),
        key: key.ok_or_else(|| bad("detail.object.key"))?.to_owned(),
        version_id: owned(object, "version-id"),
        etag: owned(object, "etag"),
        sequencer: owned(object, "sequencer"),
        size: object.get("size").and_then(Value::as_u64),
    }];
    Ok(Notification::Objects {
        created,
        other_events: 0,
    })
}

fn member<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a Map<String, Value>> {
    map.get(name)?.as_object()
}

fn text<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    map.get(name)?.as_str()
}

fn non_empty<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    text(map, name).filter(|text| !text.is_empty())
}

fn owned(map: &Map<String, Value>, name: &str) -> Option<String> {
    non_empty(map, name).map(ToOwned::to_owned)
}

/// Undoes form-url-encoding: `+` is a space, `%2B` a plus.
///
/// S3 escapes every percent sign, so a `%` without two hex digits can only come from a store that
/// does not encode: it is kept as it stands. `None` where the bytes are no UTF-8, as S3 keys are.
fn decode_key(encoded: &str) -> Option<String> {
    let bytes = encoded.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let (byte, taken) = match bytes[at] {
            b'+' => (b' ', 1),
            b'%' => match escaped_byte(&bytes[at + 1..]) {
                Some(byte) => (byte, 3),
                None => (b'%', 1),
            },
            plain => (plain, 1),
        };
        decoded.push(byte);
        at += taken;
    }
    String::from_utf8(decoded).ok()
}

/// The byte that the two hex digits after a percent sign stand for.
fn escaped_byte(after_percent: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*after_percent.get(at)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn objects(body: &str) -> Vec<(String, String)> {
        match parse(body).expect("a notification") {
            Notification::Objects { created, .. } => created
                .into_iter()
                .map(|object| (object.bucket, object.key))
                .collect(),
            Notification::TestEvent => panic!("a test event"),
        }
    }

    fn record(key: &str) -> Value {
        json!({"eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1",
            "eventTime": "2026-04-19T13:28:51.000Z", "eventName": "ObjectCreated:Put",
            "s3": {"s3SchemaVersion": "1.0", "configurationId": "logs",
                "bucket": {"name": "logs", "arn": "arn:aws:s3:::logs", "ownerIdentity": {"principalId": "A"}},
                "object": {"key": key, "size": 1024, "eTag": "d41d8cd9", "versionId": "v7",
                    "sequencer": "0055AED6DCD90281E5"}}})
    }

    fn one_record(change: impl FnOnce(&mut Value)) -> String {
        let mut record = record("a.json");
        change(&mut record);
        json!({"Records": [record]}).to_string()
    }

    #[test]
    fn a_direct_notification_names_its_object_with_all_that_identifies_it() {
        let parsed = parse(&json!({"Records": [record("a.json.gz")]}).to_string());
        let expected = ObjectRef {
            bucket: "logs".into(),
            key: "a.json.gz".into(),
            version_id: Some("v7".into()),
            etag: Some("d41d8cd9".into()),
            sequencer: Some("0055AED6DCD90281E5".into()),
            size: Some(1024),
        };
        let expected = Notification::Objects {
            created: vec![expected],
            other_events: 0,
        };
        assert_eq!(parsed, Ok(expected));
    }

    #[test]
    fn the_guides_minimal_sample_names_its_object() {
        let body = r#"{"Records":[{"s3":{"bucket":{"name":"your-bedrock-logs-bucket"},"object":{"key":"bedrock-logs/us-east-1/2024/01/01/invocation-log-001.json"}}}]}"#;
        let expected = (
            "your-bedrock-logs-bucket".to_owned(),
            "bedrock-logs/us-east-1/2024/01/01/invocation-log-001.json".to_owned(),
        );
        assert_eq!(objects(body), [expected]);
    }

    #[test]
    fn every_record_of_a_message_is_read() {
        let body = json!({"Records": [record("a"), record("b"), record("c")]}).to_string();
        let keys: Vec<_> = objects(&body).into_iter().map(|(_, key)| key).collect();
        assert_eq!(keys, ["a", "b", "c"]);
    }

    #[test]
    fn keys_are_form_decoded() {
        let cases = [
            ("a+b.json", "a b.json"),
            ("a%2Bb.json", "a+b.json"),
            ("a%20b%2fc", "a b/c"),
            ("%E6%97%A5%E6%9C%AC%E8%AA%9E", "日本語"),
            ("100%25", "100%"),
            ("100%", "100%"),
            ("%zz%4", "%zz%4"),
            ("a=1&b=2", "a=1&b=2"),
            ("日本", "日本"),
            ("%2B%2b%252B", "++%2B"),
        ];
        for (encoded, key) in cases {
            let body = json!({"Records": [record(encoded)]}).to_string();
            assert_eq!(objects(&body)[0].1, key, "{encoded}");
        }
    }

    #[test]
    fn sns_wraps_a_notification_or_a_test_event_as_text() {
        let inner = json!({"Records": [record("a+b")]}).to_string();
        let wrapped =
            json!({"Type": "Notification", "MessageId": "1", "Message": inner}).to_string();
        assert_eq!(objects(&wrapped)[0].1, "a b");
        let twice = json!({"Type": "Notification", "Message": wrapped}).to_string();
        assert_eq!(objects(&twice)[0].1, "a b");
        let thrice = json!({"Type": "Notification", "Message": twice}).to_string();
        assert!(matches!(
            parse(&thrice),
            Err(NotificationError::Foreign { .. })
        ));

        let test = json!({"Service": "Amazon S3", "Event": "s3:TestEvent", "Time": "2026-04-19T13:28:51.000Z",
            "Bucket": "logs", "RequestId": "R", "HostId": "H"})
        .to_string();
        assert_eq!(parse(&test), Ok(Notification::TestEvent));
        let wrapped = json!({"Type": "Notification", "Message": test}).to_string();
        assert_eq!(parse(&wrapped), Ok(Notification::TestEvent));
    }

    #[test]
    fn event_bridge_sends_the_key_as_it_is() {
        let body = json!({"version": "0", "source": "aws.s3", "detail-type": "Object Created",
            "detail": {"version": "0", "bucket": {"name": "logs"}, "reason": "PutObject",
                "object": {"key": "a+b%20c", "size": 5, "etag": "e", "version-id": "v", "sequencer": "s"}}});
        let parsed = parse(&body.to_string());
        let expected = ObjectRef {
            bucket: "logs".into(),
            key: "a+b%20c".into(),
            version_id: Some("v".into()),
            etag: Some("e".into()),
            sequencer: Some("s".into()),
            size: Some(5),
        };
        let expected = Notification::Objects {
            created: vec![expected],
            other_events: 0,
        };
        assert_eq!(parsed, Ok(expected));
    }

    #[test]
    fn events_that_are_no_creation_are_counted_and_name_no_object() {
        let removed = one_record(|record| record["eventName"] = json!("ObjectRemoved:Delete"));
        let deleted =
            json!({"source": "aws.s3", "detail-type": "Object Deleted", "detail": {}}).to_string();
        for body in [removed, deleted] {
            let expected = Notification::Objects {
                created: vec![],
                other_events: 1,
            };
            assert_eq!(parse(&body), Ok(expected), "{body}");
        }
    }

    #[test]
    fn every_name_of_a_creation_is_known() {
        for name in [
            "ObjectCreated:Put",
            "ObjectCreated:CompleteMultipartUpload",
            "s3:ObjectCreated:Copy",
        ] {
            let body = one_record(|record| record["eventName"] = json!(name));
            assert_eq!(objects(&body).len(), 1, "{name}");
        }
    }

    #[test]
    fn only_the_major_version_matters() {
        for (version, sound) in [
            ("2.0", true),
            ("2.9", true),
            ("2", true),
            ("3.0", false),
            ("1.0", false),
            ("", false),
        ] {
            let body = one_record(|record| record["eventVersion"] = json!(version));
            assert_eq!(parse(&body).is_ok(), sound, "{version}");
        }
    }

    #[test]
    fn what_is_no_notification_is_an_error() {
        let cases = [
            "",
            "x",
            "null",
            "[]",
            "{}",
            "5",
            "\"text\"",
            "{\"Records\":5}",
            "{\"Records\":[5]}",
            "{\"Records\":[{}]}",
            "{\"Records\":[{\"s3\":{\"bucket\":{\"name\":\"\"},\"object\":{\"key\":\"k\"}}}]}",
            "{\"Records\":[{\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\"\"}}}]}",
            "{\"Records\":[{\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\"%FF\"}}}]}",
            "{\"Records\":[{\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":7}}}]}",
            "{\"Type\":\"Notification\"}",
            "{\"Type\":\"Notification\",\"Message\":\"hello\"}",
            "{\"Type\":\"SubscriptionConfirmation\",\"Message\":\"confirm\"}",
            "{\"source\":\"aws.ec2\",\"detail-type\":\"EC2 Instance State-change Notification\"}",
            "{\"source\":\"aws.s3\",\"detail-type\":\"Object Created\",\"detail\":{}}",
        ];
        for body in cases {
            assert!(parse(body).is_err(), "{body}");
        }
    }

    #[test]
    fn an_unusable_record_spoils_its_whole_message() {
        let body = json!({"Records": [record("a"), {"s3": {}}]}).to_string();
        let expected = NotificationError::BadField {
            index: 1,
            field: "s3.object",
        };
        assert_eq!(parse(&body), Err(expected));
    }

    #[test]
    fn no_records_are_no_objects() {
        assert!(objects("{\"Records\":[]}").is_empty());
    }

    #[test]
    fn hostile_bodies_are_bounded() {
        let deep = "[".repeat(500_000);
        assert!(matches!(
            parse(&deep),
            Err(NotificationError::NotJson { .. })
        ));
        let deep_inside = format!("{{\"Records\":{}", "[".repeat(500_000));
        assert!(matches!(
            parse(&deep_inside),
            Err(NotificationError::NotJson { .. })
        ));
        let long = " ".repeat(MAX_NOTIFICATION_BYTES + 1);
        assert!(matches!(
            parse(&long),
            Err(NotificationError::TooLong { .. })
        ));
        let many = |records| format!("{{\"Records\":[{}{{}}]}}", "{},".repeat(records));
        assert!(matches!(
            parse(&many(MAX_OBJECTS_PER_NOTIFICATION)),
            Err(NotificationError::TooManyObjects { .. })
        ));
        assert!(matches!(
            parse(&many(300_000)),
            Err(NotificationError::TooManyBraces { .. })
        ));
    }

    #[test]
    fn an_error_never_quotes_the_body() {
        let secret = "a prompt that nobody should read in a log";
        for body in [
            format!("{{\"Records\": {secret}"),
            json!({"x": secret}).to_string(),
        ] {
            let error = parse(&body).expect_err("no notification").to_string();
            assert!(!error.contains("prompt"), "{error}");
        }
    }
}
