//! Uploaded parts become an object.

use serde::{Deserialize, Serialize};

use super::checksum::{self, Checksum, ChecksumAlgorithm, ChecksumType};
use super::content::Content;
use super::error::BucketError;
use super::event_name::EventName;
use super::multipart::find_upload;
use super::put::{WriteCondition, write};
use super::state::Object;
use super::upload::{Part, Upload};
use crate::context::Context;
use crate::state::State;

/// Every part but the last has at least this many bytes.
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>
pub const MIN_PART_BYTES: u64 = 5 * 1024 * 1024;

/// `CompleteMultipartUpload`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CompleteMultipartUpload {
    pub bucket: String,
    pub key: String,
    pub upload_id: String,
    pub parts: Vec<CompletedPart>,
    /// What the whole object's checksum must be, in base64.
    #[serde(default)]
    pub checksum: Option<(ChecksumAlgorithm, String)>,
    /// What the whole object's size must be, in bytes.
    #[serde(default)]
    pub object_size: Option<u64>,
    #[serde(default)]
    pub condition: WriteCondition,
}

/// One part of the object, as its uploader remembers it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CompletedPart {
    pub part_number: u32,
    /// Without quotes.
    pub e_tag: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CompleteMultipartUploadOutput {
    pub e_tag: String,
    pub version_id: Option<String>,
    pub checksum: Option<Checksum>,
}

pub(super) fn complete_multipart_upload(
    scope: &mut State,
    context: &mut Context<'_>,
    request: CompleteMultipartUpload,
) -> Result<CompleteMultipartUploadOutput, BucketError> {
    let bucket = scope.buckets.find_mut(context.origin, &request.bucket)?;
    request.condition.check(bucket, &request.key)?;
    let upload = find_upload(bucket, &request.key, &request.upload_id)?;
    let object = assemble(upload, &request)?;
    let (e_tag, checksum) = (object.e_tag.clone(), object.checksum.clone());
    if let Some(mut upload) = bucket.uploads.remove(&request.upload_id) {
        for part in &request.parts {
            upload.parts.remove(&part.part_number);
        }
        upload.release(context);
    }
    let event = EventName::CREATED_BY_UPLOAD;
    let written = write(scope, context, &request.bucket, &request.key, object, event)?;
    Ok(CompleteMultipartUploadOutput {
        e_tag,
        version_id: written.version_id,
        checksum,
    })
}

/// The object that the listed parts make.
fn assemble(upload: &Upload, request: &CompleteMultipartUpload) -> Result<Object, BucketError> {
    let parts = listed_parts(upload, &request.parts)?;
    let sizes: Vec<u64> = parts.iter().map(|part| part.content.size()).collect();
    let all_but_last = &sizes[..sizes.len() - 1];
    if all_but_last.iter().any(|size| *size < MIN_PART_BYTES) {
        return Err(BucketError::EntityTooSmall);
    }
    let mut content = Content::default();
    for part in &parts {
        content.append(part.content.clone());
    }
    if request
        .object_size
        .is_some_and(|size| size != content.size())
    {
        return Err(BucketError::InvalidRequest(
            "The provided 'x-amz-mp-object-size' header does not match the size of the object."
                .to_owned(),
        ));
    }
    let checksum = checksum_of(upload, &parts)?;
    check_expected(request, checksum.as_ref())?;
    Ok(Object {
        e_tag: checksum::e_tag_of_parts(parts.iter().map(|part| part.e_tag.as_str())),
        content,
        checksum,
        headers: upload.headers.clone(),
        tags: upload.tags.clone(),
        parts: sizes,
    })
}

fn listed_parts<'a>(
    upload: &'a Upload,
    listed: &[CompletedPart],
) -> Result<Vec<&'a Part>, BucketError> {
    if listed.is_empty() {
        return Err(BucketError::MalformedXml);
    }
    if !listed.is_sorted_by(|one, next| one.part_number < next.part_number) {
        return Err(BucketError::InvalidPartOrder);
    }
    let find = |listed: &CompletedPart| {
        let part = upload.parts.get(&listed.part_number);
        part.filter(|part| part.e_tag == listed.e_tag)
            .ok_or(BucketError::InvalidPart)
    };
    listed.iter().map(find).collect()
}

fn checksum_of(upload: &Upload, parts: &[&Part]) -> Result<Option<Checksum>, BucketError> {
    // Without any wish S3 keeps this one, where the parts' checksums allow.
    let kept_unasked = (ChecksumAlgorithm::Crc64Nvme, ChecksumType::FullObject);
    let (algorithm, kind) = upload.checksum.unwrap_or(kept_unasked);
    let part_checksum = |part: &&Part| {
        let checksum = part
            .checksum
            .as_ref()
            .filter(|checksum| checksum.algorithm == algorithm)?;
        Some((checksum.value.clone(), part.content.size()))
    };
    let values: Option<Vec<_>> = parts.iter().map(part_checksum).collect();
    let whole = values.and_then(|values| checksum::of_parts(algorithm, kind, &values));
    if whole.is_none() && upload.checksum.is_some() {
        return Err(BucketError::InvalidPart);
    }
    Ok(whole)
}

fn check_expected(
    request: &CompleteMultipartUpload,
    checksum: Option<&Checksum>,
) -> Result<(), BucketError> {
    let Some((algorithm, expected)) = &request.checksum else {
        return Ok(());
    };
    match checksum {
        Some(checksum) if checksum.algorithm != *algorithm || checksum.value != *expected => {
            Err(BucketError::BadDigest {
                algorithm: algorithm.name(),
            })
        }
        _ => Ok(()),
    }
}
