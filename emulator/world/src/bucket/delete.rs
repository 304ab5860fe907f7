//! Objects are deleted: for good, or hidden behind a delete marker.

use serde::{Deserialize, Serialize};

use super::error::BucketError;
use super::event;
use super::event_name::EventName;
use super::state::{Bucket, Version, VersionState};
use super::target::object;
use crate::access::{self, Ask, Denial};
use crate::context::Context;
use crate::state::State;

/// The most keys of one `DeleteObjects`.
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html>
const MAX_KEYS: usize = 1000;

/// The MD5 of no bytes: what S3's events say of a delete marker.
const E_TAG_OF_NOTHING: &str = "d41d8cd98f00b204e9800998ecf8427e";

/// `DeleteObject`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteObject {
    pub bucket: String,
    #[serde(flatten)]
    pub object: ObjectIdentifier,
}

/// Which object, or which version of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ObjectIdentifier {
    pub key: String,
    #[serde(default)]
    pub version_id: Option<String>,
    /// Delete only the object that has this ETag (without quotes), or `*` for any.
    #[serde(default)]
    pub if_match: Option<String>,
}

/// What became of one key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteObjectOutput {
    /// The version that was deleted, or that the new delete marker has.
    pub version_id: Option<String>,
    /// Whether that version is a delete marker.
    pub delete_marker: bool,
}

pub(super) fn delete_object(
    scope: &mut State,
    context: &mut Context<'_>,
    request: DeleteObject,
) -> Result<DeleteObjectOutput, BucketError> {
    let sequencer = scope.buckets.next_sequencer(context.now);
    let bucket = scope.buckets.find_mut(context.origin, &request.bucket)?;
    check_condition(bucket, &request.object)?;
    let removal = match (&request.object.version_id, bucket.versioning) {
        (Some(id), _) => remove_version(bucket, context, &request.object.key, id),
        (None, None) => {
            remove_version(bucket, context, &request.object.key, "null").map(|removal| Removal {
                shown: DeleteObjectOutput::default(),
                ..removal
            })
        }
        (None, Some(_)) => Some(mark_deleted(bucket, context, &request.object.key)),
    };
    // Deleting what is not there succeeds, and is no event.
    let Some(removal) = removal else {
        return Ok(DeleteObjectOutput {
            version_id: request.object.version_id,
            delete_marker: false,
        });
    };
    let subject = event::Subject {
        bucket: &request.bucket,
        key: &request.object.key,
        size: None,
        e_tag: removal.e_tag,
        version_id: removal.shown.version_id.as_deref(),
        sequencer: Some(sequencer),
    };
    event::announce(bucket, context, removal.event, &subject);
    Ok(removal.shown)
}

struct Removal {
    shown: DeleteObjectOutput,
    event: EventName,
    e_tag: Option<&'static str>,
}

fn check_condition(bucket: &Bucket, object: &ObjectIdentifier) -> Result<(), BucketError> {
    let Some(condition) = &object.if_match else {
        return Ok(());
    };
    let version = bucket.version(&object.key, object.version_id.as_deref())?;
    let existing = version.object().ok_or(BucketError::NoSuchKey)?;
    if condition == "*" || *condition == existing.e_tag {
        return Ok(());
    }
    Err(BucketError::PreconditionFailed)
}

/// Deletes one version for good; `None` when it is not there.
fn remove_version(
    bucket: &mut Bucket,
    context: &mut Context<'_>,
    key: &str,
    id: &str,
) -> Option<Removal> {
    let versions = bucket.keys.get_mut(key)?;
    let position = versions
        .iter()
        .position(|version| version.shown_id() == id)?;
    let removed = versions.remove(position);
    if versions.is_empty() {
        bucket.keys.remove(key);
    }
    let shown = DeleteObjectOutput {
        version_id: Some(id.to_owned()),
        delete_marker: removed.is_delete_marker(),
    };
    removed.release(context);
    Some(Removal {
        shown,
        event: EventName::REMOVED,
        e_tag: None,
    })
}

/// Hides a key behind a new delete marker.
fn mark_deleted(bucket: &mut Bucket, context: &mut Context<'_>, key: &str) -> Removal {
    let id = bucket.next_version_id(context);
    let shown = DeleteObjectOutput {
        version_id: bucket.shown_version_id(id.as_deref()),
        delete_marker: true,
    };
    let marker = Version {
        id,
        last_modified: context.now,
        state: VersionState::DeleteMarker,
    };
    bucket.push(key.to_owned(), marker, context);
    Removal {
        shown,
        event: EventName::DELETE_MARKER_CREATED,
        e_tag: Some(E_TAG_OF_NOTHING),
    }
}

/// `DeleteObjects`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteObjects {
    pub bucket: String,
    pub objects: Vec<ObjectIdentifier>,
}

/// What became of each key, in the order of the request.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteObjectsOutput {
    #[serde(skip)]
    pub results: Vec<(ObjectIdentifier, Result<DeleteObjectOutput, BucketError>)>,
}

pub(super) fn delete_objects(
    scope: &mut State,
    context: &mut Context<'_>,
    request: DeleteObjects,
) -> Result<DeleteObjectsOutput, BucketError> {
    scope.buckets.find(context.origin, &request.bucket)?;
    if request.objects.is_empty() || request.objects.len() > MAX_KEYS {
        return Err(BucketError::MalformedXml);
    }
    let mut results = Vec::with_capacity(request.objects.len());
    for object in request.objects {
        let one = DeleteObject {
            bucket: request.bucket.clone(),
            object: object.clone(),
        };
        let deleted = match authorise_one(scope, context, &one) {
            Ok(()) => delete_object(scope, context, one),
            Err(denial) => Err(denial.into()),
        };
        results.push((object, deleted));
    }
    Ok(DeleteObjectsOutput { results })
}

/// Each key is decided by itself.
fn authorise_one(
    scope: &State,
    context: &Context<'_>,
    delete: &DeleteObject,
) -> Result<(), Box<Denial>> {
    let action = match delete.object.version_id {
        Some(_) => "s3:DeleteObjectVersion",
        None => "s3:DeleteObject",
    };
    let target = object(context.home, &delete.bucket, &delete.object.key);
    let version = delete.object.version_id.as_deref();
    let view = context.view();
    let ask = Ask {
        key: version.map(|version| ("s3:versionid", version)),
        ..view.ask(action, target)
    };
    access::authorise(scope, &ask)
}
