//! Objects are written: put, copied. What was written is announced to the queues that asked for it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::checksum::Checksum;
use super::content::Content;
use super::error::BucketError;
use super::event;
use super::event_name::EventName;
use super::headers::Headers;
use super::key::check_key;
use super::state::{Bucket, Object, Version, VersionState};
use super::tags::check_tags;
use super::target::object;
use crate::access::{self, Ask, Denial};
use crate::arn::Target;
use crate::context::Context;
use crate::state::State;

/// `PutObject`, once its bytes are stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutObject {
    pub bucket: String,
    pub key: String,
    pub content: Content,
    /// The MD5 of the bytes in hexadecimal, without quotes.
    pub e_tag: String,
    pub checksum: Option<Checksum>,
    #[serde(default)]
    pub headers: Box<Headers>,
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    #[serde(default)]
    pub condition: WriteCondition,
    /// Whether it came as a browser's form rather than a PUT.
    #[serde(default)]
    pub is_form: bool,
}

/// What must hold of the key for a write to happen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct WriteCondition {
    /// The object's ETag, or `*` for any.
    pub if_match: Option<String>,
    /// Only `*` is possible: nothing may be there.
    pub if_none_match: Option<String>,
}

impl WriteCondition {
    pub(super) fn check(&self, bucket: &Bucket, key: &str) -> Result<(), BucketError> {
        let existing = bucket.newest_object(key).map(|(_, object)| object);
        match self.if_none_match.as_deref() {
            None => {}
            Some("*") if existing.is_none() => {}
            Some("*") => return Err(BucketError::PreconditionFailed),
            Some(_) => {
                return Err(BucketError::NotImplemented(
                    "A header you provided implies functionality that is not implemented"
                        .to_owned(),
                ));
            }
        }
        match (self.if_match.as_deref(), existing) {
            (None, _) | (Some("*"), Some(_)) => Ok(()),
            (Some(_), None) => Err(BucketError::NoSuchKey),
            (Some(e_tag), Some(object)) if e_tag == object.e_tag => Ok(()),
            (Some(_), Some(_)) => Err(BucketError::PreconditionFailed),
        }
    }
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutObjectOutput {
    pub version_id: Option<String>,
}

pub(super) fn put_object(
    scope: &mut State,
    context: &mut Context<'_>,
    request: PutObject,
) -> Result<PutObjectOutput, BucketError> {
    let bucket = scope.buckets.find(context.origin, &request.bucket)?;
    request.condition.check(bucket, &request.key)?;
    let object = Object {
        content: request.content,
        e_tag: request.e_tag,
        checksum: request.checksum,
        headers: request.headers,
        tags: request.tags,
        parts: Vec::new(),
    };
    let event = if request.is_form {
        EventName::CREATED_BY_POST
    } else {
        EventName::CREATED_BY_PUT
    };
    let written = write(scope, context, &request.bucket, &request.key, object, event)?;
    Ok(PutObjectOutput {
        version_id: written.version_id,
    })
}

/// `CopyObject`, once the source's bytes are stored anew.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CopyObject {
    pub bucket: String,
    pub key: String,
    pub source: CopySource,
    pub content: Content,
    pub e_tag: String,
    pub checksum: Option<Checksum>,
    /// `None` takes over what the source says of itself.
    pub headers: Option<Box<Headers>>,
    /// `None` takes over the source's tags.
    pub tags: Option<BTreeMap<String, String>>,
    #[serde(default)]
    pub condition: WriteCondition,
}

/// Where a copy is taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CopySource {
    pub bucket: String,
    pub key: String,
    pub version_id: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CopyObjectOutput {
    pub last_modified: Timestamp,
    pub version_id: Option<String>,
    pub source_version_id: Option<String>,
}

pub(super) fn copy_object(
    scope: &mut State,
    context: &mut Context<'_>,
    request: CopyObject,
) -> Result<CopyObjectOutput, BucketError> {
    let CopySource {
        bucket: source_bucket,
        key: source_key,
        version_id,
    } = &request.source;
    let onto_itself =
        *source_bucket == request.bucket && *source_key == request.key && version_id.is_none();
    if onto_itself && request.headers.is_none() {
        return Err(BucketError::InvalidRequest(
            "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.".to_owned(),
        ));
    }
    let bucket = scope
        .buckets
        .by_name
        .get(source_bucket)
        .ok_or(BucketError::NoSuchBucket)?;
    let version = bucket.version(source_key, version_id.as_deref())?;
    let source = version.object().ok_or(BucketError::NoSuchKey)?;
    let source_version_id = bucket.shown_version_id(version.id.as_deref());
    if request.tags.is_none() && !source.tags.is_empty() {
        authorise_tags(scope, context, &request)?;
    }
    let object = Object {
        content: request.content,
        e_tag: request.e_tag,
        checksum: request.checksum,
        headers: request.headers.unwrap_or_else(|| source.headers.clone()),
        tags: request.tags.unwrap_or_else(|| source.tags.clone()),
        parts: Vec::new(),
    };
    let destination = scope.buckets.find(context.origin, &request.bucket)?;
    request.condition.check(destination, &request.key)?;
    let event = EventName::CREATED_BY_COPY;
    let written = write(scope, context, &request.bucket, &request.key, object, event)?;
    Ok(CopyObjectOutput {
        last_modified: context.now,
        version_id: written.version_id,
        source_version_id,
    })
}

/// That the caller may read the tags of the source, and set them: a copy takes them along.
///
/// Source: `CopyObject` on AWS is denied without `s3:GetObjectTagging` of a source with tags and `s3:PutObjectTagging` of the copy
/// (<https://github.com/ceph/ceph/pull/47897>, whose tests were held against it).
fn authorise_tags(
    scope: &State,
    context: &Context<'_>,
    copy: &CopyObject,
) -> Result<(), Box<Denial>> {
    let CopySource {
        bucket,
        key,
        version_id,
    } = &copy.source;
    let reading = match version_id {
        Some(_) => "s3:GetObjectVersionTagging",
        None => "s3:GetObjectTagging",
    };
    let source = object(context.home, bucket, key);
    let source = Target {
        account: scope.buckets.owner(bucket).unwrap_or(source.account),
        ..source
    };
    let view = context.view();
    let version = version_id.as_deref();
    let read = Ask {
        key: version.map(|version| ("s3:versionid", version)),
        ..view.ask(reading, source)
    };
    access::authorise(scope, &read)?;
    let target = object(context.home, &copy.bucket, &copy.key);
    access::authorise(scope, &view.ask("s3:PutObjectTagging", target))
}

/// What `write` did.
pub(super) struct Written {
    pub(super) version_id: Option<String>,
}

/// Makes `object` the newest version of its key, and announces it.
pub(super) fn write(
    scope: &mut State,
    context: &mut Context<'_>,
    bucket_name: &str,
    key: &str,
    object: Object,
    event: EventName,
) -> Result<Written, BucketError> {
    check_key(key)?;
    check_tags(&object.tags)?;
    object.headers.check()?;
    let sequencer = scope.buckets.next_sequencer(context.now);
    let bucket = scope.buckets.find_mut(context.origin, bucket_name)?;
    let id = bucket.next_version_id(context);
    let version_id = bucket.shown_version_id(id.as_deref());
    let announced = event::Subject {
        bucket: bucket_name,
        key,
        size: Some(object.content.size()),
        e_tag: Some(&object.e_tag),
        version_id: version_id.as_deref(),
        sequencer: Some(sequencer),
    };
    event::announce(bucket, context, event, &announced);
    let version = Version {
        id,
        last_modified: context.now,
        state: VersionState::Object(Box::new(object)),
    };
    bucket.push(key.to_owned(), version, context);
    Ok(Written { version_id })
}
