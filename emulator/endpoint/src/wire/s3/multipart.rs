//! Objects that arrive in parts.

use http::HeaderMap;
use s3s::dto;
use s3s::{S3ErrorCode, S3Request, S3Response, S3Result};

use super::context::{Store, context_of};
use super::convert::{
    from_algorithm, from_checksum_type, from_signed, from_tagging_header, headers_of, initiator,
    owner, refuse_unbuilt, set_checksum, to_algorithm, to_checksum_type, to_e_tag, to_encryption,
    to_signed, to_timestamp,
};
use super::error::refusal;
use super::listing::Spelling;
use super::objects::write_condition;
use super::payload;
use crate::world::bucket::{
    AbortMultipartUpload, ChecksumAlgorithm, CompleteMultipartUpload, CompletedPart, Content,
    CreateMultipartUpload, ListMultipartUploads, ListParts, PartSummary, UploadPart, UploadSummary,
};
use crate::world::origin::Origin;

pub(super) fn create_multipart_upload(
    store: &Store,
    mut request: S3Request<dto::CreateMultipartUploadInput>,
) -> S3Result<S3Response<dto::CreateMultipartUploadOutput>> {
    let context = context_of(&request)?;
    let input = &mut request.input;
    refuse_unbuilt!(input);
    let headers = headers_of!(input);
    let (encryption, ssekms_key_id) = (
        headers.server_side_encryption.clone(),
        headers.ssekms_key_id.clone(),
    );
    let create = CreateMultipartUpload {
        bucket: input.bucket.clone(),
        key: input.key.clone(),
        headers,
        tags: from_tagging_header(input.tagging.as_deref())?,
        checksum_algorithm: input
            .checksum_algorithm
            .as_ref()
            .map(from_algorithm)
            .transpose()?,
        checksum_type: input
            .checksum_type
            .as_ref()
            .map(from_checksum_type)
            .transpose()?,
    };
    let created = store.aws.call(&context.origin, create).map_err(refusal)?;
    Ok(S3Response::new(dto::CreateMultipartUploadOutput {
        bucket: Some(request.input.bucket),
        key: Some(request.input.key),
        upload_id: Some(created.upload_id),
        checksum_algorithm: created
            .checksum
            .map(|(algorithm, _)| to_algorithm(algorithm)),
        checksum_type: created.checksum.map(|(_, kind)| to_checksum_type(kind)),
        server_side_encryption: to_encryption(encryption),
        ssekms_key_id,
        ..dto::CreateMultipartUploadOutput::default()
    }))
}

/// A number below 1 is no part, which the world says better.
pub(super) fn part_number(number: i32) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

/// The algorithm that the parts of an upload have checksums of.
pub(super) fn algorithm_of(
    store: &Store,
    origin: &Origin,
    bucket: &str,
    key: &str,
    upload_id: &str,
) -> S3Result<Option<ChecksumAlgorithm>> {
    let look = ListParts {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
        upload_id: upload_id.to_owned(),
        part_number_marker: 0,
        max_parts: Some(0),
    };
    let upload = store.aws.look(origin, look).map_err(refusal)?;
    Ok(upload.checksum.map(|(algorithm, _)| algorithm))
}

pub(super) async fn upload_part(
    store: &Store,
    mut request: S3Request<dto::UploadPartInput>,
) -> S3Result<S3Response<dto::UploadPartOutput>> {
    let context = context_of(&request)?;
    let input = &mut request.input;
    let unread = UploadPart {
        bucket: std::mem::take(&mut input.bucket),
        key: std::mem::take(&mut input.key),
        upload_id: std::mem::take(&mut input.upload_id),
        part_number: part_number(input.part_number),
        content: Content::default(),
        e_tag: String::new(),
        checksum: None,
    };
    if let Err(denied) = store.aws.admit(&context.origin, unread.clone()) {
        payload::pass_over(input.body.take(), &request.headers).await;
        return Err(refusal(denied));
    }
    let kept = algorithm_of(
        store,
        &context.origin,
        &unread.bucket,
        &unread.key,
        &unread.upload_id,
    )?;
    if let Some(algorithm) = kept {
        name_algorithm(&mut request.headers, algorithm);
    }
    let bodies = store.aws.bodies();
    let received = payload::receive(bodies, input.body.take(), &request.headers, &context).await?;
    let upload = UploadPart {
        content: received.content.clone(),
        e_tag: received.e_tag.clone(),
        checksum: Some(received.checksum.clone()),
        ..unread
    };
    store.aws.call(&context.origin, upload).map_err(|error| {
        payload::give_up(bodies, &received.content);
        refusal(error)
    })?;
    let mut output = dto::UploadPartOutput {
        e_tag: Some(to_e_tag(received.e_tag)),
        server_side_encryption: to_encryption(None),
        ..dto::UploadPartOutput::default()
    };
    set_checksum!(output, Some(&received.checksum));
    Ok(S3Response::new(output))
}

/// A part that comes without a checksum gets one of the upload's algorithm all the same.
fn name_algorithm(headers: &mut HeaderMap, algorithm: ChecksumAlgorithm) {
    let value = http::HeaderValue::from_static(algorithm.name());
    headers
        .entry("x-amz-sdk-checksum-algorithm")
        .or_insert(value);
}

pub(super) fn complete_multipart_upload(
    store: &Store,
    request: S3Request<dto::CompleteMultipartUploadInput>,
) -> S3Result<S3Response<dto::CompleteMultipartUploadOutput>> {
    let context = context_of(&request)?;
    let mut input = request.input;
    let parts = input
        .multipart_upload
        .take()
        .and_then(|upload| upload.parts);
    let parts: S3Result<Vec<_>> = parts.into_iter().flatten().map(from_part).collect();
    let complete = CompleteMultipartUpload {
        bucket: input.bucket.clone(),
        key: input.key.clone(),
        upload_id: input.upload_id.clone(),
        parts: parts?,
        checksum: expected_checksum(&mut input),
        object_size: input
            .mpu_object_size
            .and_then(|size| u64::try_from(size).ok()),
        condition: write_condition(input.if_match.as_ref(), input.if_none_match.as_ref()),
    };
    let completed = store.aws.call(&context.origin, complete).map_err(refusal)?;
    let location = format!("{}/{}/{}", context.origin.endpoint, input.bucket, input.key);
    let mut output = dto::CompleteMultipartUploadOutput {
        bucket: Some(input.bucket),
        key: Some(input.key),
        location: Some(location),
        e_tag: Some(to_e_tag(completed.e_tag)),
        version_id: completed.version_id,
        checksum_type: completed
            .checksum
            .as_ref()
            .map(|checksum| to_checksum_type(checksum.kind)),
        server_side_encryption: to_encryption(None),
        ..dto::CompleteMultipartUploadOutput::default()
    };
    set_checksum!(output, completed.checksum.as_ref());
    Ok(S3Response::new(output))
}

fn from_part(part: dto::CompletedPart) -> S3Result<CompletedPart> {
    let number = part.part_number.ok_or(S3ErrorCode::MalformedXML)?;
    let e_tag = part.e_tag.ok_or(S3ErrorCode::MalformedXML)?;
    Ok(CompletedPart {
        part_number: part_number(number),
        e_tag: e_tag.into_value(),
    })
}

fn expected_checksum(
    input: &mut dto::CompleteMultipartUploadInput,
) -> Option<(ChecksumAlgorithm, String)> {
    let named = [
        (ChecksumAlgorithm::Crc32, input.checksum_crc32.take()),
        (ChecksumAlgorithm::Crc32c, input.checksum_crc32c.take()),
        (
            ChecksumAlgorithm::Crc64Nvme,
            input.checksum_crc64nvme.take(),
        ),
        (ChecksumAlgorithm::Sha1, input.checksum_sha1.take()),
        (ChecksumAlgorithm::Sha256, input.checksum_sha256.take()),
    ];
    named
        .into_iter()
        .find_map(|(algorithm, value)| Some((algorithm, value?)))
}

pub(super) fn abort_multipart_upload(
    store: &Store,
    request: S3Request<dto::AbortMultipartUploadInput>,
) -> S3Result<S3Response<dto::AbortMultipartUploadOutput>> {
    let context = context_of(&request)?;
    let input = request.input;
    let abort = AbortMultipartUpload {
        bucket: input.bucket,
        key: input.key,
        upload_id: input.upload_id,
    };
    store.aws.call(&context.origin, abort).map_err(refusal)?;
    Ok(S3Response::new(dto::AbortMultipartUploadOutput::default()))
}

pub(super) fn list_parts(
    store: &Store,
    request: S3Request<dto::ListPartsInput>,
) -> S3Result<S3Response<dto::ListPartsOutput>> {
    let context = context_of(&request)?;
    let input = request.input;
    let list = ListParts {
        bucket: input.bucket.clone(),
        key: input.key.clone(),
        upload_id: input.upload_id.clone(),
        part_number_marker: part_number(input.part_number_marker.unwrap_or(0)),
        max_parts: from_signed("max-parts", input.max_parts)?,
    };
    let listed = store.aws.call(&context.origin, list).map_err(refusal)?;
    let marker = listed.parts.last().map_or(0, |part| part.part_number);
    Ok(S3Response::new(dto::ListPartsOutput {
        bucket: Some(input.bucket),
        key: Some(input.key),
        upload_id: Some(input.upload_id),
        part_number_marker: Some(input.part_number_marker.unwrap_or(0)),
        next_part_number_marker: to_signed(u64::from(marker)),
        max_parts: to_signed(listed.max_parts as u64),
        is_truncated: Some(listed.is_truncated),
        parts: Some(listed.parts.into_iter().map(to_part).collect()),
        checksum_algorithm: listed
            .checksum
            .map(|(algorithm, _)| to_algorithm(algorithm)),
        checksum_type: listed.checksum.map(|(_, kind)| to_checksum_type(kind)),
        storage_class: Some(
            listed
                .storage_class
                .unwrap_or_else(|| "STANDARD".to_owned())
                .into(),
        ),
        owner: Some(owner(context.origin.account)),
        initiator: Some(initiator(context.origin.account)),
        ..dto::ListPartsOutput::default()
    }))
}

fn to_part(part: PartSummary) -> dto::Part {
    let mut shown = dto::Part {
        part_number: to_signed(u64::from(part.part_number)),
        e_tag: Some(to_e_tag(part.e_tag)),
        size: to_signed(part.size),
        last_modified: Some(to_timestamp(part.last_modified)),
        ..dto::Part::default()
    };
    set_checksum!(shown, part.checksum.as_ref());
    shown
}

pub(super) fn list_multipart_uploads(
    store: &Store,
    request: S3Request<dto::ListMultipartUploadsInput>,
) -> S3Result<S3Response<dto::ListMultipartUploadsOutput>> {
    let context = context_of(&request)?;
    let input = request.input;
    let spelling = Spelling::of(input.encoding_type.as_ref(), context.origin.account);
    let list = ListMultipartUploads {
        bucket: input.bucket.clone(),
        prefix: input.prefix.clone().unwrap_or_default(),
        delimiter: input.delimiter.clone().unwrap_or_default(),
        key_marker: input.key_marker.clone().unwrap_or_default(),
        upload_id_marker: input.upload_id_marker.clone(),
        max_uploads: from_signed("max-uploads", input.max_uploads)?,
    };
    let listed = store.aws.call(&context.origin, list).map_err(refusal)?;
    let is_truncated = listed.truncated_after.is_some();
    let (next_key, next_upload) = listed.truncated_after.unzip();
    let uploads = listed
        .uploads
        .into_iter()
        .map(|upload| to_upload(upload, &spelling));
    Ok(S3Response::new(dto::ListMultipartUploadsOutput {
        bucket: Some(input.bucket),
        prefix: Some(spelling.spell(input.prefix.unwrap_or_default())),
        delimiter: spelling.spell_some(input.delimiter),
        key_marker: Some(spelling.spell(input.key_marker.unwrap_or_default())),
        upload_id_marker: Some(input.upload_id_marker.unwrap_or_default()),
        next_key_marker: spelling.spell_some(next_key),
        next_upload_id_marker: next_upload.flatten(),
        max_uploads: to_signed(listed.max_uploads as u64),
        is_truncated: Some(is_truncated),
        uploads: Some(uploads.collect()),
        common_prefixes: Some(spelling.prefixes(listed.common_prefixes)),
        encoding_type: input.encoding_type,
        request_charged: None,
    }))
}

fn to_upload(upload: UploadSummary, spelling: &Spelling) -> dto::MultipartUpload {
    dto::MultipartUpload {
        key: Some(spelling.spell(upload.key)),
        upload_id: Some(upload.upload_id),
        initiated: Some(to_timestamp(upload.initiated)),
        storage_class: Some(
            upload
                .storage_class
                .unwrap_or_else(|| "STANDARD".to_owned())
                .into(),
        ),
        checksum_algorithm: upload
            .checksum
            .map(|(algorithm, _)| to_algorithm(algorithm)),
        checksum_type: upload.checksum.map(|(_, kind)| to_checksum_type(kind)),
        owner: Some(spelling.owner()),
        initiator: Some(spelling.initiator()),
    }
}
