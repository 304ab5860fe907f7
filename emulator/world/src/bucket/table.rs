//! The table of operations: one line each.

use super::alike::{
    DeleteBucketCors, DeleteBucketEncryption, DeleteBucketLifecycle, DeleteBucketOwnershipControls,
    DeleteBucketPolicy, DeleteBucketTagging, DeleteObjectTagging, DeletePublicAccessBlock,
    GetBucketAccelerateConfiguration, GetBucketAcl, GetBucketCors, GetBucketEncryption,
    GetBucketLifecycleConfiguration, GetBucketLogging, GetBucketOwnershipControls, GetBucketPolicy,
    GetBucketReplication, GetBucketRequestPayment, GetBucketTagging, GetBucketWebsite,
    GetObjectAttributes, GetObjectLockConfiguration, GetObjectTagging, GetPublicAccessBlock,
    HeadObject, ListObjectsV2, PutBucketCors, PutBucketEncryption, PutBucketLifecycleConfiguration,
    PutBucketOwnershipControls, PutBucketPolicy, PutBucketTagging, PutPublicAccessBlock,
    UploadPartCopy,
};
use super::complete::{
    CompleteMultipartUpload, CompleteMultipartUploadOutput, complete_multipart_upload,
};
use super::create::{
    CreateBucket, CreateBucketOutput, DeleteBucket, GetBucketLocation, GetBucketLocationOutput,
    HeadBucket, HeadBucketOutput, ListBuckets, ListBucketsOutput, create_bucket, delete_bucket,
    describe_bucket, get_bucket_location, head_bucket, list_buckets,
};
use super::delete::{
    DeleteObject, DeleteObjectOutput, DeleteObjects, DeleteObjectsOutput, delete_object,
    delete_objects,
};
use super::error::BucketError;
use super::list::{
    ListObjectVersions, ListObjectVersionsOutput, ListObjects, ListObjectsOutput,
    list_object_versions, list_objects,
};
use super::multipart::{
    AbortMultipartUpload, CreateMultipartUpload, CreateMultipartUploadOutput, UploadPart,
    abort_multipart_upload, create_multipart_upload, upload_part,
};
use super::notification::NotificationConfiguration;
use super::notification_control::{
    GetBucketNotificationConfiguration, PutBucketNotificationConfiguration,
    get_bucket_notification_configuration, put_bucket_notification_configuration,
};
use super::put::{
    CopyObject, CopyObjectOutput, PutObject, PutObjectOutput, copy_object, put_object,
};
use super::read::{GetObject, GetObjectOutput, get_object, head_object};
use super::subresources::{
    GetBucketSubresourceOutput, delete_bucket_subresource, get_bucket_subresource,
    put_bucket_subresource,
};
use super::tags::{
    ObjectTaggingOutput, PutObjectTagging, delete_object_tagging, put_object_tagging,
};
use super::target::{bucket, new_bucket, object};
use super::uploads::{
    ListMultipartUploads, ListMultipartUploadsOutput, ListParts, ListPartsOutput,
    list_multipart_uploads, list_parts,
};
use super::versioning::{
    GetBucketVersioning, GetBucketVersioningOutput, PutBucketVersioning, get_bucket_versioning,
    put_bucket_versioning,
};
use crate::arn::any;
use crate::service::service;

service! {
    "Amazon S3", "s3"; error BucketError, asks;
    change AbortMultipartUpload -> () = abort_multipart_upload, on object(bucket, key);
    change CompleteMultipartUpload -> CompleteMultipartUploadOutput = complete_multipart_upload, on object(bucket, key) as "PutObject";
    change CopyObject -> CopyObjectOutput = copy_object, on object(bucket, key) as "PutObject";
    /// us-east-1 answers 200 to the owner's repeat; `LocationConstraint` rules as on AWS
    change CreateBucket -> CreateBucketOutput = create_bucket, on new_bucket(bucket);
    change CreateMultipartUpload -> CreateMultipartUploadOutput = create_multipart_upload, on object(bucket, key) as "PutObject";
    change DeleteBucket -> () = delete_bucket, on bucket(bucket);
    change DeleteBucketCors -> () = delete_bucket_subresource, on bucket(bucket) as "PutBucketCORS";
    change DeleteBucketEncryption -> () = delete_bucket_subresource, on bucket(bucket) as "PutEncryptionConfiguration";
    change DeleteBucketLifecycle -> () = delete_bucket_subresource, on bucket(bucket) as "PutLifecycleConfiguration";
    change DeleteBucketOwnershipControls -> () = delete_bucket_subresource, on bucket(bucket) as "PutBucketOwnershipControls";
    change DeleteBucketPolicy -> () = delete_bucket_subresource, on bucket(bucket);
    change DeleteBucketTagging -> () = delete_bucket_subresource, on bucket(bucket) as "PutBucketTagging";
    change DeleteObject -> DeleteObjectOutput = delete_object, on object(bucket, object.key);
    change DeleteObjectTagging -> ObjectTaggingOutput = delete_object_tagging, on object(bucket, key);
    change DeleteObjects -> DeleteObjectsOutput = delete_objects, on bucket(bucket) as "DeleteObject";
    change DeletePublicAccessBlock -> () = delete_bucket_subresource, on bucket(bucket) as "PutBucketPublicAccessBlock";
    /// never accelerated
    read GetBucketAccelerateConfiguration -> HeadBucketOutput = describe_bucket, on bucket(bucket) as "GetAccelerateConfiguration";
    /// always the owner's full control
    read GetBucketAcl -> HeadBucketOutput = describe_bucket, on bucket(bucket);
    read GetBucketCors -> GetBucketSubresourceOutput = get_bucket_subresource, on bucket(bucket) as "GetBucketCORS";
    read GetBucketEncryption -> GetBucketSubresourceOutput = get_bucket_subresource, on bucket(bucket) as "GetEncryptionConfiguration";
    read GetBucketLifecycleConfiguration -> GetBucketSubresourceOutput = get_bucket_subresource, on bucket(bucket) as "GetLifecycleConfiguration";
    read GetBucketLocation -> GetBucketLocationOutput = get_bucket_location, on bucket(bucket);
    /// never logged
    read GetBucketLogging -> HeadBucketOutput = describe_bucket, on bucket(bucket);
    read GetBucketNotificationConfiguration -> NotificationConfiguration = get_bucket_notification_configuration, on bucket(bucket) as "GetBucketNotification";
    read GetBucketOwnershipControls -> GetBucketSubresourceOutput = get_bucket_subresource, on bucket(bucket);
    read GetBucketPolicy -> GetBucketSubresourceOutput = get_bucket_subresource, on bucket(bucket);
    /// never replicated
    read GetBucketReplication -> GetBucketSubresourceOutput = get_bucket_subresource, on bucket(bucket) as "GetReplicationConfiguration";
    /// the bucket's owner pays
    read GetBucketRequestPayment -> HeadBucketOutput = describe_bucket, on bucket(bucket);
    read GetBucketTagging -> GetBucketSubresourceOutput = get_bucket_subresource, on bucket(bucket);
    read GetBucketVersioning -> GetBucketVersioningOutput = get_bucket_versioning, on bucket(bucket);
    /// never a website
    read GetBucketWebsite -> GetBucketSubresourceOutput = get_bucket_subresource, on bucket(bucket);
    /// ranges (one, as on AWS), conditions, versions, response headers
    read GetObject -> GetObjectOutput = get_object, on object(bucket, key);
    read GetObjectAttributes -> GetObjectOutput = head_object, on object(bucket, key);
    /// never locked
    read GetObjectLockConfiguration -> GetBucketSubresourceOutput = get_bucket_subresource, on bucket(bucket) as "GetBucketObjectLockConfiguration";
    read GetObjectTagging -> GetObjectOutput = head_object, on object(bucket, key);
    read GetPublicAccessBlock -> GetBucketSubresourceOutput = get_bucket_subresource, on bucket(bucket) as "GetBucketPublicAccessBlock";
    read HeadBucket -> HeadBucketOutput = head_bucket, on bucket(bucket) as "ListBucket";
    read HeadObject -> GetObjectOutput = head_object, on object(bucket, key) as "GetObject";
    read ListBuckets -> ListBucketsOutput = list_buckets, on any() as "ListAllMyBuckets";
    read ListMultipartUploads -> ListMultipartUploadsOutput = list_multipart_uploads, on bucket(bucket) as "ListBucketMultipartUploads";
    read ListObjectVersions -> ListObjectVersionsOutput = list_object_versions, on bucket(bucket) as "ListBucketVersions";
    read ListObjects -> ListObjectsOutput = list_objects, on bucket(bucket) as "ListBucket";
    read ListObjectsV2 -> ListObjectsOutput = list_objects, on bucket(bucket) as "ListBucket";
    read ListParts -> ListPartsOutput = list_parts, on object(bucket, key) as "ListMultipartUploadParts";
    /// kept, not applied
    change PutBucketCors -> () = put_bucket_subresource, on bucket(bucket) as "PutBucketCORS";
    /// kept; nothing is encrypted
    change PutBucketEncryption -> () = put_bucket_subresource, on bucket(bucket) as "PutEncryptionConfiguration";
    /// kept with its minimum object size; nothing expires by it
    change PutBucketLifecycleConfiguration -> () = put_bucket_subresource, on bucket(bucket) as "PutLifecycleConfiguration";
    /// to queues, functions and topics; EventBridge is refused
    change PutBucketNotificationConfiguration -> () = put_bucket_notification_configuration, on bucket(bucket) as "PutBucketNotification";
    /// kept, not enforced
    change PutBucketOwnershipControls -> () = put_bucket_subresource, on bucket(bucket);
    change PutBucketPolicy -> () = put_bucket_subresource, on bucket(bucket);
    change PutBucketTagging -> () = put_bucket_subresource, on bucket(bucket);
    /// MFA delete is not emulated
    change PutBucketVersioning -> () = put_bucket_versioning, on bucket(bucket);
    change PutObject -> PutObjectOutput = put_object, on object(bucket, key);
    change PutObjectTagging -> ObjectTaggingOutput = put_object_tagging, on object(bucket, key);
    /// kept, not enforced
    change PutPublicAccessBlock -> () = put_bucket_subresource, on bucket(bucket) as "PutBucketPublicAccessBlock";
    change UploadPart -> () = upload_part, on object(bucket, key) as "PutObject";
    change UploadPartCopy -> () = upload_part, on object(bucket, key) as "PutObject";
}
