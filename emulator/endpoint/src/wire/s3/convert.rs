//! Values that every operation translates: moments, ETags, checksums, conditions, what a writer says of an object.

use std::collections::BTreeMap;
use std::time::SystemTime;

use jiff::Timestamp;
use s3s::dto;
use s3s::{S3Error, S3ErrorCode, S3Result};

use crate::world::bucket::{Checksum, ChecksumAlgorithm, ChecksumType, OWNER_NAME, owner_id};
use crate::world::origin::AccountId;

/// S3 tells moments in whole seconds.
pub(super) fn to_timestamp(moment: Timestamp) -> dto::Timestamp {
    let seconds = Timestamp::from_second(moment.as_second()).unwrap_or(moment);
    SystemTime::from(seconds).into()
}

pub(super) fn from_timestamp(moment: &dto::Timestamp) -> Option<Timestamp> {
    let text = format_timestamp(moment, dto::TimestampFormat::DateTime)?;
    text.parse().ok()
}

/// A moment as it stands in a header.
pub(super) fn to_http_date(moment: &dto::Timestamp) -> Option<String> {
    format_timestamp(moment, dto::TimestampFormat::HttpDate)
}

pub(super) fn from_http_date(text: &str) -> Option<dto::Timestamp> {
    dto::Timestamp::parse(dto::TimestampFormat::HttpDate, text).ok()
}

fn format_timestamp(moment: &dto::Timestamp, format: dto::TimestampFormat) -> Option<String> {
    let mut text = Vec::new();
    moment.format(format, &mut text).ok()?;
    String::from_utf8(text).ok()
}

pub(super) fn to_e_tag(e_tag: String) -> dto::ETag {
    dto::ETag::Strong(e_tag)
}

/// A condition on an ETag: its value without quotes, or `*`.
pub(super) fn from_condition(condition: &dto::ETagCondition) -> String {
    match condition {
        dto::ETagCondition::ETag(e_tag) => e_tag.value().to_owned(),
        dto::ETagCondition::Any => "*".to_owned(),
    }
}

/// A size or count for a field that S3's model makes signed.
pub(super) fn to_signed<T: TryFrom<u64>>(number: u64) -> Option<T> {
    T::try_from(number).ok()
}

/// A count from a field that S3's model makes signed; `name` is the parameter that is to blame.
pub(super) fn from_signed(name: &str, number: Option<i32>) -> S3Result<Option<usize>> {
    let count = number.map(usize::try_from).transpose();
    count.map_err(|_| {
        let message = format!("Argument {name} must be an integer between 0 and 2147483647");
        S3Error::with_message(S3ErrorCode::InvalidArgument, message)
    })
}

pub(super) fn owner(account: AccountId) -> dto::Owner {
    dto::Owner {
        id: Some(owner_id(account).into_owned()),
        display_name: Some(OWNER_NAME.to_owned()),
    }
}

pub(super) fn initiator(account: AccountId) -> dto::Initiator {
    dto::Initiator {
        id: Some(owner_id(account).into_owned()),
        display_name: Some(OWNER_NAME.to_owned()),
    }
}

pub(super) fn to_algorithm(algorithm: ChecksumAlgorithm) -> dto::ChecksumAlgorithm {
    dto::ChecksumAlgorithm::from_static(algorithm.name())
}

pub(super) fn to_checksum_type(kind: ChecksumType) -> dto::ChecksumType {
    dto::ChecksumType::from_static(match kind {
        ChecksumType::FullObject => dto::ChecksumType::FULL_OBJECT,
        ChecksumType::Composite => dto::ChecksumType::COMPOSITE,
    })
}

pub(super) fn from_checksum_type(kind: &dto::ChecksumType) -> S3Result<ChecksumType> {
    match kind.as_str() {
        dto::ChecksumType::FULL_OBJECT => Ok(ChecksumType::FullObject),
        dto::ChecksumType::COMPOSITE => Ok(ChecksumType::Composite),
        _ => Err(S3Error::with_message(
            S3ErrorCode::InvalidRequest,
            "Value for x-amz-checksum-type header is invalid.",
        )),
    }
}

pub(super) fn from_algorithm(algorithm: &dto::ChecksumAlgorithm) -> S3Result<ChecksumAlgorithm> {
    ChecksumAlgorithm::from_name(algorithm.as_str()).ok_or_else(|| {
        S3Error::with_message(
            S3ErrorCode::InvalidRequest,
            "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
        )
    })
}

/// A checksum in the field of its algorithm, as S3's models have it.
pub(super) fn to_checksum(checksum: Option<&Checksum>) -> dto::Checksum {
    let mut fields = dto::Checksum::default();
    let Some(checksum) = checksum else {
        return fields;
    };
    fields.checksum_type = Some(to_checksum_type(checksum.kind));
    let field = match checksum.algorithm {
        ChecksumAlgorithm::Crc32 => &mut fields.checksum_crc32,
        ChecksumAlgorithm::Crc32c => &mut fields.checksum_crc32c,
        ChecksumAlgorithm::Crc64Nvme => &mut fields.checksum_crc64nvme,
        ChecksumAlgorithm::Sha1 => &mut fields.checksum_sha1,
        ChecksumAlgorithm::Sha256 => &mut fields.checksum_sha256,
    };
    *field = Some(checksum.value.clone());
    fields
}

/// Sets the five checksum fields of an answer.
macro_rules! set_checksum {
    ($output:expr, $checksum:expr) => {{
        let fields = $crate::wire::s3::convert::to_checksum($checksum);
        $output.checksum_crc32 = fields.checksum_crc32;
        $output.checksum_crc32c = fields.checksum_crc32c;
        $output.checksum_crc64nvme = fields.checksum_crc64nvme;
        $output.checksum_sha1 = fields.checksum_sha1;
        $output.checksum_sha256 = fields.checksum_sha256;
    }};
}
pub(super) use set_checksum;

/// Refuses what would make an object other than the request says, if it were passed over: keys of the customer, locks.
macro_rules! refuse_unbuilt {
    ($input:expr) => {
        if $input.sse_customer_algorithm.is_some() || $input.sse_customer_key.is_some() {
            return Err($crate::wire::s3::error::not_implemented(
                "encryption with the customer's keys",
            ));
        }
        if $input.object_lock_mode.is_some() || $input.object_lock_legal_hold_status.is_some() {
            return Err(s3s::S3Error::with_message(
                s3s::S3ErrorCode::InvalidRequest,
                "Bucket is missing Object Lock Configuration",
            ));
        }
    };
}
pub(super) use refuse_unbuilt;

/// What a request says of the object that it writes.
macro_rules! headers_of {
    ($input:expr) => {
        Box::new($crate::world::bucket::Headers {
            content_type: $input.content_type.take(),
            content_encoding: $input.content_encoding.take(),
            content_disposition: $input.content_disposition.take(),
            content_language: $input.content_language.take(),
            cache_control: $input.cache_control.take(),
            expires: $input
                .expires
                .as_ref()
                .and_then($crate::wire::s3::convert::to_http_date),
            website_redirect_location: $input.website_redirect_location.take(),
            storage_class: $input
                .storage_class
                .take()
                .map(|class| class.as_str().to_owned())
                .filter(|class| class != "STANDARD"),
            server_side_encryption: $input
                .server_side_encryption
                .take()
                .map(|encryption| encryption.as_str().to_owned()),
            ssekms_key_id: $input.ssekms_key_id.take(),
            metadata: $input.metadata.take().into_iter().flatten().collect(),
        })
    };
}
pub(super) use headers_of;

/// What every reader of an object is told of it.
macro_rules! set_headers {
    ($output:expr, $headers:expr) => {{
        let headers = $headers;
        $output.content_type = Some(
            headers
                .content_type
                .unwrap_or_else(|| "binary/octet-stream".to_owned()),
        );
        $output.content_encoding = headers.content_encoding;
        $output.content_disposition = headers.content_disposition;
        $output.content_language = headers.content_language;
        $output.cache_control = headers.cache_control;
        $output.expires = headers
            .expires
            .as_deref()
            .and_then($crate::wire::s3::convert::from_http_date);
        $output.website_redirect_location = headers.website_redirect_location;
        $output.storage_class = headers.storage_class.map(Into::into);
        $output.server_side_encryption =
            $crate::wire::s3::convert::to_encryption(headers.server_side_encryption);
        $output.ssekms_key_id = headers.ssekms_key_id;
        $output.metadata = Some(headers.metadata.into_iter().collect());
    }};
}
pub(super) use set_headers;

/// Every object is encrypted on S3, so every answer says how.
pub(super) fn to_encryption(chosen: Option<String>) -> Option<dto::ServerSideEncryption> {
    Some(chosen.map_or(
        dto::ServerSideEncryption::from_static(dto::ServerSideEncryption::AES256),
        dto::ServerSideEncryption::from,
    ))
}

/// The tags of an `x-amz-tagging` header, which are form-url-encoded.
///
/// # Errors
/// Two have the same key, in the words that `aws s3api put-object --tagging 'a=&a='` was answered with
/// (<https://github.com/open-io/swift3/pull/92>).
pub(super) fn from_tagging_header(header: Option<&str>) -> S3Result<BTreeMap<String, String>> {
    let mut tags = BTreeMap::new();
    for (key, value) in form_urlencoded::parse(header.unwrap_or_default().as_bytes()) {
        if tags.insert(key.into_owned(), value.into_owned()).is_some() {
            let message = "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.";
            return Err(S3Error::with_message(S3ErrorCode::InvalidArgument, message));
        }
    }
    Ok(tags)
}

pub(super) fn from_tags(tags: Vec<dto::Tag>) -> S3Result<BTreeMap<String, String>> {
    let mut map = BTreeMap::new();
    for tag in tags {
        let key = tag.key.ok_or(S3ErrorCode::MalformedXML)?;
        if map.insert(key, tag.value.unwrap_or_default()).is_some() {
            let message = "Cannot provide multiple Tags with the same key";
            return Err(S3Error::with_message(S3ErrorCode::InvalidTag, message));
        }
    }
    Ok(map)
}

pub(super) fn to_tags(tags: BTreeMap<String, String>) -> Vec<dto::Tag> {
    let tag = |(key, value)| dto::Tag {
        key: Some(key),
        value: Some(value),
    };
    tags.into_iter().map(tag).collect()
}
