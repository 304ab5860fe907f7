//! Copies: of objects, and of ranges of them into parts. The bytes are stored anew, so each body has one owner.

use s3s::dto;
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use super::context::{Store, context_of};
use super::convert::{
    from_algorithm, from_condition, from_tagging_header, from_timestamp, headers_of,
    refuse_unbuilt, set_checksum, to_checksum_type, to_e_tag, to_encryption, to_timestamp,
};
use super::error::{not_implemented, refusal};
use super::multipart::part_number;
use super::objects::open_source;
use super::payload::{self, Received};
use crate::world::bucket::{
    BucketError, ByteRange, ChecksumAlgorithm, CopyObject, CopySource, GetObject, GetObjectOutput,
    ReadConditions, UploadPart, UploadPartCopy, WriteCondition,
};
use crate::world::origin::Origin;

fn from_copy_source(source: dto::CopySource) -> S3Result<CopySource> {
    match source {
        dto::CopySource::Bucket {
            bucket,
            key,
            version_id,
        } => Ok(CopySource {
            bucket: bucket.into(),
            key: key.into(),
            version_id: version_id.map(Into::into),
        }),
        _ => Err(not_implemented("copies from access points")),
    }
}

/// The conditions on the source, from the fields that `CopyObjectInput` and `UploadPartCopyInput` have in common.
macro_rules! source_conditions_of {
    ($input:expr) => {
        ReadConditions {
            if_match: $input.copy_source_if_match.as_ref().map(from_condition),
            if_none_match: $input
                .copy_source_if_none_match
                .as_ref()
                .map(from_condition),
            if_modified_since: $input
                .copy_source_if_modified_since
                .as_ref()
                .and_then(from_timestamp),
            if_unmodified_since: $input
                .copy_source_if_unmodified_since
                .as_ref()
                .and_then(from_timestamp),
        }
    };
}

/// Stores the source's bytes anew. The checksum is of the algorithm asked for, or else of the source's own.
async fn store_anew(
    store: &Store,
    origin: &Origin,
    source: &CopySource,
    range: Option<ByteRange>,
    conditions: ReadConditions,
    algorithm: Option<ChecksumAlgorithm>,
) -> S3Result<(GetObjectOutput, Received)> {
    let read = GetObject {
        bucket: source.bucket.clone(),
        key: source.key.clone(),
        version_id: source.version_id.clone(),
        range,
        part_number: None,
        conditions,
    };
    let (found, bytes) = open_source(store, origin, read).map_err(as_copy_refusal)?;
    let own = found.checksum.as_ref().map(|checksum| checksum.algorithm);
    let algorithm = algorithm.or(own).unwrap_or(ChecksumAlgorithm::Crc64Nvme);
    let received = payload::copy(store.aws.bodies(), bytes, algorithm).await?;
    Ok((found, received))
}

/// What a read is answered with otherwise: a source that has not changed with 304, a delete marker that is named with 405, an archived one with
/// other words.
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>, "If the versionId is a delete marker, Amazon S3 returns an HTTP
/// 400 error, because you are not allowed to specify a delete marker as a version for the x-amz-copy-source"; the words are recorded by users.
fn as_copy_refusal(error: S3Error) -> S3Error {
    let message = match error.code() {
        S3ErrorCode::NotModified => return refusal(BucketError::PreconditionFailed),
        S3ErrorCode::MethodNotAllowed => {
            let message = "The source of a copy request may not specifically refer to a delete marker by version id.";
            return S3Error::with_message(S3ErrorCode::InvalidRequest, message);
        }
        S3ErrorCode::InvalidObjectState => {
            "Operation is not valid for the source object's storage class"
        }
        _ => return error,
    };
    S3Error::with_message(S3ErrorCode::InvalidObjectState, message)
}

pub(super) async fn copy_object(
    store: &Store,
    mut request: S3Request<dto::CopyObjectInput>,
) -> S3Result<S3Response<dto::CopyObjectOutput>> {
    let context = context_of(&request)?;
    let input = &mut request.input;
    refuse_unbuilt!(input);
    let source = from_copy_source(input.copy_source.clone())?;
    let algorithm = input
        .checksum_algorithm
        .as_ref()
        .map(from_algorithm)
        .transpose()?;
    let headers = replaces(
        input
            .metadata_directive
            .as_ref()
            .map(dto::MetadataDirective::as_str),
    )
    .then(|| headers_of!(input));
    let tags = replaces(
        input
            .tagging_directive
            .as_ref()
            .map(dto::TaggingDirective::as_str),
    )
    .then(|| from_tagging_header(input.tagging.as_deref()))
    .transpose()?;
    let conditions = source_conditions_of!(input);
    let (_, received) = store_anew(
        store,
        &context.source_origin(),
        &source,
        None,
        conditions,
        algorithm,
    )
    .await?;
    let copy = CopyObject {
        bucket: std::mem::take(&mut input.bucket),
        key: std::mem::take(&mut input.key),
        source,
        content: received.content.clone(),
        e_tag: received.e_tag.clone(),
        checksum: Some(received.checksum.clone()),
        headers,
        tags,
        condition: WriteCondition::default(),
    };
    let copied = store.aws.call(&context.origin, copy).map_err(|error| {
        payload::give_up(store.aws.bodies(), &received.content);
        refusal(error)
    })?;
    let mut result = dto::CopyObjectResult {
        e_tag: Some(to_e_tag(received.e_tag)),
        last_modified: Some(to_timestamp(copied.last_modified)),
        checksum_type: Some(to_checksum_type(received.checksum.kind)),
        ..dto::CopyObjectResult::default()
    };
    set_checksum!(result, Some(&received.checksum));
    Ok(S3Response::new(dto::CopyObjectOutput {
        copy_object_result: Some(result),
        copy_source_version_id: copied.source_version_id,
        version_id: copied.version_id,
        server_side_encryption: to_encryption(None),
        ..dto::CopyObjectOutput::default()
    }))
}

fn replaces(directive: Option<&str>) -> bool {
    directive == Some("REPLACE")
}

pub(super) async fn upload_part_copy(
    store: &Store,
    request: S3Request<dto::UploadPartCopyInput>,
) -> S3Result<S3Response<dto::UploadPartCopyOutput>> {
    let context = context_of(&request)?;
    let input = request.input;
    let source = from_copy_source(input.copy_source.clone())?;
    let range = input
        .copy_source_range
        .as_deref()
        .map(from_copy_range)
        .transpose()?;
    let conditions = source_conditions_of!(input);
    let algorithm = super::multipart::algorithm_of(
        store,
        &context.origin,
        &input.bucket,
        &input.key,
        &input.upload_id,
    )?;
    let (found, received) = store_anew(
        store,
        &context.source_origin(),
        &source,
        range,
        conditions,
        algorithm,
    )
    .await?;
    let upload = UploadPartCopy(UploadPart {
        bucket: input.bucket,
        key: input.key,
        upload_id: input.upload_id,
        part_number: part_number(input.part_number),
        content: received.content.clone(),
        e_tag: received.e_tag.clone(),
        checksum: Some(received.checksum.clone()),
    });
    store.aws.call(&context.origin, upload).map_err(|error| {
        payload::give_up(store.aws.bodies(), &received.content);
        refusal(error)
    })?;
    let mut result = dto::CopyPartResult {
        e_tag: Some(to_e_tag(received.e_tag)),
        last_modified: Some(to_timestamp(store.aws.clock().now())),
        ..dto::CopyPartResult::default()
    };
    set_checksum!(
        result,
        Some(&received.checksum).filter(|_| algorithm.is_some())
    );
    Ok(S3Response::new(dto::UploadPartCopyOutput {
        copy_part_result: Some(result),
        copy_source_version_id: found.version_id,
        server_side_encryption: to_encryption(None),
        ..dto::UploadPartCopyOutput::default()
    }))
}

/// `bytes=first-last`: the one form that is allowed here.
fn from_copy_range(text: &str) -> S3Result<ByteRange> {
    match dto::Range::parse(text) {
        Ok(dto::Range::Int {
            first,
            last: Some(last),
        }) => Ok(ByteRange::From {
            first,
            last: Some(last),
        }),
        _ => Err(S3Error::with_message(
            S3ErrorCode::InvalidArgument,
            "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
        )),
    }
}
