//! Objects are tagged, and their tags are what policies ask for.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html>,
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::BucketError;
use super::event;
use super::event_name::EventName;
use super::state::{Buckets, VersionState};
use crate::access::Tagging;
use crate::constraints::may_be_in_tag;
use crate::context::Context;
use crate::policy::Value;
use crate::state::State;

/// The most tags an object may have.
const MAX_TAGS: usize = 10;

/// In characters.
const MAX_KEY_LENGTH: usize = 128;
const MAX_VALUE_LENGTH: usize = 256;

/// Tags that an object may have.
pub(super) fn check_tags(tags: &BTreeMap<String, String>) -> Result<(), BucketError> {
    if tags.len() > MAX_TAGS {
        return Err(BucketError::TooManyTags);
    }
    for (key, value) in tags {
        if key.is_empty() || !is_tag_text(key, MAX_KEY_LENGTH) {
            return Err(BucketError::InvalidTag(
                "The TagKey you have provided is invalid",
            ));
        }
        if key.starts_with("aws:") {
            return Err(BucketError::InvalidTag(
                "System tags cannot be added/updated by requester",
            ));
        }
        if !is_tag_text(value, MAX_VALUE_LENGTH) {
            return Err(BucketError::InvalidTag(
                "The TagValue you have provided is invalid",
            ));
        }
    }
    Ok(())
}

fn is_tag_text(text: &str, most: usize) -> bool {
    text.chars().all(may_be_in_tag) && text.chars().count() <= most
}

/// What policies ask of the tags that a request brings, by the name of the condition key in lower case.
pub(super) fn request_key<'a>(tags: &'a BTreeMap<String, String>, name: &str) -> Option<Value<'a>> {
    let tagging = Tagging::from(tags);
    if name == "s3:requestobjecttagkeys" {
        return tagging.keys();
    }
    tagging.value(name.strip_prefix("s3:requestobjecttag/")?)
}

/// What stands before the key of a tag in the condition key that asks for it where the object has it already. In lower case.
pub(crate) const EXISTING_TAG: &str = "s3:existingobjecttag/";

/// Whether an action asks for the tags that an object has. Who writes or deletes it does not.
pub(crate) fn knows_existing_tags(action: &str) -> bool {
    const WITHOUT: [&str; 3] = ["s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"];
    !WITHOUT.contains(&action)
}

impl Buckets {
    /// The value of a tag of an object's version, or its newest. The case of the key does not count, as in all condition keys.
    pub(crate) fn tag(
        &self,
        bucket: &str,
        key: &str,
        version_id: Option<&str>,
        tag: &str,
    ) -> Option<Value<'_>> {
        let version = self.by_name.get(bucket)?.version(key, version_id).ok()?;
        Tagging::from(&version.object()?.tags).value(tag)
    }
}

/// `PutObjectTagging`: takes the place of all tags.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutObjectTagging {
    pub bucket: String,
    pub key: String,
    #[serde(default)]
    pub version_id: Option<String>,
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ObjectTaggingOutput {
    pub version_id: Option<String>,
}

pub(super) fn put_object_tagging(
    scope: &mut State,
    context: &mut Context<'_>,
    request: PutObjectTagging,
) -> Result<ObjectTaggingOutput, BucketError> {
    check_tags(&request.tags)?;
    let bucket = scope.buckets.find_mut(context.origin, &request.bucket)?;
    let found = bucket.version(&request.key, request.version_id.as_deref())?;
    let id = found.id.clone();
    let shown = bucket.shown_version_id(id.as_deref());
    let versions = bucket.keys.get_mut(&request.key);
    let version =
        versions.and_then(|versions| versions.iter_mut().find(|version| version.id == id));
    let Some(VersionState::Object(object)) = version.map(|version| &mut version.state) else {
        return Err(BucketError::VersionIsDeleteMarker {
            version_id: shown.unwrap_or_default(),
        });
    };
    let event = if request.tags.is_empty() {
        EventName::TAGS_DELETED
    } else {
        EventName::TAGS_PUT
    };
    object.tags = request.tags;
    let subject = event::Subject {
        bucket: &request.bucket,
        key: &request.key,
        size: None,
        e_tag: Some(&object.e_tag.clone()),
        version_id: shown.as_deref(),
        sequencer: None,
    };
    event::announce(bucket, context, event, &subject);
    Ok(ObjectTaggingOutput { version_id: shown })
}

/// `DeleteObjectTagging`: no tags are left.
pub(super) fn delete_object_tagging(
    scope: &mut State,
    context: &mut Context<'_>,
    request: impl Into<PutObjectTagging>,
) -> Result<ObjectTaggingOutput, BucketError> {
    let none = PutObjectTagging {
        tags: BTreeMap::new(),
        ..request.into()
    };
    put_object_tagging(scope, context, none)
}
