//! Objects are read: which version, whether the conditions hold, and which of the bytes.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::checksum::Checksum;
use super::content::Content;
use super::error::BucketError;
use super::headers::Headers;
use super::state::{Bucket, Object, Version};
use crate::access;
use crate::arn::Resource;
use crate::context::View;
use crate::state::State;

/// `GetObject`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetObject {
    pub bucket: String,
    pub key: String,
    pub version_id: Option<String>,
    pub range: Option<ByteRange>,
    /// From 1, of an object that was uploaded in parts.
    pub part_number: Option<usize>,
    pub conditions: ReadConditions,
}

/// A range of bytes as a `Range` header asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ByteRange {
    /// From `first` on, up to and with `last`.
    From { first: u64, last: Option<u64> },
    /// The last bytes of the object.
    Last { length: u64 },
}

impl ByteRange {
    /// Which bytes of an object of `size` bytes these are; `None` for the end of an empty object, which is all of it.
    fn of(self, size: u64) -> Result<Option<Range<u64>>, BucketError> {
        let range = match self {
            Self::Last { length } if size == 0 && length > 0 => return Ok(None),
            Self::From { first, last } => {
                first..last.map_or(size, |last| last.saturating_add(1).min(size))
            }
            Self::Last { length } => size.saturating_sub(length)..size,
        };
        if range.start >= range.end {
            return Err(BucketError::InvalidRange { size });
        }
        Ok(Some(range))
    }
}

/// Conditions on a read, in the order of precedence of RFC 9110.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ReadConditions {
    /// An ETag without quotes, or `*`.
    pub if_match: Option<String>,
    pub if_none_match: Option<String>,
    pub if_modified_since: Option<Timestamp>,
    pub if_unmodified_since: Option<Timestamp>,
}

impl ReadConditions {
    fn check(
        &self,
        now: Timestamp,
        e_tag: &str,
        last_modified: Timestamp,
    ) -> Result<(), BucketError> {
        let is_named_by = |condition: &String| condition == "*" || condition == e_tag;
        // HTTP dates have whole seconds.
        let modified_after = |moment: &Timestamp| last_modified.as_second() > moment.as_second();
        let refused = match &self.if_match {
            Some(condition) => !is_named_by(condition),
            None => self
                .if_unmodified_since
                .as_ref()
                .is_some_and(modified_after),
        };
        if refused {
            return Err(BucketError::PreconditionFailed);
        }
        let known = match &self.if_none_match {
            Some(condition) => is_named_by(condition),
            // A moment that has not come yet is no condition.
            None => self
                .if_modified_since
                .as_ref()
                .is_some_and(|moment| *moment <= now && !modified_after(moment)),
        };
        if known {
            return Err(BucketError::NotModified {
                e_tag: e_tag.to_owned(),
            });
        }
        Ok(())
    }
}

/// What `GetObject` and `HeadObject` tell of an object.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetObjectOutput {
    /// The bytes that were asked for.
    pub content: Content,
    /// Which bytes these are, where not all were asked for.
    pub range: Option<Range<u64>>,
    /// Of the whole object, in bytes.
    pub size: u64,
    pub e_tag: String,
    pub last_modified: Timestamp,
    pub version_id: Option<String>,
    pub checksum: Option<Checksum>,
    pub headers: Box<Headers>,
    pub tags: BTreeMap<String, String>,
    /// The sizes of the parts in bytes, for an object that was uploaded in parts.
    pub parts: Vec<u64>,
}

/// What [`GetObject`] tells, for who wants no bytes.
pub(super) fn head_object(
    scope: &State,
    context: &View<'_>,
    request: impl Into<GetObject>,
) -> Result<GetObjectOutput, BucketError> {
    describe(scope, context, request.into())
}

pub(super) fn get_object(
    scope: &State,
    context: &View<'_>,
    request: GetObject,
) -> Result<GetObjectOutput, BucketError> {
    let found = describe(scope, context, request)?;
    if found.headers.is_archived() {
        return Err(BucketError::InvalidObjectState);
    }
    Ok(found)
}

fn describe(
    scope: &State,
    context: &View<'_>,
    request: GetObject,
) -> Result<GetObjectOutput, BucketError> {
    let bucket = scope.buckets.find(context.origin, &request.bucket)?;
    let found = find(bucket, &request);
    let (version, object) = found.map_err(|error| hidden(scope, context, &request, error))?;
    request
        .conditions
        .check(context.now, &object.e_tag, version.last_modified)?;
    let size = object.content.size();
    let range = asked_range(&request, object, size)?;
    Ok(GetObjectOutput {
        content: match &range {
            Some(range) => object.content.slice(range),
            None => object.content.clone(),
        },
        range,
        size,
        e_tag: object.e_tag.clone(),
        last_modified: version.last_modified,
        version_id: bucket.shown_version_id(version.id.as_deref()),
        checksum: object.checksum.clone(),
        headers: object.headers.clone(),
        tags: object.tags.clone(),
        parts: object.parts.clone(),
    })
}

fn find<'a>(
    bucket: &'a Bucket,
    request: &GetObject,
) -> Result<(&'a Version, &'a Object), BucketError> {
    let version = bucket.version(&request.key, request.version_id.as_deref())?;
    let object = version.object();
    let object = object.ok_or_else(|| delete_marker(version, request))?;
    Ok((version, object))
}

/// That there is no such key is told to who may list the bucket; anybody else may not, whatever there is. Source: `GetObject`, "If the
/// object you request doesn't exist".
fn hidden(
    scope: &State,
    context: &View<'_>,
    request: &GetObject,
    error: BucketError,
) -> BucketError {
    if !matches!(
        error,
        BucketError::NoSuchKey | BucketError::DeletedKey { .. }
    ) {
        return error;
    }
    let bucket = Resource::Bucket(&request.bucket).of(context.home);
    let list = context.ask("s3:ListBucket", bucket);
    match access::authorise(scope, &list) {
        Ok(()) => error,
        Err(denial) => denial.into(),
    }
}

/// A delete marker that was named is refused, one that was merely found hides the key.
fn delete_marker(version: &Version, request: &GetObject) -> BucketError {
    let version_id = version.shown_id().to_owned();
    match request.version_id {
        Some(_) => BucketError::VersionIsDeleteMarker { version_id },
        None => BucketError::DeletedKey { version_id },
    }
}

fn asked_range(
    request: &GetObject,
    object: &Object,
    size: u64,
) -> Result<Option<Range<u64>>, BucketError> {
    match (request.range, request.part_number) {
        (Some(_), Some(_)) => Err(BucketError::InvalidRequest(
            "Cannot specify both Range header and partNumber query parameter".to_owned(),
        )),
        (Some(range), None) => range.of(size),
        (None, Some(number)) => part_range(&object.parts, number, size),
        (None, None) => Ok(None),
    }
}

/// The bytes of a part; an object that was not uploaded in parts is its own first part.
fn part_range(parts: &[u64], number: usize, size: u64) -> Result<Option<Range<u64>>, BucketError> {
    if parts.is_empty() && number == 1 {
        return Ok((size > 0).then_some(0..size));
    }
    let index = number
        .checked_sub(1)
        .ok_or(BucketError::InvalidPartNumber)?;
    let length = parts.get(index).ok_or(BucketError::InvalidPartNumber)?;
    let start = parts[..index].iter().sum();
    Ok(Some(start..start + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_cut_at_the_objects_end_and_refused_beyond_it() {
        let from = |first, last| ByteRange::From { first, last }.of(10).ok().flatten();
        assert_eq!(from(0, None), Some(0..10));
        assert_eq!(from(2, Some(4)), Some(2..5));
        assert_eq!(from(8, Some(99)), Some(8..10));
        assert_eq!(from(10, None), None);
        assert_eq!(from(4, Some(2)), None);
        let last = |length| ByteRange::Last { length }.of(10).ok().flatten();
        assert_eq!(last(3), Some(7..10));
        assert_eq!(last(99), Some(0..10));
        assert_eq!(last(0), None);
        let of_nothing = |range: ByteRange| range.of(0).is_ok();
        assert!(of_nothing(ByteRange::Last { length: 1 }));
        assert!(!of_nothing(ByteRange::Last { length: 0 }));
        let first = ByteRange::From {
            first: 0,
            last: None,
        };
        assert!(!of_nothing(first));
    }

    #[test]
    fn the_parts_of_an_object_are_ranges_of_it() {
        let range = |number| part_range(&[10, 5], number, 15).ok().flatten();
        assert_eq!(range(1), Some(0..10));
        assert_eq!(range(2), Some(10..15));
        assert_eq!(range(3), None);
        assert_eq!(part_range(&[], 1, 7), Ok(Some(0..7)));
        assert_eq!(part_range(&[], 2, 7), Err(BucketError::InvalidPartNumber));
    }

    #[test]
    fn an_e_tag_condition_outranks_a_date() {
        let now = Timestamp::from_second(1_000).unwrap();
        let later = Timestamp::from_second(2_000).unwrap();
        let check = |conditions: ReadConditions| {
            conditions
                .check(later, "abc", now)
                .map_err(|error| error.to_string())
        };
        let conditions = ReadConditions {
            if_match: Some("abc".to_owned()),
            if_unmodified_since: Some(Timestamp::from_second(1).unwrap()),
            ..ReadConditions::default()
        };
        assert_eq!(check(conditions), Ok(()));
        let conditions = ReadConditions {
            if_none_match: Some("other".to_owned()),
            if_modified_since: Some(later),
            ..ReadConditions::default()
        };
        assert_eq!(check(conditions), Ok(()));
        let conditions = ReadConditions {
            if_modified_since: Some(later),
            ..ReadConditions::default()
        };
        assert_eq!(check(conditions), Err("Not Modified".to_owned()));
    }

    #[test]
    fn a_moment_that_has_not_come_yet_is_no_condition() {
        let now = Timestamp::from_second(1_000).unwrap();
        let conditions = ReadConditions {
            if_modified_since: Timestamp::from_second(2_000).ok(),
            ..ReadConditions::default()
        };
        assert_eq!(conditions.check(now, "abc", now), Ok(()));
    }
}
