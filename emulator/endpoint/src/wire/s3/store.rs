//! The operations that are built, as `s3s` calls them. Each goes to the file that translates it; all others answer
//! `NotImplemented`.

use s3s::dto;
use s3s::{S3, S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use super::context::{Store, request_id_of};
use super::{
    buckets, copy, listing, members, multipart, notification, objects, subresources, unset,
};

/// Logs what went wrong in the emulator itself: the client is told an id, and nothing else.
fn tell(request_id: &str, operation: &str, error: S3Error) -> S3Error {
    if *error.code() == S3ErrorCode::InternalError {
        tracing::error!(request_id, operation, cause = ?error, "an internal error");
    }
    error
}

/// Implements `s3s`'s trait by a table: AWS's name, the trait's function, its types, and ours.
macro_rules! serve {
    (
        at_once { $($name:literal $method:ident($input:ident) -> $output:ident = $function:path;)* }
        through_others { $($other:literal)* }
        streaming { $($stream_name:literal $stream_method:ident($stream_input:ident) -> $stream_output:ident = $stream_function:path;)* }
    ) => {
        /// AWS's names of the operations that are built.
        pub const OPERATIONS: &[&str] = &[$($name,)* $($stream_name,)* $($other,)*];

        #[async_trait::async_trait]
        impl S3 for Store {
            $(async fn $method(&self, request: S3Request<dto::$input>) -> S3Result<S3Response<dto::$output>> {
                members::check($name, &request.input, self.unread)?;
                let request_id = request_id_of(&request)?;
                $function(self, request).map_err(|error| tell(&request_id, $name, error))
            })*
            $(async fn $stream_method(
                &self,
                request: S3Request<dto::$stream_input>,
            ) -> S3Result<S3Response<dto::$stream_output>> {
                members::check($stream_name, &request.input, self.unread)?;
                let request_id = request_id_of(&request)?;
                let answer = $stream_function(self, request).await;
                answer.map_err(|error| tell(&request_id, $stream_name, error))
            })*
        }
    };
}

serve! {
    at_once {
        "CreateBucket" create_bucket(CreateBucketInput) -> CreateBucketOutput = buckets::create_bucket;
        "DeleteBucket" delete_bucket(DeleteBucketInput) -> DeleteBucketOutput = buckets::delete_bucket;
        "HeadBucket" head_bucket(HeadBucketInput) -> HeadBucketOutput = buckets::head_bucket;
        "ListBuckets" list_buckets(ListBucketsInput) -> ListBucketsOutput = buckets::list_buckets;
        "GetBucketLocation" get_bucket_location(GetBucketLocationInput) -> GetBucketLocationOutput = buckets::get_bucket_location;
        "GetBucketAccelerateConfiguration" get_bucket_accelerate_configuration(GetBucketAccelerateConfigurationInput) -> GetBucketAccelerateConfigurationOutput = unset::get_bucket_accelerate_configuration;
        "GetBucketLogging" get_bucket_logging(GetBucketLoggingInput) -> GetBucketLoggingOutput = unset::get_bucket_logging;
        "GetBucketReplication" get_bucket_replication(GetBucketReplicationInput) -> GetBucketReplicationOutput = unset::get_bucket_replication;
        "GetBucketRequestPayment" get_bucket_request_payment(GetBucketRequestPaymentInput) -> GetBucketRequestPaymentOutput = unset::get_bucket_request_payment;
        "GetBucketWebsite" get_bucket_website(GetBucketWebsiteInput) -> GetBucketWebsiteOutput = unset::get_bucket_website;
        "GetObjectLockConfiguration" get_object_lock_configuration(GetObjectLockConfigurationInput) -> GetObjectLockConfigurationOutput = unset::get_object_lock_configuration;
        "GetBucketAcl" get_bucket_acl(GetBucketAclInput) -> GetBucketAclOutput = buckets::get_bucket_acl;
        "PutBucketVersioning" put_bucket_versioning(PutBucketVersioningInput) -> PutBucketVersioningOutput = buckets::put_bucket_versioning;
        "GetBucketVersioning" get_bucket_versioning(GetBucketVersioningInput) -> GetBucketVersioningOutput = buckets::get_bucket_versioning;

        "PutBucketNotificationConfiguration" put_bucket_notification_configuration(PutBucketNotificationConfigurationInput) -> PutBucketNotificationConfigurationOutput = notification::put_bucket_notification_configuration;
        "GetBucketNotificationConfiguration" get_bucket_notification_configuration(GetBucketNotificationConfigurationInput) -> GetBucketNotificationConfigurationOutput = notification::get_bucket_notification_configuration;

        "GetObject" get_object(GetObjectInput) -> GetObjectOutput = objects::get_object;
        "HeadObject" head_object(HeadObjectInput) -> HeadObjectOutput = objects::head_object;
        "GetObjectAttributes" get_object_attributes(GetObjectAttributesInput) -> GetObjectAttributesOutput = objects::get_object_attributes;
        "DeleteObject" delete_object(DeleteObjectInput) -> DeleteObjectOutput = objects::delete_object;
        "DeleteObjects" delete_objects(DeleteObjectsInput) -> DeleteObjectsOutput = objects::delete_objects;
        "PutObjectTagging" put_object_tagging(PutObjectTaggingInput) -> PutObjectTaggingOutput = objects::put_object_tagging;
        "GetObjectTagging" get_object_tagging(GetObjectTaggingInput) -> GetObjectTaggingOutput = objects::get_object_tagging;
        "DeleteObjectTagging" delete_object_tagging(DeleteObjectTaggingInput) -> DeleteObjectTaggingOutput = objects::delete_object_tagging;

        "ListObjects" list_objects(ListObjectsInput) -> ListObjectsOutput = listing::list_objects;
        "ListObjectsV2" list_objects_v2(ListObjectsV2Input) -> ListObjectsV2Output = listing::list_objects_v2;
        "ListObjectVersions" list_object_versions(ListObjectVersionsInput) -> ListObjectVersionsOutput = listing::list_object_versions;

        "CreateMultipartUpload" create_multipart_upload(CreateMultipartUploadInput) -> CreateMultipartUploadOutput = multipart::create_multipart_upload;
        "CompleteMultipartUpload" complete_multipart_upload(CompleteMultipartUploadInput) -> CompleteMultipartUploadOutput = multipart::complete_multipart_upload;
        "AbortMultipartUpload" abort_multipart_upload(AbortMultipartUploadInput) -> AbortMultipartUploadOutput = multipart::abort_multipart_upload;
        "ListParts" list_parts(ListPartsInput) -> ListPartsOutput = multipart::list_parts;
        "ListMultipartUploads" list_multipart_uploads(ListMultipartUploadsInput) -> ListMultipartUploadsOutput = multipart::list_multipart_uploads;

        "PutBucketPolicy" put_bucket_policy(PutBucketPolicyInput) -> PutBucketPolicyOutput = subresources::put_bucket_policy;
        "GetBucketPolicy" get_bucket_policy(GetBucketPolicyInput) -> GetBucketPolicyOutput = subresources::get_bucket_policy;
        "DeleteBucketPolicy" delete_bucket_policy(DeleteBucketPolicyInput) -> DeleteBucketPolicyOutput = subresources::delete_bucket_policy;
        "PutBucketTagging" put_bucket_tagging(PutBucketTaggingInput) -> PutBucketTaggingOutput = subresources::put_bucket_tagging;
        "GetBucketTagging" get_bucket_tagging(GetBucketTaggingInput) -> GetBucketTaggingOutput = subresources::get_bucket_tagging;
        "DeleteBucketTagging" delete_bucket_tagging(DeleteBucketTaggingInput) -> DeleteBucketTaggingOutput = subresources::delete_bucket_tagging;
        "PutBucketEncryption" put_bucket_encryption(PutBucketEncryptionInput) -> PutBucketEncryptionOutput = subresources::put_bucket_encryption;
        "GetBucketEncryption" get_bucket_encryption(GetBucketEncryptionInput) -> GetBucketEncryptionOutput = subresources::get_bucket_encryption;
        "DeleteBucketEncryption" delete_bucket_encryption(DeleteBucketEncryptionInput) -> DeleteBucketEncryptionOutput = subresources::delete_bucket_encryption;
        "PutBucketLifecycleConfiguration" put_bucket_lifecycle_configuration(PutBucketLifecycleConfigurationInput) -> PutBucketLifecycleConfigurationOutput = subresources::put_bucket_lifecycle_configuration;
        "GetBucketLifecycleConfiguration" get_bucket_lifecycle_configuration(GetBucketLifecycleConfigurationInput) -> GetBucketLifecycleConfigurationOutput = subresources::get_bucket_lifecycle_configuration;
        "DeleteBucketLifecycle" delete_bucket_lifecycle(DeleteBucketLifecycleInput) -> DeleteBucketLifecycleOutput = subresources::delete_bucket_lifecycle;
        "PutBucketCors" put_bucket_cors(PutBucketCorsInput) -> PutBucketCorsOutput = subresources::put_bucket_cors;
        "GetBucketCors" get_bucket_cors(GetBucketCorsInput) -> GetBucketCorsOutput = subresources::get_bucket_cors;
        "DeleteBucketCors" delete_bucket_cors(DeleteBucketCorsInput) -> DeleteBucketCorsOutput = subresources::delete_bucket_cors;
        "PutPublicAccessBlock" put_public_access_block(PutPublicAccessBlockInput) -> PutPublicAccessBlockOutput = subresources::put_public_access_block;
        "GetPublicAccessBlock" get_public_access_block(GetPublicAccessBlockInput) -> GetPublicAccessBlockOutput = subresources::get_public_access_block;
        "DeletePublicAccessBlock" delete_public_access_block(DeletePublicAccessBlockInput) -> DeletePublicAccessBlockOutput = subresources::delete_public_access_block;
        "PutBucketOwnershipControls" put_bucket_ownership_controls(PutBucketOwnershipControlsInput) -> PutBucketOwnershipControlsOutput = subresources::put_bucket_ownership_controls;
        "GetBucketOwnershipControls" get_bucket_ownership_controls(GetBucketOwnershipControlsInput) -> GetBucketOwnershipControlsOutput = subresources::get_bucket_ownership_controls;
        "DeleteBucketOwnershipControls" delete_bucket_ownership_controls(DeleteBucketOwnershipControlsInput) -> DeleteBucketOwnershipControlsOutput = subresources::delete_bucket_ownership_controls;
    }
    through_others { "PostObject" }
    streaming {
        "PutObject" put_object(PutObjectInput) -> PutObjectOutput = objects::put_object;
        "CopyObject" copy_object(CopyObjectInput) -> CopyObjectOutput = copy::copy_object;
        "UploadPart" upload_part(UploadPartInput) -> UploadPartOutput = multipart::upload_part;
        "UploadPartCopy" upload_part_copy(UploadPartCopyInput) -> UploadPartCopyOutput = copy::upload_part_copy;
    }
}
