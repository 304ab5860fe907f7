//! The messages that S3 sends to queues, functions and topics, in AWS's exact JSON.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use super::event_name::EventName;
use super::state::{Bucket, owner_id};
use crate::context::Context;
use crate::origin::{AccountId, Caller, Principal};
use crate::service_message::ServiceMessage;

/// What S3 publishes under (recorded).
const SUBJECT: &str = "Amazon S3 Notification";

/// What happened to which object.
#[derive(Debug)]
pub(super) struct Subject<'a> {
    pub(super) bucket: &'a str,
    pub(super) key: &'a str,
    /// In bytes; absent where there is no object any more.
    pub(super) size: Option<u64>,
    pub(super) e_tag: Option<&'a str>,
    pub(super) version_id: Option<&'a str>,
    /// Orders what happened to one key; events that leave its bytes alone have none.
    pub(super) sequencer: Option<String>,
}

/// Sends an event to every destination that the bucket's notification configuration names for it.
pub(super) fn announce(
    bucket: &Bucket,
    context: &mut Context<'_>,
    event: EventName,
    subject: &Subject<'_>,
) {
    let arn = arn(context.home.region.partition(), subject.bucket);
    for configuration in &bucket.notification.destinations {
        if !configuration.wants(event, subject.key) {
            continue;
        }
        let id = configuration.id.as_deref().unwrap_or_default();
        let record = record(bucket, context, event, subject, id, &arn);
        context.deliver(ServiceMessage {
            from: s3(Arc::clone(&arn)),
            account: bucket.owner,
            to: configuration.destination.arn().to_owned(),
            body: to_json(&Records { records: [record] }),
            subject: Some(SUBJECT.to_owned()),
            ..ServiceMessage::default()
        });
    }
}

fn arn(partition: &str, bucket: &str) -> Arc<str> {
    format!("arn:{partition}:s3:::{bucket}").into()
}

/// S3, for a bucket.
pub(super) fn sender(partition: &str, bucket: &str) -> Caller {
    s3(arn(partition, bucket))
}

fn s3(source: Arc<str>) -> Caller {
    Caller::Service {
        principal: Principal::S3,
        source,
    }
}

/// `s3:TestEvent`: what a destination gets when it becomes a destination.
pub(super) fn test(bucket: &str, arn: &str, context: &mut Context<'_>) -> ServiceMessage {
    let body = TestEvent {
        service: "Amazon S3",
        event: "s3:TestEvent",
        time: milliseconds(context.now),
        bucket,
        request_id: context.ids.upper_hex(16),
        host_id: context.ids.alphanumeric(76),
    };
    ServiceMessage {
        from: sender(context.home.region.partition(), bucket),
        account: context.home.account,
        to: arn.to_owned(),
        body: to_json(&body),
        subject: Some(SUBJECT.to_owned()),
        ..ServiceMessage::default()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct TestEvent<'a> {
    service: &'a str,
    event: &'a str,
    time: String,
    bucket: &'a str,
    request_id: String,
    host_id: String,
}

#[derive(Serialize)]
struct Records<'a> {
    #[serde(rename = "Records")]
    records: [Record<'a>; 1],
}

/// One event. The fields stand in the order of AWS's own messages.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    event_version: &'static str,
    event_source: &'static str,
    aws_region: &'a str,
    event_time: String,
    event_name: &'static str,
    user_identity: Identity<'a>,
    request_parameters: RequestParameters,
    response_elements: ResponseElements,
    s3: S3Entity<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Identity<'a> {
    principal_id: Cow<'a, str>,
}

#[derive(Serialize)]
struct RequestParameters {
    #[serde(rename = "sourceIPAddress")]
    source_ip_address: &'static str,
}

#[derive(Serialize)]
struct ResponseElements {
    #[serde(rename = "x-amz-request-id")]
    request_id: String,
    #[serde(rename = "x-amz-id-2")]
    host_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct S3Entity<'a> {
    s3_schema_version: &'static str,
    configuration_id: &'a str,
    bucket: BucketEntity<'a>,
    object: ObjectEntity<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BucketEntity<'a> {
    name: &'a str,
    owner_identity: Identity<'a>,
    arn: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ObjectEntity<'a> {
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    e_tag: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequencer: Option<&'a str>,
}

fn record<'a>(
    bucket: &'a Bucket,
    context: &mut Context<'_>,
    event: EventName,
    subject: &'a Subject<'_>,
    configuration_id: &'a str,
    arn: &'a str,
) -> Record<'a> {
    Record {
        event_version: event.version(),
        event_source: "aws:s3",
        aws_region: bucket.region.as_str(),
        event_time: milliseconds(context.now),
        event_name: event.as_str(),
        user_identity: Identity::caller(context.origin.access_key.as_deref()),
        request_parameters: RequestParameters {
            source_ip_address: "127.0.0.1",
        },
        response_elements: ResponseElements {
            request_id: context.ids.upper_hex(16),
            host_id: context.ids.alphanumeric(76),
        },
        s3: S3Entity {
            s3_schema_version: "1.0",
            configuration_id,
            bucket: BucketEntity {
                name: subject.bucket,
                owner_identity: Identity::owner(bucket.owner),
                arn,
            },
            object: ObjectEntity {
                key: encode_key(subject.key),
                size: subject.size,
                e_tag: subject.e_tag,
                version_id: subject.version_id,
                sequencer: subject.sequencer.as_deref(),
            },
        },
    }
}

impl Identity<'_> {
    fn caller(access_key: Option<&str>) -> Self {
        let principal_id = format!("AWS:{}", access_key.unwrap_or("Anonymous")).into();
        Self { principal_id }
    }

    fn owner(account: AccountId) -> Self {
        let principal_id = owner_id(account);
        Self { principal_id }
    }
}

/// A key as it stands in a message: form-url-encoded (`+` for a space), with slashes left as they are.
fn encode_key(key: &str) -> String {
    let mut encoded = String::with_capacity(key.len());
    for (position, part) in key.split('/').enumerate() {
        if position > 0 {
            encoded.push('/');
        }
        encoded.extend(form_urlencoded::byte_serialize(part.as_bytes()));
    }
    encoded
}

/// ISO 8601 with exactly three digits of fraction.
fn milliseconds(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

fn to_json(message: &impl Serialize) -> String {
    serde_json::to_string(message).expect("a message is made of strings and numbers")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_form_url_encoded_with_its_slashes_kept() {
        let check = |key: &str, expected: &str| assert_eq!(encode_key(key), expected);
        check("AWSLogs/1/a_b-c.json.gz", "AWSLogs/1/a_b-c.json.gz");
        check("a b+c", "a+b%2Bc");
        check("100%/~(ü)=&", "100%25/%7E%28%C3%BC%29%3D%26");
    }

    #[test]
    fn moments_have_milliseconds() {
        let moment = Timestamp::from_second(0).unwrap();
        assert_eq!(milliseconds(moment), "1970-01-01T00:00:00.000Z");
        let moment = Timestamp::new(1_776_605_331, 123_456_789).unwrap();
        assert_eq!(milliseconds(moment), "2026-04-19T13:28:51.123Z");
    }
}
