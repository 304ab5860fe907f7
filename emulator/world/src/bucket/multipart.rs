//! Objects that arrive in parts: uploads are begun, fed and given up. [`super::complete`] makes objects of them,
//! [`super::uploads`] lists them.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::checksum::{Checksum, ChecksumAlgorithm, ChecksumType};
use super::content::Content;
use super::error::BucketError;
use super::headers::Headers;
use super::key::check_key;
use super::state::Bucket;
use super::tags::check_tags;
use super::upload::{Part, Upload};
use crate::context::Context;
use crate::state::State;

/// Parts are numbered from 1 to this.
const MAX_PART_NUMBER: u32 = 10_000;

/// `CreateMultipartUpload`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateMultipartUpload {
    pub bucket: String,
    pub key: String,
    #[serde(default)]
    pub headers: Box<Headers>,
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    #[serde(default)]
    pub checksum_algorithm: Option<ChecksumAlgorithm>,
    #[serde(default)]
    pub checksum_type: Option<ChecksumType>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateMultipartUploadOutput {
    pub upload_id: String,
    pub checksum: Option<(ChecksumAlgorithm, ChecksumType)>,
}

pub(super) fn create_multipart_upload(
    scope: &mut State,
    context: &mut Context<'_>,
    request: CreateMultipartUpload,
) -> Result<CreateMultipartUploadOutput, BucketError> {
    check_key(&request.key)?;
    check_tags(&request.tags)?;
    request.headers.check()?;
    let checksum = checksum_to_keep(request.checksum_algorithm, request.checksum_type)?;
    let bucket = scope.buckets.find_mut(context.origin, &request.bucket)?;
    let upload_id = context.ids.alphanumeric(UPLOAD_ID_LENGTH);
    let upload = Upload {
        key: request.key,
        initiated: context.now,
        headers: request.headers,
        tags: request.tags,
        checksum,
        parts: BTreeMap::new(),
    };
    bucket.uploads.insert(upload_id.clone(), upload);
    Ok(CreateMultipartUploadOutput {
        upload_id,
        checksum,
    })
}

/// As long as AWS's, in characters.
const UPLOAD_ID_LENGTH: usize = 128;

fn checksum_to_keep(
    algorithm: Option<ChecksumAlgorithm>,
    kind: Option<ChecksumType>,
) -> Result<Option<(ChecksumAlgorithm, ChecksumType)>, BucketError> {
    match (algorithm, kind) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(BucketError::InvalidRequest(
            "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.".to_owned(),
        )),
        (Some(algorithm), kind) => {
            let kind = kind.unwrap_or(algorithm.default_type());
            if algorithm.allows(kind) {
                return Ok(Some((algorithm, kind)));
            }
            let kind = match kind {
                ChecksumType::FullObject => "FULL_OBJECT",
                ChecksumType::Composite => "COMPOSITE",
            };
            Err(BucketError::InvalidRequest(format!(
                "The {kind} checksum type cannot be used with the {} checksum algorithm.",
                algorithm.name().to_lowercase()
            )))
        }
    }
}

/// `UploadPart` and `UploadPartCopy`, once the bytes are stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UploadPart {
    pub bucket: String,
    pub key: String,
    pub upload_id: String,
    pub part_number: u32,
    pub content: Content,
    pub e_tag: String,
    pub checksum: Option<Checksum>,
}

pub(super) fn upload_part(
    scope: &mut State,
    context: &mut Context<'_>,
    request: impl Into<UploadPart>,
) -> Result<(), BucketError> {
    let request: UploadPart = request.into();
    if !(1..=MAX_PART_NUMBER).contains(&request.part_number) {
        return Err(BucketError::InvalidArgument(
            "Part number must be an integer between 1 and 10000, inclusive".to_owned(),
        ));
    }
    let bucket = scope.buckets.find_mut(context.origin, &request.bucket)?;
    let upload = find_upload(bucket, &request.key, &request.upload_id)?;
    check_algorithm(upload, request.checksum.as_ref())?;
    let part = Part {
        content: request.content,
        e_tag: request.e_tag,
        checksum: request.checksum,
        last_modified: context.now,
    };
    if let Some(replaced) = upload.parts.insert(request.part_number, part) {
        replaced.content.release(context.effects);
    }
    Ok(())
}

/// All parts have checksums of the algorithm that the upload was begun with.
fn check_algorithm(upload: &Upload, checksum: Option<&Checksum>) -> Result<(), BucketError> {
    let (Some((expected, _)), Some(checksum)) = (upload.checksum, checksum) else {
        return Ok(());
    };
    if checksum.algorithm == expected {
        return Ok(());
    }
    Err(BucketError::InvalidRequest(format!(
        "Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {}",
        expected.name().to_lowercase(),
        checksum.algorithm.name().to_lowercase()
    )))
}

pub(super) fn find_upload<'a>(
    bucket: &'a mut Bucket,
    key: &str,
    upload_id: &str,
) -> Result<&'a mut Upload, BucketError> {
    let upload = bucket
        .uploads
        .get_mut(upload_id)
        .filter(|upload| upload.key == key);
    upload.ok_or(BucketError::NoSuchUpload)
}

/// [`find_upload`] to look at it only.
pub(super) fn look_at_upload<'a>(
    bucket: &'a Bucket,
    key: &str,
    upload_id: &str,
) -> Result<&'a Upload, BucketError> {
    let upload = bucket.uploads.get(upload_id);
    upload
        .filter(|upload| upload.key == key)
        .ok_or(BucketError::NoSuchUpload)
}

/// `AbortMultipartUpload`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AbortMultipartUpload {
    pub bucket: String,
    pub key: String,
    pub upload_id: String,
}

pub(super) fn abort_multipart_upload(
    scope: &mut State,
    context: &mut Context<'_>,
    request: AbortMultipartUpload,
) -> Result<(), BucketError> {
    let bucket = scope.buckets.find_mut(context.origin, &request.bucket)?;
    find_upload(bucket, &request.key, &request.upload_id)?;
    if let Some(upload) = bucket.uploads.remove(&request.upload_id) {
        upload.release(context);
    }
    Ok(())
}
