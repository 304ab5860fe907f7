//! The codes and statuses of S3's refusals.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use s3s::{S3Error, S3ErrorCode};

use crate::world::access::Reason;
use crate::world::bucket::{BucketError, Subresource};

/// A refusal of the world as S3 spells it.
pub(super) fn refusal(error: BucketError) -> S3Error {
    let mut refusal = S3Error::with_message(code(&error), error.to_string());
    if let Some(status) = status(&error) {
        refusal.set_status_code(status);
    }
    let headers = headers(&error);
    if !headers.is_empty() {
        refusal.set_headers(headers);
    }
    refusal
}

/// The code that a client sees.
pub fn code_of(error: &BucketError) -> String {
    code(error).as_str().to_owned()
}

fn code(error: &BucketError) -> S3ErrorCode {
    match error {
        BucketError::AccessDenied(denial) => match denial.reason {
            Reason::Policy { .. }
            | Reason::ForeignRole
            | Reason::NotAssumable
            | Reason::RoleLacks { .. } => S3ErrorCode::AccessDenied,
            Reason::Expired => S3ErrorCode::ExpiredToken,
            Reason::Inactive => S3ErrorCode::InvalidAccessKeyId,
        },
        BucketError::OtherOwner => S3ErrorCode::AccessDenied,
        BucketError::MalformedPolicy(_) => S3ErrorCode::MalformedPolicy,
        BucketError::BucketAlreadyExists => S3ErrorCode::BucketAlreadyExists,
        BucketError::NoSuchBucket => S3ErrorCode::NoSuchBucket,
        BucketError::InvalidBucketName => S3ErrorCode::InvalidBucketName,
        BucketError::BucketAlreadyOwnedByYou => S3ErrorCode::BucketAlreadyOwnedByYou,
        BucketError::BucketNotEmpty | BucketError::VersionsLeft => S3ErrorCode::BucketNotEmpty,
        BucketError::PermanentRedirect { .. } => S3ErrorCode::PermanentRedirect,
        BucketError::IllegalLocationConstraint { .. } => {
            S3ErrorCode::IllegalLocationConstraintException
        }
        BucketError::InvalidLocationConstraint => S3ErrorCode::InvalidLocationConstraint,
        BucketError::NoSuchKey | BucketError::DeletedKey { .. } => S3ErrorCode::NoSuchKey,
        BucketError::NoSuchVersion => S3ErrorCode::NoSuchVersion,
        BucketError::VersionIsDeleteMarker { .. } | BucketError::MethodNotAllowed => {
            S3ErrorCode::MethodNotAllowed
        }
        BucketError::InvalidObjectState => S3ErrorCode::InvalidObjectState,
        BucketError::InvalidStorageClass => S3ErrorCode::InvalidStorageClass,
        BucketError::MetadataTooLarge => S3ErrorCode::MetadataTooLarge,
        BucketError::KeyTooLong => S3ErrorCode::KeyTooLongError,
        BucketError::PreconditionFailed => S3ErrorCode::PreconditionFailed,
        BucketError::NotModified { .. } => S3ErrorCode::NotModified,
        BucketError::InvalidRange { .. } => S3ErrorCode::InvalidRange,
        BucketError::InvalidPartNumber => S3ErrorCode::Custom("InvalidPartNumber".into()),
        BucketError::NoSuchUpload => S3ErrorCode::NoSuchUpload,
        BucketError::InvalidPart => S3ErrorCode::InvalidPart,
        BucketError::InvalidPartOrder => S3ErrorCode::InvalidPartOrder,
        BucketError::EntityTooSmall => S3ErrorCode::EntityTooSmall,
        BucketError::MalformedXml => S3ErrorCode::MalformedXML,
        BucketError::BadDigest { .. } => S3ErrorCode::BadDigest,
        BucketError::NoSuchSubresource(subresource) => missing_code(*subresource),
        BucketError::TooManyTags => S3ErrorCode::Custom("BadRequest".into()),
        BucketError::InvalidTag(_) => S3ErrorCode::InvalidTag,
        BucketError::InvalidArgument(_) | BucketError::UnknownEncryption => {
            S3ErrorCode::InvalidArgument
        }
        BucketError::InvalidRequest(_) => S3ErrorCode::InvalidRequest,
        BucketError::NotImplemented(_) => S3ErrorCode::NotImplemented,
    }
}

fn missing_code(subresource: Subresource) -> S3ErrorCode {
    match subresource {
        Subresource::Policy => S3ErrorCode::NoSuchBucketPolicy,
        Subresource::Tagging => S3ErrorCode::NoSuchTagSet,
        Subresource::Encryption => S3ErrorCode::ServerSideEncryptionConfigurationNotFoundError,
        Subresource::Lifecycle => S3ErrorCode::NoSuchLifecycleConfiguration,
        Subresource::Cors => S3ErrorCode::NoSuchCORSConfiguration,
        Subresource::PublicAccessBlock => {
            S3ErrorCode::Custom("NoSuchPublicAccessBlockConfiguration".into())
        }
        Subresource::OwnershipControls => S3ErrorCode::OwnershipControlsNotFoundError,
        Subresource::Replication => S3ErrorCode::ReplicationConfigurationNotFoundError,
        Subresource::Website => S3ErrorCode::NoSuchWebsiteConfiguration,
        Subresource::ObjectLock => S3ErrorCode::ObjectLockConfigurationNotFoundError,
    }
}

/// Where `s3s` does not know the status of a code, or knows another.
fn status(error: &BucketError) -> Option<StatusCode> {
    match error {
        BucketError::InvalidPartNumber => Some(StatusCode::RANGE_NOT_SATISFIABLE),
        BucketError::NoSuchSubresource(_) => Some(StatusCode::NOT_FOUND),
        BucketError::TooManyTags => Some(StatusCode::BAD_REQUEST),
        _ => None,
    }
}

fn headers(error: &BucketError) -> HeaderMap {
    let mut headers = HeaderMap::new();
    match error {
        BucketError::PermanentRedirect { region } => {
            insert(&mut headers, "x-amz-bucket-region", region.as_str());
        }
        BucketError::DeletedKey { version_id }
        | BucketError::VersionIsDeleteMarker { version_id } => {
            insert(&mut headers, "x-amz-delete-marker", "true");
            insert(&mut headers, "x-amz-version-id", version_id);
        }
        BucketError::NotModified { e_tag } => insert(&mut headers, "etag", &format!("\"{e_tag}\"")),
        BucketError::InvalidRange { size } => {
            insert(&mut headers, "content-range", &format!("bytes */{size}"));
        }
        _ => {}
    }
    headers
}

fn insert(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

/// What AWS does and the emulator does not.
pub(super) fn not_implemented(what: &str) -> S3Error {
    let message = format!("The emulator does not implement {what}");
    S3Error::with_message(S3ErrorCode::NotImplemented, message)
}
