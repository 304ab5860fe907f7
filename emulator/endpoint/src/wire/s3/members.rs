//! Which members of its requests S3's wire reads, operation by operation: what nobody reads is refused, naming it.
//!
//! Each request is taken apart without a rest, so a member that a new version of `s3s` adds does not compile before somebody has
//! said what becomes of it.

use s3s::{S3Error, S3ErrorCode, S3Result, dto};

use crate::wire::unread::Unread;

/// A request of S3, by what becomes of its members.
pub(super) trait Members {
    /// Says of a bucket or an object who may what, which buckets have not allowed since April 2023 unless they are told to.
    fn acls(&self) -> Vec<&str>;

    /// The first member that nobody reads.
    fn unread(&self) -> Option<&'static str>;
}

/// Refuses what cannot be carried out as it was asked for.
///
/// # Errors
/// An ACL is set, a member is not read.
pub(super) fn check(
    operation: &'static str,
    request: &impl Members,
    unread: Unread,
) -> S3Result<()> {
    decide(operation, &request.acls(), request.unread(), unread)
}

/// [`check`], of a request of any type.
fn decide(
    operation: &'static str,
    acls: &[&str],
    member: Option<&'static str>,
    unread: Unread,
) -> S3Result<()> {
    if acls.iter().any(|acl| !is_usual(operation, acl)) {
        return Err(no_acls(operation));
    }
    match (member, unread) {
        (None, _) => Ok(()),
        (Some(member), Unread::Told) => {
            tracing::warn!(operation, member, "a member of a request is not read");
            Ok(())
        }
        (Some(member), Unread::Refused) => Err(S3Error::with_message(
            S3ErrorCode::NotImplemented,
            format!(
                "The emulator does not read the parameter {} of {operation}: nothing was done. Leave it out, or start the emulator with \
                 --lenient, which takes such requests with a warning.",
                member_name(member)
            ),
        )),
    }
}

/// AWS's name of a member: `if_match_size` is `IfMatchSize`.
fn member_name(field: &str) -> String {
    let words = field.split('_').map(|word| match word {
        "sse" => "SSE".to_owned(),
        "ssekms" => "SSEKMS".to_owned(),
        "mfa" => "MFA".to_owned(),
        word => word[..1].to_uppercase() + &word[1..],
    });
    words.collect()
}

/// A canned ACL that says what holds anyway.
fn is_usual(operation: &str, acl: &str) -> bool {
    match operation {
        "CreateBucket" => acl == "private",
        _ => acl == "bucket-owner-full-control",
    }
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html>
fn no_acls(operation: &str) -> S3Error {
    if operation == "CreateBucket" {
        let code = S3ErrorCode::Custom("InvalidBucketAclWithObjectOwnership".into());
        let message =
            "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
        let mut error = S3Error::with_message(code, message);
        error.set_status_code(http::StatusCode::BAD_REQUEST);
        return error;
    }
    S3Error::with_message(
        S3ErrorCode::AccessControlListNotSupported,
        "The bucket does not allow ACLs",
    )
}

macro_rules! members {
    ($($input:ident {
        reads $($read:ident),*;
        acls $($acl:ident),*;
        idle $($idle:ident),*;
        flags $($flag:ident),*;
        refuses $($refused:ident),*;
    })*) => {
        $(impl Members for dto::$input {
            fn acls(&self) -> Vec<&str> {
                let acls: [Option<&str>; _] = [$(self.$acl.as_ref().map(|acl| acl.as_str())),*];
                acls.into_iter().flatten().collect()
            }

            fn unread(&self) -> Option<&'static str> {
                let Self {
                    $($read: _,)* $($acl: _,)* $($idle: _,)* $($flag,)* $($refused,)*
                } = self;
                $(if *$flag == Some(true) {
                    return Some(stringify!($flag));
                })*
                $(if $refused.is_some() {
                    return Some(stringify!($refused));
                })*
                None
            }
        })*
    };
}

// `reads`: the operation does. `acls`: refused as by a bucket without ACLs, which all are.
// `idle`: read from the request's headers, by `s3s`, `front` or `payload`, or without an effect for a bucket's owner, as on AWS.
// `flags`: refused when set. `refuses`: nobody reads it.
members! {
    AbortMultipartUploadInput {
        reads bucket, key, upload_id;
        acls ;
        idle expected_bucket_owner, request_payer;
        flags ;
        refuses if_match_initiated_time;
    }
    CompleteMultipartUploadInput {
        reads bucket, if_match, if_none_match, key, mpu_object_size, multipart_upload, upload_id;
        acls ;
        idle checksum_crc32, checksum_crc32c, checksum_crc64nvme, checksum_sha1, checksum_sha256, checksum_type, expected_bucket_owner, request_payer, sse_customer_key_md5;
        flags ;
        refuses sse_customer_algorithm, sse_customer_key;
    }
    CopyObjectInput {
        reads bucket, cache_control, checksum_algorithm, content_disposition, content_encoding, content_language, content_type, copy_source, copy_source_if_match, copy_source_if_modified_since, copy_source_if_none_match, copy_source_if_unmodified_since, expires, key, metadata, metadata_directive, object_lock_legal_hold_status, object_lock_mode, sse_customer_algorithm, sse_customer_key, ssekms_key_id, server_side_encryption, storage_class, tagging, tagging_directive, website_redirect_location;
        acls acl, grant_full_control, grant_read, grant_read_acp, grant_write_acp;
        idle expected_bucket_owner, expected_source_bucket_owner, request_payer, sse_customer_key_md5;
        flags bucket_key_enabled;
        refuses copy_source_sse_customer_algorithm, copy_source_sse_customer_key, copy_source_sse_customer_key_md5, object_lock_retain_until_date, ssekms_encryption_context;
    }
    CreateBucketInput {
        reads bucket, create_bucket_configuration, object_lock_enabled_for_bucket;
        acls acl, grant_full_control, grant_read, grant_read_acp, grant_write, grant_write_acp;
        idle ;
        flags ;
        refuses object_ownership;
    }
    CreateMultipartUploadInput {
        reads bucket, cache_control, checksum_algorithm, checksum_type, content_disposition, content_encoding, content_language, content_type, expires, key, metadata, object_lock_legal_hold_status, object_lock_mode, sse_customer_algorithm, sse_customer_key, ssekms_key_id, server_side_encryption, storage_class, tagging, website_redirect_location;
        acls acl, grant_full_control, grant_read, grant_read_acp, grant_write_acp;
        idle expected_bucket_owner, request_payer, sse_customer_key_md5;
        flags bucket_key_enabled;
        refuses object_lock_retain_until_date, ssekms_encryption_context;
    }
    DeleteBucketCorsInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    DeleteBucketEncryptionInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    DeleteBucketInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    DeleteBucketLifecycleInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    DeleteBucketOwnershipControlsInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    DeleteBucketPolicyInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    DeleteBucketTaggingInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    DeleteObjectInput {
        reads bucket, if_match, key, version_id;
        acls ;
        idle expected_bucket_owner, request_payer;
        flags bypass_governance_retention;
        refuses if_match_last_modified_time, if_match_size, mfa;
    }
    DeleteObjectTaggingInput {
        reads bucket, key, version_id;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    DeleteObjectsInput {
        reads bucket, delete;
        acls ;
        idle checksum_algorithm, expected_bucket_owner, request_payer;
        flags bypass_governance_retention;
        refuses mfa;
    }
    DeletePublicAccessBlockInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    GetBucketAccelerateConfigurationInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner, request_payer;
        flags ;
        refuses ;
    }
    GetBucketAclInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    GetBucketCorsInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    GetBucketEncryptionInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    GetBucketLifecycleConfigurationInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    GetBucketLocationInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    GetBucketLoggingInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    GetBucketNotificationConfigurationInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    GetBucketOwnershipControlsInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    GetBucketPolicyInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    GetBucketReplicationInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    GetBucketRequestPaymentInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    GetBucketTaggingInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    GetBucketVersioningInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    GetBucketWebsiteInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    GetObjectAttributesInput {
        reads bucket, key, object_attributes, version_id;
        acls ;
        idle expected_bucket_owner, request_payer, sse_customer_key_md5;
        flags ;
        refuses max_parts, part_number_marker, sse_customer_algorithm, sse_customer_key;
    }
    GetObjectInput {
        reads bucket, checksum_mode, if_match, if_modified_since, if_none_match, if_unmodified_since, key, part_number, range, version_id;
        acls ;
        idle expected_bucket_owner, request_payer, response_cache_control, response_content_disposition, response_content_encoding, response_content_language, response_content_type, response_expires, sse_customer_key_md5;
        flags ;
        refuses sse_customer_algorithm, sse_customer_key;
    }
    GetObjectLockConfigurationInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    GetObjectTaggingInput {
        reads bucket, key, version_id;
        acls ;
        idle expected_bucket_owner, request_payer;
        flags ;
        refuses ;
    }
    GetPublicAccessBlockInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    HeadBucketInput {
        reads bucket;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    HeadObjectInput {
        reads bucket, checksum_mode, if_match, if_modified_since, if_none_match, if_unmodified_since, key, part_number, range, version_id;
        acls ;
        idle expected_bucket_owner, request_payer, response_cache_control, response_content_disposition, response_content_encoding, response_content_language, response_content_type, response_expires, sse_customer_key_md5;
        flags ;
        refuses sse_customer_algorithm, sse_customer_key;
    }
    ListBucketsInput {
        reads bucket_region, continuation_token, max_buckets, prefix;
        acls ;
        idle ;
        flags ;
        refuses ;
    }
    ListMultipartUploadsInput {
        reads bucket, delimiter, encoding_type, key_marker, max_uploads, prefix, upload_id_marker;
        acls ;
        idle expected_bucket_owner, request_payer;
        flags ;
        refuses ;
    }
    ListObjectVersionsInput {
        reads bucket, delimiter, encoding_type, key_marker, max_keys, prefix, version_id_marker;
        acls ;
        idle expected_bucket_owner, request_payer;
        flags ;
        refuses optional_object_attributes;
    }
    ListObjectsInput {
        reads bucket, delimiter, encoding_type, marker, max_keys, prefix;
        acls ;
        idle expected_bucket_owner, request_payer;
        flags ;
        refuses optional_object_attributes;
    }
    ListObjectsV2Input {
        reads bucket, continuation_token, delimiter, encoding_type, fetch_owner, max_keys, prefix, start_after;
        acls ;
        idle expected_bucket_owner, request_payer;
        flags ;
        refuses optional_object_attributes;
    }
    ListPartsInput {
        reads bucket, key, max_parts, part_number_marker, upload_id;
        acls ;
        idle expected_bucket_owner, request_payer, sse_customer_key_md5;
        flags ;
        refuses sse_customer_algorithm, sse_customer_key;
    }
    PutBucketCorsInput {
        reads bucket, cors_configuration;
        acls ;
        idle checksum_algorithm, content_md5, expected_bucket_owner;
        flags ;
        refuses ;
    }
    PutBucketEncryptionInput {
        reads bucket, server_side_encryption_configuration;
        acls ;
        idle checksum_algorithm, content_md5, expected_bucket_owner;
        flags ;
        refuses ;
    }
    PutBucketLifecycleConfigurationInput {
        reads bucket, lifecycle_configuration;
        acls ;
        idle checksum_algorithm, expected_bucket_owner, transition_default_minimum_object_size;
        flags ;
        refuses ;
    }
    PutBucketNotificationConfigurationInput {
        reads bucket, notification_configuration, skip_destination_validation;
        acls ;
        idle expected_bucket_owner;
        flags ;
        refuses ;
    }
    PutBucketOwnershipControlsInput {
        reads bucket, ownership_controls;
        acls ;
        idle content_md5, expected_bucket_owner;
        flags ;
        refuses ;
    }
    PutBucketPolicyInput {
        reads bucket, policy;
        acls ;
        idle checksum_algorithm, confirm_remove_self_bucket_access, content_md5, expected_bucket_owner;
        flags ;
        refuses ;
    }
    PutBucketTaggingInput {
        reads bucket, tagging;
        acls ;
        idle checksum_algorithm, content_md5, expected_bucket_owner;
        flags ;
        refuses ;
    }
    PutBucketVersioningInput {
        reads bucket, versioning_configuration;
        acls ;
        idle checksum_algorithm, content_md5, expected_bucket_owner;
        flags ;
        refuses mfa;
    }
    PutObjectInput {
        reads body, bucket, cache_control, content_disposition, content_encoding, content_language, content_type, expires, if_match, if_none_match, key, metadata, object_lock_legal_hold_status, object_lock_mode, sse_customer_algorithm, sse_customer_key, ssekms_key_id, server_side_encryption, storage_class, tagging, website_redirect_location, write_offset_bytes;
        acls acl, grant_full_control, grant_read, grant_read_acp, grant_write_acp;
        idle checksum_algorithm, checksum_crc32, checksum_crc32c, checksum_crc64nvme, checksum_sha1, checksum_sha256, content_length, content_md5, expected_bucket_owner, request_payer, sse_customer_key_md5;
        flags bucket_key_enabled;
        refuses object_lock_retain_until_date, ssekms_encryption_context;
    }
    PutObjectTaggingInput {
        reads bucket, key, tagging, version_id;
        acls ;
        idle checksum_algorithm, content_md5, expected_bucket_owner, request_payer;
        flags ;
        refuses ;
    }
    PutPublicAccessBlockInput {
        reads bucket, public_access_block_configuration;
        acls ;
        idle checksum_algorithm, content_md5, expected_bucket_owner;
        flags ;
        refuses ;
    }
    UploadPartCopyInput {
        reads bucket, copy_source, copy_source_if_match, copy_source_if_modified_since, copy_source_if_none_match, copy_source_if_unmodified_since, copy_source_range, key, part_number, upload_id;
        acls ;
        idle expected_bucket_owner, expected_source_bucket_owner, request_payer, sse_customer_key_md5;
        flags ;
        refuses copy_source_sse_customer_algorithm, copy_source_sse_customer_key, copy_source_sse_customer_key_md5, sse_customer_algorithm, sse_customer_key;
    }
    UploadPartInput {
        reads body, bucket, key, part_number, upload_id;
        acls ;
        idle checksum_algorithm, checksum_crc32, checksum_crc32c, checksum_crc64nvme, checksum_sha1, checksum_sha256, content_length, content_md5, expected_bucket_owner, request_payer, sse_customer_key_md5;
        flags ;
        refuses sse_customer_algorithm, sse_customer_key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_have_awss_names() {
        assert_eq!(member_name("if_match_size"), "IfMatchSize");
        assert_eq!(member_name("sse_customer_key"), "SSECustomerKey");
    }
}
