//! Listings of objects and versions.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use s3s::dto;
use s3s::{S3Request, S3Response, S3Result};

use super::buckets::{name_in_token, token_of_name};
use super::context::{Store, context_of};
use super::convert::{
    from_signed, initiator, owner, to_algorithm, to_checksum_type, to_e_tag, to_signed,
    to_timestamp,
};
use super::error::refusal;
use crate::world::bucket::{
    ListObjectVersions, ListObjects, ListObjectsV2, ObjectSummary, VersionSummary,
};
use crate::world::origin::AccountId;

/// What `encoding-type=url` leaves as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'/')
    .remove(b'*');

/// How keys and their owner are spelled in an answer. XML cannot hold every character that a key can, so clients ask for URL-encoding.
pub(super) struct Spelling {
    url: bool,
    account: AccountId,
}

impl Spelling {
    pub(super) fn of(encoding: Option<&dto::EncodingType>, account: AccountId) -> Self {
        Self {
            account,
            url: encoding.is_some_and(|encoding| encoding.as_str() == dto::EncodingType::URL),
        }
    }

    pub(super) fn owner(&self) -> dto::Owner {
        owner(self.account)
    }

    pub(super) fn initiator(&self) -> dto::Initiator {
        initiator(self.account)
    }

    pub(super) fn spell(&self, key: String) -> String {
        if self.url {
            utf8_percent_encode(&key, KEPT).to_string()
        } else {
            key
        }
    }

    pub(super) fn spell_some(&self, key: Option<String>) -> Option<String> {
        key.map(|key| self.spell(key))
    }

    pub(super) fn prefixes(&self, prefixes: Vec<String>) -> Vec<dto::CommonPrefix> {
        let spelled = prefixes.into_iter().map(|prefix| dto::CommonPrefix {
            prefix: Some(self.spell(prefix)),
        });
        spelled.collect()
    }
}

fn to_objects(
    contents: Vec<ObjectSummary>,
    spelling: &Spelling,
    with_owner: bool,
) -> Vec<dto::Object> {
    let object = |object: ObjectSummary| dto::Object {
        key: Some(spelling.spell(object.key)),
        last_modified: Some(to_timestamp(object.last_modified)),
        e_tag: Some(to_e_tag(object.e_tag)),
        size: to_signed(object.size),
        storage_class: Some(
            object
                .storage_class
                .unwrap_or_else(|| "STANDARD".to_owned())
                .into(),
        ),
        checksum_algorithm: object
            .checksum
            .map(|(algorithm, _)| vec![to_algorithm(algorithm)]),
        checksum_type: object.checksum.map(|(_, kind)| to_checksum_type(kind)),
        owner: with_owner.then(|| spelling.owner()),
        ..dto::Object::default()
    };
    contents.into_iter().map(object).collect()
}

pub(super) fn list_objects(
    store: &Store,
    request: S3Request<dto::ListObjectsInput>,
) -> S3Result<S3Response<dto::ListObjectsOutput>> {
    let context = context_of(&request)?;
    let input = request.input;
    let spelling = Spelling::of(input.encoding_type.as_ref(), context.origin.account);
    let wanted = ListObjects {
        bucket: input.bucket.clone(),
        prefix: input.prefix.clone().unwrap_or_default(),
        delimiter: input.delimiter.clone().unwrap_or_default(),
        start_after: input.marker.clone().unwrap_or_default(),
        max_keys: from_signed("max-keys", input.max_keys)?,
    };
    let listed = store.aws.call(&context.origin, wanted).map_err(refusal)?;
    let is_truncated = listed.truncated_after.is_some();
    // Without a delimiter the last key is the next marker, and S3 leaves it out.
    let next_marker = listed.truncated_after.filter(|_| input.delimiter.is_some());
    Ok(S3Response::new(dto::ListObjectsOutput {
        name: Some(input.bucket),
        prefix: Some(spelling.spell(input.prefix.unwrap_or_default())),
        marker: Some(spelling.spell(input.marker.unwrap_or_default())),
        delimiter: spelling.spell_some(input.delimiter),
        max_keys: to_signed(listed.max_keys as u64),
        is_truncated: Some(is_truncated),
        contents: Some(to_objects(listed.contents, &spelling, true)),
        common_prefixes: Some(spelling.prefixes(listed.common_prefixes)),
        next_marker: spelling.spell_some(next_marker),
        encoding_type: input.encoding_type,
        request_charged: None,
    }))
}

pub(super) fn list_objects_v2(
    store: &Store,
    request: S3Request<dto::ListObjectsV2Input>,
) -> S3Result<S3Response<dto::ListObjectsV2Output>> {
    let context = context_of(&request)?;
    let input = request.input;
    let spelling = Spelling::of(input.encoding_type.as_ref(), context.origin.account);
    let start_after = match &input.continuation_token {
        Some(token) => name_in_token(token)?,
        None => input.start_after.clone().unwrap_or_default(),
    };
    let wanted = ListObjectsV2(ListObjects {
        bucket: input.bucket.clone(),
        prefix: input.prefix.clone().unwrap_or_default(),
        delimiter: input.delimiter.clone().unwrap_or_default(),
        start_after,
        max_keys: from_signed("max-keys", input.max_keys)?,
    });
    let listed = store.aws.call(&context.origin, wanted).map_err(refusal)?;
    let key_count = listed.contents.len() + listed.common_prefixes.len();
    let with_owner = input.fetch_owner == Some(true);
    Ok(S3Response::new(dto::ListObjectsV2Output {
        name: Some(input.bucket),
        prefix: Some(spelling.spell(input.prefix.unwrap_or_default())),
        delimiter: spelling.spell_some(input.delimiter),
        max_keys: to_signed(listed.max_keys as u64),
        key_count: to_signed(key_count as u64),
        is_truncated: Some(listed.truncated_after.is_some()),
        continuation_token: input.continuation_token,
        next_continuation_token: listed.truncated_after.as_deref().map(token_of_name),
        contents: Some(to_objects(listed.contents, &spelling, with_owner)),
        common_prefixes: Some(spelling.prefixes(listed.common_prefixes)),
        start_after: spelling.spell_some(input.start_after),
        encoding_type: input.encoding_type,
        request_charged: None,
    }))
}

pub(super) fn list_object_versions(
    store: &Store,
    request: S3Request<dto::ListObjectVersionsInput>,
) -> S3Result<S3Response<dto::ListObjectVersionsOutput>> {
    let context = context_of(&request)?;
    let input = request.input;
    let spelling = Spelling::of(input.encoding_type.as_ref(), context.origin.account);
    let wanted = ListObjectVersions {
        bucket: input.bucket.clone(),
        prefix: input.prefix.clone().unwrap_or_default(),
        delimiter: input.delimiter.clone().unwrap_or_default(),
        key_marker: input.key_marker.clone().unwrap_or_default(),
        version_id_marker: input.version_id_marker.clone(),
        max_keys: from_signed("max-keys", input.max_keys)?,
    };
    let listed = store.aws.call(&context.origin, wanted).map_err(refusal)?;
    let is_truncated = listed.truncated_after.is_some();
    let (next_key, next_version) = listed.truncated_after.unzip();
    let (mut versions, mut delete_markers) = (Vec::new(), Vec::new());
    for version in listed.versions {
        match version.object.clone() {
            Some(object) => versions.push(to_version(version, object, &spelling)),
            None => delete_markers.push(to_delete_marker(version, &spelling)),
        }
    }
    Ok(S3Response::new(dto::ListObjectVersionsOutput {
        name: Some(input.bucket),
        prefix: Some(spelling.spell(input.prefix.unwrap_or_default())),
        delimiter: spelling.spell_some(input.delimiter),
        key_marker: Some(spelling.spell(input.key_marker.unwrap_or_default())),
        version_id_marker: Some(input.version_id_marker.unwrap_or_default()),
        max_keys: to_signed(listed.max_keys as u64),
        is_truncated: Some(is_truncated),
        next_key_marker: spelling.spell_some(next_key),
        next_version_id_marker: next_version.flatten(),
        versions: Some(versions),
        delete_markers: Some(delete_markers),
        common_prefixes: Some(spelling.prefixes(listed.common_prefixes)),
        encoding_type: input.encoding_type,
        request_charged: None,
    }))
}

fn to_version(
    version: VersionSummary,
    object: ObjectSummary,
    spelling: &Spelling,
) -> dto::ObjectVersion {
    dto::ObjectVersion {
        key: Some(spelling.spell(version.key)),
        version_id: Some(version.version_id),
        is_latest: Some(version.is_latest),
        last_modified: Some(to_timestamp(version.last_modified)),
        e_tag: Some(to_e_tag(object.e_tag)),
        size: to_signed(object.size),
        storage_class: Some(
            object
                .storage_class
                .unwrap_or_else(|| "STANDARD".to_owned())
                .into(),
        ),
        owner: Some(spelling.owner()),
        ..dto::ObjectVersion::default()
    }
}

fn to_delete_marker(version: VersionSummary, spelling: &Spelling) -> dto::DeleteMarkerEntry {
    dto::DeleteMarkerEntry {
        key: Some(spelling.spell(version.key)),
        version_id: Some(version.version_id),
        is_latest: Some(version.is_latest),
        last_modified: Some(to_timestamp(version.last_modified)),
        owner: Some(spelling.owner()),
    }
}
