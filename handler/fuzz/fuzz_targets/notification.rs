//! Any message body: parsed within its bounds, alike in every envelope, its keys decoded as encoded.
#![no_main]

use handler_fuzz::core::notification::{
    MAX_NOTIFICATION_BYTES, MAX_OBJECTS_PER_NOTIFICATION, Notification, parse,
};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|data: &[u8]| {
    let Ok(body) = std::str::from_utf8(data) else {
        return;
    };
    let parsed = parse(body);
    if let Ok(Notification { created, ignored }) = &parsed {
        let events = created.len() as u64 + ignored.total();
        assert!(events <= MAX_OBJECTS_PER_NOTIFICATION as u64);
        for object in created {
            assert!(!object.bucket.is_empty() && !object.key.is_empty());
        }
    }
    // An SNS envelope changes nothing, as long as there is one at most inside of it already.
    let wrapped = json!({"Type": "Notification", "Message": body}).to_string();
    let is_wrapped = body.contains("Notification");
    if wrapped.len() <= MAX_NOTIFICATION_BYTES && !is_wrapped {
        assert_eq!(parse(&wrapped), parsed);
    }
    if !body.is_empty() {
        check_key(body);
    }
});

/// Any text as a key: S3 writes it form-url-encoded, `EventBridge` and `CloudTrail` as it is.
fn check_key(key: &str) {
    let encoded: String = key.bytes().map(encoded_byte).collect();
    let s3 = json!({"Records": [{"s3": {"bucket": {"name": "b"}, "object": {"key": encoded}}}]});
    let cloud_trail = json!({"detail-type": "AWS API Call via CloudTrail", "source": "aws.s3",
        "detail": {"eventSource": "s3.amazonaws.com", "eventName": "PutObject",
            "requestParameters": {"bucketName": "b", "key": key}}});
    let event_bridge = json!({"detail-type": "Object Created", "source": "aws.s3",
        "detail": {"bucket": {"name": "b"}, "object": {"key": key}}});
    for body in [s3, event_bridge, cloud_trail].map(|body| body.to_string()) {
        if body.len() > MAX_NOTIFICATION_BYTES {
            continue;
        }
        match parse(&body) {
            Ok(Notification { created, .. }) => assert_eq!(created[0].key, key),
            other => panic!("{other:?}"),
        }
    }
}

fn encoded_byte(byte: u8) -> String {
    match byte {
        b' ' => "+".to_owned(),
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    }
}
