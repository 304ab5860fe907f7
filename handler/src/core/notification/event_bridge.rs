//! What `EventBridge` says of S3: its own events of objects, and API calls that `CloudTrail` saw.
//!
//! Neither encodes keys. An event of S3's own names what was written by its entity tag and sequencer;
//! a call names its version at most, and `CloudTrail`'s id of the event stands in for the sequencer: both
//! tell a repeated event from another one.
//!
//! Sources: "Amazon S3 events" (`EventBridge`), "`CloudTrail` record contents" and "Example: Amazon S3 log
//! file entries" (`CloudTrail`).

use serde_json::{Map, Value};

use super::asked::Notification;
use super::error::{NotificationError, foreign};
use super::fields::{bad, member, non_empty, owned, text};
use super::ignored;
use crate::core::object_ref::ObjectRef;

const OBJECT_CREATED: &str = "Object Created";

const API_CALL: &str = "AWS API Call via CloudTrail";

/// Calls that create an object. `PostObject` is a form's upload; that `CloudTrail` calls it so is
/// unverified.
const CREATING_CALLS: [&str; 4] = [
    "PutObject",
    "CopyObject",
    "CompleteMultipartUpload",
    "PostObject",
];

/// Reads one event; it tells of one object.
pub(super) fn parse(
    event: &Map<String, Value>,
    detail_type: &str,
) -> Result<Notification, NotificationError> {
    let source = event.get("source");
    if source.is_some_and(|source| source != "aws.s3") {
        return Err(foreign(
            "an EventBridge event of another source than aws.s3",
        ));
    }
    let mut found = Notification::default();
    match detail_type {
        OBJECT_CREATED => found.created.push(created_object(event)?),
        API_CALL => parse_api_call(event, &mut found)?,
        _ if source.is_some() || ignored::is_detail_type(detail_type) => {
            found.ignored.note_detail_type(detail_type);
        }
        _ => return Err(foreign("an EventBridge event without a source")),
    }
    Ok(found)
}

fn created_object(event: &Map<String, Value>) -> Result<ObjectRef, NotificationError> {
    let detail = member(event, "detail").ok_or(bad(0, "detail"))?;
    let bucket = member(detail, "bucket").and_then(|bucket| owned(bucket, "name"));
    let object = member(detail, "object").ok_or(bad(0, "detail.object"))?;
    Ok(ObjectRef {
        bucket: bucket.ok_or(bad(0, "detail.bucket.name"))?,
        key: owned(object, "key").ok_or(bad(0, "detail.object.key"))?,
        version_id: owned(object, "version-id"),
        etag: owned(object, "etag"),
        sequencer: owned(object, "sequencer"),
        size: object.get("size").and_then(Value::as_u64),
    })
}

/// A call is a creation, another call, or one that failed and changed nothing.
fn parse_api_call(
    event: &Map<String, Value>,
    found: &mut Notification,
) -> Result<(), NotificationError> {
    let detail = member(event, "detail").ok_or(bad(0, "detail"))?;
    if text(detail, "eventSource") != Some("s3.amazonaws.com") {
        return Err(foreign("an API call on another service than S3"));
    }
    let call = non_empty(detail, "eventName").ok_or(bad(0, "detail.eventName"))?;
    if non_empty(detail, "errorCode").is_some() {
        found.ignored.note_failed_api_call();
    } else if CREATING_CALLS.contains(&call) {
        found.created.push(written_object(detail)?);
    } else {
        found.ignored.note_api_call(call);
    }
    Ok(())
}

fn written_object(detail: &Map<String, Value>) -> Result<ObjectRef, NotificationError> {
    let request = member(detail, "requestParameters").ok_or(bad(0, "detail.requestParameters"))?;
    let response = member(detail, "responseElements");
    Ok(ObjectRef {
        bucket: owned(request, "bucketName")
            .ok_or(bad(0, "detail.requestParameters.bucketName"))?,
        key: owned(request, "key").ok_or(bad(0, "detail.requestParameters.key"))?,
        version_id: response.and_then(|response| owned(response, "x-amz-version-id")),
        etag: None,
        sequencer: owned(detail, "eventID"),
        size: None,
    })
}
