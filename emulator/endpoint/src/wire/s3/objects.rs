//! Objects: put, read, deleted, tagged.

use http::{HeaderMap, HeaderName, Method};
use s3s::dto;
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use super::context::{RequestContext, Store, context_of};
use super::convert::{
    from_condition, from_tagging_header, from_tags, from_timestamp, headers_of, refuse_unbuilt,
    set_checksum, set_headers, to_checksum_type, to_e_tag, to_encryption, to_signed, to_tags,
    to_timestamp,
};
use super::error::{not_implemented, refusal};
use super::payload::{self, Received};
use crate::world::bucket::{
    BucketError, ByteRange, Content, DeleteObject, DeleteObjectTagging, DeleteObjects, GetObject,
    GetObjectAttributes, GetObjectOutput, GetObjectTagging, HeadObject, ObjectIdentifier,
    PutObject, PutObjectTagging, ReadConditions, WriteCondition,
};
use crate::world::origin::Origin;

/// Also a browser's form, which `s3s` hands on as the POST that it is.
pub(super) fn put_object(
    store: &Store,
    request: S3Request<dto::PutObjectInput>,
) -> impl Future<Output = S3Result<S3Response<dto::PutObjectOutput>>> + Send {
    // Here, and not in the future: that would hold the request, some 3 KB, to its end.
    let put = Put::read(request);
    async move { put?.carry_out(store).await }
}

/// What a request wants to be put, and its bytes, which are still to come.
struct Put {
    context: RequestContext,
    headers: HeaderMap,
    body: Option<dto::StreamingBlob>,
    unread: PutObject,
}

impl Put {
    fn read(mut request: S3Request<dto::PutObjectInput>) -> S3Result<Self> {
        let context = context_of(&request)?;
        let input = &mut request.input;
        refuse_unbuilt!(input);
        if input.write_offset_bytes.is_some() {
            return Err(not_implemented("appending to an object"));
        }
        let unread = PutObject {
            bucket: std::mem::take(&mut input.bucket),
            key: std::mem::take(&mut input.key),
            content: Content::default(),
            e_tag: String::new(),
            checksum: None,
            headers: headers_of!(input),
            tags: from_tagging_header(input.tagging.as_deref())?,
            condition: write_condition(input.if_match.as_ref(), input.if_none_match.as_ref()),
            is_form: request.method == Method::POST,
        };
        Ok(Self {
            context,
            headers: request.headers,
            body: request.input.body,
            unread,
        })
    }

    async fn carry_out(self, store: &Store) -> S3Result<S3Response<dto::PutObjectOutput>> {
        let Self {
            context,
            headers,
            body,
            unread,
        } = self;
        let admit = || {
            let admitted = store.aws.admit(&context.origin, unread.clone());
            admitted.map_err(refusal)
        };
        let is_read_first = payload::is_read_first(&headers);
        if !is_read_first && let Err(denied) = admit() {
            payload::pass_over(body, &headers).await;
            return Err(denied);
        }
        let bodies = store.aws.bodies();
        let received = payload::receive(bodies, body, &headers, &context).await;
        // What is wrong with the bytes is told to those who may put them.
        if is_read_first && received.is_err() {
            admit()?;
        }
        put_received(store, &context, unread, received?)
    }
}

fn put_received(
    store: &Store,
    context: &RequestContext,
    unread: PutObject,
    received: Received,
) -> S3Result<S3Response<dto::PutObjectOutput>> {
    let (encryption, ssekms_key_id) = (
        unread.headers.server_side_encryption.clone(),
        unread.headers.ssekms_key_id.clone(),
    );
    let put = PutObject {
        content: received.content.clone(),
        e_tag: received.e_tag.clone(),
        checksum: Some(received.checksum.clone()),
        ..unread
    };
    let written = store.aws.call(&context.origin, put).map_err(|error| {
        payload::give_up(store.aws.bodies(), &received.content);
        refusal(error)
    })?;
    let mut output = dto::PutObjectOutput {
        e_tag: Some(to_e_tag(received.e_tag)),
        version_id: written.version_id,
        server_side_encryption: to_encryption(encryption),
        ssekms_key_id,
        checksum_type: Some(to_checksum_type(received.checksum.kind)),
        ..dto::PutObjectOutput::default()
    };
    set_checksum!(output, Some(&received.checksum));
    Ok(S3Response::new(output))
}

pub(super) fn write_condition(
    if_match: Option<&dto::ETagCondition>,
    if_none_match: Option<&dto::ETagCondition>,
) -> WriteCondition {
    WriteCondition {
        if_match: if_match.map(from_condition),
        if_none_match: if_none_match.map(from_condition),
    }
}

/// What to read, from the fields that `GetObjectInput` and `HeadObjectInput` have in common.
macro_rules! get_object_of {
    ($input:expr) => {
        GetObject {
            bucket: $input.bucket,
            key: $input.key,
            version_id: $input.version_id,
            range: $input.range.map(from_range),
            part_number: $input.part_number.map(from_part_number),
            conditions: ReadConditions {
                if_match: $input.if_match.as_ref().map(from_condition),
                if_none_match: $input.if_none_match.as_ref().map(from_condition),
                if_modified_since: $input.if_modified_since.as_ref().and_then(from_timestamp),
                if_unmodified_since: $input.if_unmodified_since.as_ref().and_then(from_timestamp),
            },
        }
    };
}

fn from_range(range: dto::Range) -> ByteRange {
    match range {
        dto::Range::Int { first, last } => ByteRange::From { first, last },
        dto::Range::Suffix { length } => ByteRange::Last { length },
    }
}

/// A number below 1 is no part, which the world says better.
fn from_part_number(number: i32) -> usize {
    usize::try_from(number).unwrap_or(0)
}

/// An object's description and its bytes, opened under the lock: nobody deletes them in between.
pub(super) fn open(
    store: &Store,
    origin: &Origin,
    request: GetObject,
) -> S3Result<(GetObjectOutput, dto::StreamingBlob)> {
    let open = |found: &GetObjectOutput| payload::send(store.aws.bodies(), &found.content);
    let (found, bytes) = store.aws.call_and(origin, request, open).map_err(refusal)?;
    opened(found, bytes)
}

/// The same for a copy, whose source is no request of its own.
pub(super) fn open_source(
    store: &Store,
    origin: &Origin,
    request: GetObject,
) -> S3Result<(GetObjectOutput, dto::StreamingBlob)> {
    let open = |found: &GetObjectOutput| payload::send(store.aws.bodies(), &found.content);
    let found = store.aws.look_if_allowed_and(origin, request, open);
    let (found, bytes) = found.map_err(refusal)?;
    opened(found, bytes)
}

fn opened(
    found: GetObjectOutput,
    bytes: Option<dto::StreamingBlob>,
) -> S3Result<(GetObjectOutput, dto::StreamingBlob)> {
    let bytes = bytes.ok_or_else(|| {
        S3Error::with_message(
            S3ErrorCode::InternalError,
            "the bytes of an object that is there are gone",
        )
    })?;
    Ok((found, bytes))
}

/// The fields that `GetObjectOutput` and `HeadObjectOutput` have in common.
macro_rules! describe {
    ($output:expr, $found:expr, $with_checksum:expr) => {{
        let found = $found;
        let whole = found
            .range
            .as_ref()
            .is_none_or(|range| range.start == 0 && range.end == found.size);
        if $with_checksum && whole {
            set_checksum!($output, found.checksum.as_ref());
            $output.checksum_type = found
                .checksum
                .as_ref()
                .map(|checksum| to_checksum_type(checksum.kind));
        }
        $output.accept_ranges = Some("bytes".to_owned());
        $output.content_length = to_signed(found.content.size());
        $output.content_range = found.range.as_ref().map(|range| {
            format!(
                "bytes {}-{}/{}",
                range.start,
                range.end.saturating_sub(1),
                found.size
            )
        });
        $output.e_tag = Some(to_e_tag(found.e_tag));
        $output.last_modified = Some(to_timestamp(found.last_modified));
        $output.version_id = found.version_id;
        set_headers!($output, *found.headers);
    }};
}

pub(super) fn get_object(
    store: &Store,
    request: S3Request<dto::GetObjectInput>,
) -> S3Result<S3Response<dto::GetObjectOutput>> {
    let context = context_of(&request)?;
    let with_checksum = request.input.checksum_mode.is_some();
    let by_part = request.input.part_number.is_some();
    let (found, bytes) = open(store, &context.origin, get_object_of!(request.input))?;
    let mut output = dto::GetObjectOutput {
        body: Some(bytes),
        tag_count: to_signed(found.tags.len() as u64).filter(|count| *count > 0),
        parts_count: parts_count(&found, by_part),
        ..dto::GetObjectOutput::default()
    };
    describe!(output, found, with_checksum);
    Ok(S3Response::new(output))
}

pub(super) fn head_object(
    store: &Store,
    request: S3Request<dto::HeadObjectInput>,
) -> S3Result<S3Response<dto::HeadObjectOutput>> {
    let context = context_of(&request)?;
    let with_checksum = request.input.checksum_mode.is_some();
    let by_part = request.input.part_number.is_some();
    let head = HeadObject(get_object_of!(request.input));
    let found = store.aws.call(&context.origin, head).map_err(refusal)?;
    let tags = found.tags.len();
    let mut output = dto::HeadObjectOutput {
        parts_count: parts_count(&found, by_part),
        ..dto::HeadObjectOutput::default()
    };
    describe!(output, found, with_checksum);
    let mut response = S3Response::new(output);
    if tags > 0 {
        // `s3s` does not know it of this answer.
        let name = HeaderName::from_static("x-amz-tagging-count");
        response.headers.insert(name, tags.into());
    }
    Ok(response)
}

/// Told only to who asks for a part.
fn parts_count(found: &GetObjectOutput, by_part: bool) -> Option<i32> {
    let count = to_signed(found.parts.len() as u64)?;
    Some(count).filter(|count| by_part && *count > 0)
}

pub(super) fn get_object_attributes(
    store: &Store,
    request: S3Request<dto::GetObjectAttributesInput>,
) -> S3Result<S3Response<dto::GetObjectAttributesOutput>> {
    let context = context_of(&request)?;
    let input = request.input;
    // One header names them all, with commas between.
    let attributes = input.object_attributes.iter();
    let attributes: Vec<&str> = attributes
        .flat_map(|names| names.as_str().split(','))
        .map(str::trim)
        .collect();
    let asked = |name: &str| attributes.contains(&name);
    let attributes_of = GetObjectAttributes(GetObject {
        bucket: input.bucket,
        key: input.key,
        version_id: input.version_id,
        ..GetObject::default()
    });
    let found = store
        .aws
        .call(&context.origin, attributes_of)
        .map_err(refusal)?;
    let checksum = super::convert::to_checksum(found.checksum.as_ref());
    let parts = dto::GetObjectAttributesParts {
        total_parts_count: to_signed(found.parts.len() as u64),
        ..dto::GetObjectAttributesParts::default()
    };
    let storage_class = found
        .headers
        .storage_class
        .unwrap_or_else(|| "STANDARD".to_owned());
    Ok(S3Response::new(dto::GetObjectAttributesOutput {
        e_tag: asked("ETag").then(|| to_e_tag(found.e_tag)),
        checksum: (asked("Checksum") && found.checksum.is_some()).then_some(checksum),
        object_size: asked("ObjectSize").then(|| to_signed(found.size)).flatten(),
        object_parts: (asked("ObjectParts") && !found.parts.is_empty()).then_some(parts),
        storage_class: asked("StorageClass").then(|| storage_class.into()),
        last_modified: Some(to_timestamp(found.last_modified)),
        version_id: found.version_id,
        ..dto::GetObjectAttributesOutput::default()
    }))
}

pub(super) fn delete_object(
    store: &Store,
    request: S3Request<dto::DeleteObjectInput>,
) -> S3Result<S3Response<dto::DeleteObjectOutput>> {
    let context = context_of(&request)?;
    let input = request.input;
    let delete = DeleteObject {
        bucket: input.bucket,
        object: ObjectIdentifier {
            key: input.key,
            version_id: input.version_id,
            if_match: input.if_match.as_ref().map(from_condition),
        },
    };
    let deleted = store.aws.call(&context.origin, delete).map_err(refusal)?;
    Ok(S3Response::new(dto::DeleteObjectOutput {
        delete_marker: deleted.delete_marker.then_some(true),
        version_id: deleted.version_id,
        ..dto::DeleteObjectOutput::default()
    }))
}

pub(super) fn delete_objects(
    store: &Store,
    request: S3Request<dto::DeleteObjectsInput>,
) -> S3Result<S3Response<dto::DeleteObjectsOutput>> {
    let context = context_of(&request)?;
    let input = request.input;
    let objects = input
        .delete
        .objects
        .into_iter()
        .map(|object| ObjectIdentifier {
            key: object.key,
            version_id: object.version_id,
            if_match: object.e_tag.map(dto::ETag::into_value),
        });
    let delete = DeleteObjects {
        bucket: input.bucket,
        objects: objects.collect(),
    };
    let answer = store.aws.call(&context.origin, delete).map_err(refusal)?;
    let (mut deleted, mut errors) = (Vec::new(), Vec::new());
    for (object, result) in answer.results {
        match result {
            Ok(done) => deleted.push(dto::DeletedObject {
                key: Some(object.key),
                delete_marker: done.delete_marker.then_some(true),
                delete_marker_version_id: done.version_id.filter(|_| done.delete_marker),
                version_id: object.version_id,
            }),
            Err(error) => errors.push(failed_deletion(object, error)),
        }
    }
    if input.delete.quiet == Some(true) {
        deleted.clear();
    }
    Ok(S3Response::new(dto::DeleteObjectsOutput {
        deleted: Some(deleted),
        errors: Some(errors),
        ..dto::DeleteObjectsOutput::default()
    }))
}

fn failed_deletion(object: ObjectIdentifier, error: BucketError) -> dto::Error {
    let error = refusal(error);
    dto::Error {
        code: Some(error.code().as_str().to_owned()),
        message: error.message().map(str::to_owned),
        key: Some(object.key),
        version_id: object.version_id,
    }
}

pub(super) fn put_object_tagging(
    store: &Store,
    request: S3Request<dto::PutObjectTaggingInput>,
) -> S3Result<S3Response<dto::PutObjectTaggingOutput>> {
    let context = context_of(&request)?;
    let input = request.input;
    let put = PutObjectTagging {
        bucket: input.bucket,
        key: input.key,
        version_id: input.version_id,
        tags: from_tags(input.tagging.tag_set)?,
    };
    let answer = store.aws.call(&context.origin, put).map_err(refusal)?;
    Ok(S3Response::new(dto::PutObjectTaggingOutput {
        version_id: answer.version_id,
    }))
}

pub(super) fn delete_object_tagging(
    store: &Store,
    request: S3Request<dto::DeleteObjectTaggingInput>,
) -> S3Result<S3Response<dto::DeleteObjectTaggingOutput>> {
    let context = context_of(&request)?;
    let input = request.input;
    let delete = DeleteObjectTagging(PutObjectTagging {
        bucket: input.bucket,
        key: input.key,
        version_id: input.version_id,
        tags: std::collections::BTreeMap::new(),
    });
    let answer = store.aws.call(&context.origin, delete).map_err(refusal)?;
    Ok(S3Response::with_status(
        dto::DeleteObjectTaggingOutput {
            version_id: answer.version_id,
        },
        http::StatusCode::NO_CONTENT,
    ))
}

pub(super) fn get_object_tagging(
    store: &Store,
    request: S3Request<dto::GetObjectTaggingInput>,
) -> S3Result<S3Response<dto::GetObjectTaggingOutput>> {
    let context = context_of(&request)?;
    let input = request.input;
    let tagging = GetObjectTagging(GetObject {
        bucket: input.bucket,
        key: input.key,
        version_id: input.version_id,
        ..GetObject::default()
    });
    let found = store.aws.call(&context.origin, tagging).map_err(refusal)?;
    let output = dto::GetObjectTaggingOutput {
        tag_set: to_tags(found.tags),
        version_id: found.version_id,
    };
    Ok(S3Response::with_headers(output, HeaderMap::new()))
}
