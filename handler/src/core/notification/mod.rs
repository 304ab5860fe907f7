//! What a message's body says: which objects were created.
//!
//! [`parse`] takes off every envelope in which S3's events are seen in queues: direct, several
//! records at once, wrapped by SNS, sent by `EventBridge` as an event or as an API call that `CloudTrail`
//! saw, and the test event that S3 sends when a notification is configured. The body is text from
//! outside: nothing in it makes this panic or grow without bound. An event that asks for nothing is
//! counted by its name, and what is not understood is an error, never silently nothing.
//!
//! - `event_bridge` reads that service's two kinds of events;
//! - [`IgnoredEvents`], in `ignored`, counts what is acknowledged unread;
//! - `fields` reads a field of a body;
//! - [`Notification`] and [`NotificationError`], in `asked` and `error`, are what reading comes to, within `bounds`.
//!
//! It fetches nothing and decides no outcome: [`super::object_ref`] says which objects are worth
//! fetching, [`super::settle`] what becomes of the message.
//!
//! Sources: "Event message structure" (S3 User Guide), "Amazon S3 events" (`EventBridge`), "Amazon SNS
//! message and JSON formats".

mod asked;
mod bounds;
mod error;
mod event_bridge;
mod fields;
mod ignored;

pub use asked::Notification;
pub use bounds::{MAX_NOTIFICATION_BYTES, MAX_OBJECTS_PER_NOTIFICATION};
pub use error::NotificationError;
pub use ignored::IgnoredEvents;

use memchr::memchr_iter;
use serde_json::{Map, Value};

use self::bounds::{EVENT_MAJOR_VERSION, MAX_BRACES};
use self::error::foreign;
use self::fields::{bad, member, non_empty, owned, text};
use super::object_ref::ObjectRef;

/// How many envelopes are taken off at most. `EventBridge` or S3 through SNS is one; one more is
/// tolerance for a topic behind a topic.
const MAX_ENVELOPES: usize = 2;

/// What an editor or a script may leave before a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

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
    let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    // serde_json bounds the nesting at 128 levels and answers with an error beyond.
    let value: Value = serde_json::from_str(body).map_err(not_json)?;
    let Value::Object(document) = value else {
        return Err(foreign("not a JSON object"));
    };
    if text(&document, "Event") == Some(ignored::TEST_EVENT) {
        let mut found = Notification::default();
        found.ignored.note_test_event();
        return Ok(found);
    }
    if let Some(records) = document.get("Records") {
        return parse_records(records);
    }
    if let Some(detail_type) = text(&document, "detail-type") {
        return event_bridge::parse(&document, detail_type);
    }
    match text(&document, "Type") {
        Some("Notification") => parse_sns(&document, envelopes),
        Some("SubscriptionConfirmation") => Err(NotificationError::SubscriptionConfirmation),
        Some("UnsubscribeConfirmation") => Err(NotificationError::UnsubscribeConfirmation),
        _ => Err(foreign(
            "neither `Records`, `detail-type` nor an SNS `Message`",
        )),
    }
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
    let mut found = Notification::default();
    for (index, record) in records.iter().enumerate() {
        parse_record(index, record, &mut found)?;
    }
    Ok(found)
}

/// Takes in the object that a record names, or the name of an event that is no creation.
fn parse_record(
    index: usize,
    record: &Value,
    found: &mut Notification,
) -> Result<(), NotificationError> {
    let record = record.as_object().ok_or(bad(index, "object"))?;
    check_source(record)?;
    check_version(record)?;
    let s3 = member(record, "s3").ok_or(bad(index, "s3"));
    match event_type(record) {
        Some(other) if !is_creation(other) => {
            // S3 adds types of events; what else it is about, it is about an object.
            if !ignored::is_event_type(other) {
                s3?;
            }
            found.ignored.note_event_type(other);
        }
        _ => found.created.push(created_object(index, s3?)?),
    }
    Ok(())
}

fn created_object(index: usize, s3: &Map<String, Value>) -> Result<ObjectRef, NotificationError> {
    let bucket = member(s3, "bucket").and_then(|bucket| owned(bucket, "name"));
    let object = member(s3, "object").ok_or(bad(index, "s3.object"))?;
    let key = non_empty(object, "key").and_then(decode_key);
    Ok(ObjectRef {
        bucket: bucket.ok_or(bad(index, "s3.bucket.name"))?,
        key: key.ok_or(bad(index, "s3.object.key"))?,
        version_id: owned(object, "versionId"),
        etag: owned(object, "eTag"),
        sequencer: owned(object, "sequencer"),
        size: object.get("size").and_then(Value::as_u64),
    })
}

/// Absent is accepted, as the deployment guide's own sample has it, and so is another store's S3
/// (`minio:s3`). Records of another service are nothing of ours, though they be called `Records`.
fn check_source(record: &Map<String, Value>) -> Result<(), NotificationError> {
    let service = text(record, "eventSource").and_then(|source| source.rsplit(':').next());
    if service.is_none_or(|service| service == "s3") {
        return Ok(());
    }
    Err(foreign("a record of another service than S3"))
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

/// The type of a record's event. Some stores write it as it stands in the configuration, with `s3:`
/// before it. None is a creation, as the guide's sample has it.
fn event_type(record: &Map<String, Value>) -> Option<&str> {
    let name = text(record, "eventName")?;
    Some(name.strip_prefix("s3:").unwrap_or(name))
}

fn is_creation(event_type: &str) -> bool {
    event_type.split(':').next() == Some("ObjectCreated")
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
        let created = parse(body).expect("a notification").created.into_iter();
        created.map(|object| (object.bucket, object.key)).collect()
    }

    /// Of a body that names no object: its events by name.
    fn ignored(body: &str) -> Vec<(&'static str, u64)> {
        let found = parse(body).expect("a notification");
        assert_eq!(found.created, [], "{body}");
        let events = found.ignored.by_name().iter();
        events.map(|(name, events)| (*name, *events)).collect()
    }

    fn notification(created: Vec<ObjectRef>) -> Notification {
        Notification {
            created,
            ..Notification::default()
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
        assert_eq!(parsed, Ok(notification(vec![expected])));
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
        assert_eq!(ignored(&test), [("s3:TestEvent", 1)]);
        let wrapped = json!({"Type": "Notification", "Message": test}).to_string();
        assert_eq!(ignored(&wrapped), [("s3:TestEvent", 1)]);
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
        assert_eq!(parsed, Ok(notification(vec![expected])));
    }

    /// A call as `CloudTrail` writes it, and `EventBridge` passes it on.
    fn api_call(call: &str) -> Value {
        json!({"version": "0", "id": "e", "detail-type": "AWS API Call via CloudTrail", "source": "aws.s3",
            "account": "123456789012", "region": "us-east-1", "resources": [],
            "detail": {"eventVersion": "1.09", "eventSource": "s3.amazonaws.com", "eventName": call,
                "requestParameters": {"bucketName": "logs", "Host": "logs.s3.amazonaws.com", "key": "a+b%20c"},
                "responseElements": {"x-amz-version-id": "v7", "x-amz-server-side-encryption": "AES256"},
                "requestID": "R", "eventID": "4f7e", "readOnly": false, "eventType": "AwsApiCall"}})
    }

    #[test]
    fn a_call_that_creates_an_object_names_it_as_it_is() {
        let expected = ObjectRef {
            bucket: "logs".into(),
            key: "a+b%20c".into(),
            version_id: Some("v7".into()),
            etag: None,
            sequencer: Some("4f7e".into()),
            size: None,
        };
        for call in [
            "PutObject",
            "CopyObject",
            "CompleteMultipartUpload",
            "PostObject",
        ] {
            let body = api_call(call).to_string();
            let expected = notification(vec![expected.clone()]);
            assert_eq!(parse(&body), Ok(expected.clone()), "{call}");
            let wrapped = json!({"Type": "Notification", "Message": body}).to_string();
            assert_eq!(parse(&wrapped), Ok(expected), "{call}");
        }
    }

    #[test]
    fn a_call_in_a_bucket_without_versions_names_none() {
        for elements in [json!(null), json!({}), json!({"x-amz-version-id": null})] {
            let mut call = api_call("PutObject");
            call["detail"]["responseElements"] = elements;
            let found = parse(&call.to_string()).expect("a notification");
            assert_eq!(found.created[0].version_id, None);
        }
    }

    #[test]
    fn a_call_that_failed_created_nothing() {
        for name in ["PutObject", "CopyObject", "GetObject"] {
            let mut call = api_call(name);
            call["detail"]["errorCode"] = json!("AccessDenied");
            assert_eq!(
                ignored(&call.to_string()),
                [("failed API call", 1)],
                "{name}"
            );
        }
        for none in [json!(null), json!("")] {
            let mut call = api_call("PutObject");
            call["detail"]["errorCode"] = none;
            assert_eq!(objects(&call.to_string()).len(), 1);
        }
    }

    #[test]
    fn a_call_without_what_names_its_object_is_an_error() {
        for (pointer, field) in [
            (
                "/detail/requestParameters/bucketName",
                "detail.requestParameters.bucketName",
            ),
            (
                "/detail/requestParameters/key",
                "detail.requestParameters.key",
            ),
            ("/detail/requestParameters", "detail.requestParameters"),
            ("/detail/eventName", "detail.eventName"),
            ("/detail", "detail"),
        ] {
            for unusable in [json!(null), json!(""), json!(7), json!([])] {
                let mut call = api_call("PutObject");
                *call.pointer_mut(pointer).expect("it is there") = unusable;
                let expected = NotificationError::BadField { index: 0, field };
                assert_eq!(parse(&call.to_string()), Err(expected));
            }
        }
        for service in [json!("ec2.amazonaws.com"), json!(null)] {
            let mut call = api_call("PutObject");
            call["detail"]["eventSource"] = service;
            assert!(parse(&call.to_string()).is_err());
        }
    }

    #[test]
    fn events_that_are_no_creation_are_counted_by_name_and_name_no_object() {
        for name in [
            "ObjectRemoved:Delete",
            "ObjectRestore:Completed",
            "ObjectTagging:Put",
            "LifecycleTransition",
            "IntelligentTiering",
        ] {
            let direct = one_record(|record| record["eventName"] = json!(name));
            assert_eq!(ignored(&direct), [(name, 1)]);
            let prefixed = one_record(|record| record["eventName"] = json!(format!("s3:{name}")));
            assert_eq!(ignored(&prefixed), [(name, 1)]);
            let bare = json!({"Records": [{"eventName": name}]}).to_string();
            assert_eq!(ignored(&bare), [(name, 1)]);
        }
        for name in [
            "Object Deleted",
            "Object Restore Completed",
            "Object Tags Added",
        ] {
            let body = json!({"source": "aws.s3", "detail-type": name, "detail": {}}).to_string();
            assert_eq!(ignored(&body), [(name, 1)]);
        }
        for name in ["DeleteObject", "GetObject", "PutObjectTagging"] {
            assert_eq!(ignored(&api_call(name).to_string()), [(name, 1)]);
        }
    }

    #[test]
    fn an_event_of_s3s_that_nobody_listed_is_counted_without_its_name() {
        let made_up = one_record(|record| record["eventName"] = json!("ObjectAdmired:Loudly"));
        let detail_type = json!({"source": "aws.s3", "detail-type": "Object Admired"}).to_string();
        for body in [made_up, detail_type, api_call("AdmireObject").to_string()] {
            assert_eq!(ignored(&body), [("other", 1)], "{body}");
        }
    }

    #[test]
    fn a_body_of_several_events_counts_each() {
        let mut removed = record("a");
        removed["eventName"] = json!("ObjectRemoved:Delete");
        let body = json!({"Records": [removed, record("b"), removed]}).to_string();
        let found = parse(&body).expect("a notification");
        assert_eq!(found.created.len(), 1);
        assert_eq!(found.ignored.by_name()["ObjectRemoved:Delete"], 2);
    }

    #[test]
    fn a_byte_order_mark_before_a_body_is_no_part_of_it() {
        let inner = json!({"Records": [record("a")]}).to_string();
        let marked = format!("\u{feff}{inner}");
        assert_eq!(objects(&marked), objects(&inner));
        let wrapped = json!({"Type": "Notification", "Message": marked}).to_string();
        assert_eq!(objects(&format!("\u{feff}{wrapped}")), objects(&inner));
    }

    #[test]
    fn a_topics_own_messages_are_errors_that_say_what_to_do() {
        for (kind, hint) in [
            ("SubscriptionConfirmation", "SubscribeURL"),
            ("UnsubscribeConfirmation", "subscribe it again"),
        ] {
            let body = json!({"Type": kind, "Token": "t", "TopicArn": "arn:aws:sns:us-east-1:1:t",
                "Message": "You have chosen ...", "SubscribeURL": "https://sns.example/?Token=t"});
            let error = parse(&body.to_string())
                .expect_err("no notification")
                .to_string();
            assert!(error.contains(hint), "{error}");
            assert!(!error.contains("example"), "{error}");
        }
    }

    #[test]
    fn every_name_of_a_creation_is_known() {
        for name in [
            "ObjectCreated:Put",
            "ObjectCreated:CompleteMultipartUpload",
            "ObjectCreated",
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
            "{\"source\":\"aws.s3\",\"detail-type\":5,\"detail\":{}}",
            "{\"detail-type\":\"Scheduled Event\"}",
            "{\"source\":5,\"detail-type\":\"Object Deleted\"}",
            "{\"Records\":[{\"eventSource\":\"aws:dynamodb\",\"eventName\":\"INSERT\"}]}",
            "{\"Records\":[{\"eventName\":\"ObjectAdmired:Loudly\"}]}",
            "{\"Event\":\"s3:OtherEvent\"}",
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
