//! Amazon S3: buckets, objects, versions, multipart uploads and notifications.
//!
//! An object here is its description; the bytes live outside, and a [`Content`] points at them. Whoever stores bytes
//! hands their [`BodyId`] in with the request; whatever no object points at any more comes back as
//! [`super::Effect::DropBody`]. Every body has one owner: a copy has bytes of its own.
//!
//! Read [`state`] for what is kept, then the file of the operation: [`create`] (buckets), [`put`], [`read`], [`delete`],
//! [`list`], [`multipart`] (with [`complete`] and [`uploads`]), [`notification`] with [`event`] (what the queues are sent), [`subresource`] (configurations
//! that are kept and given back, and have no effect).

pub mod checksum;
pub mod complete;
pub mod content;
pub mod create;
pub mod delete;
pub mod error;
pub mod event;
pub mod list;
pub mod multipart;
pub mod notification;
pub mod put;
pub mod read;
pub mod state;
pub mod subresource;
pub mod uploads;
pub mod versioning;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::RegionState;
use super::operation::operations;
use super::origin::Region;

pub use checksum::{Checksum, ChecksumAlgorithm, ChecksumType};
pub use complete::*;
pub use content::{BodyId, Content, Piece};
pub use create::*;
pub use delete::*;
pub use error::BucketError;
pub use list::*;
pub use multipart::*;
pub use notification::*;
pub use put::*;
pub use read::*;
pub use state::{Buckets, Headers, OWNER_ID, OWNER_NAME, Versioning};
pub use subresource::*;
pub use uploads::*;
pub use versioning::*;

/// What an operation of S3 sees: every bucket, and of the Regions what they hold, to tell whether a queue is there.
#[derive(Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) buckets: &'a mut Buckets,
    pub(crate) regions: &'a BTreeMap<Region, RegionState>,
}

operations! {
    service S3; state Scope<'_>; error BucketError;
    CreateBucket -> CreateBucketOutput = create_bucket;
    DeleteBucket -> () = delete_bucket;
    HeadBucket -> HeadBucketOutput = head_bucket;
    ListBuckets -> ListBucketsOutput = list_buckets;
    GetBucketLocation -> GetBucketLocationOutput = get_bucket_location;
    PutBucketVersioning -> () = put_bucket_versioning;
    GetBucketVersioning -> GetBucketVersioningOutput = get_bucket_versioning;
    PutBucketNotificationConfiguration -> () = put_bucket_notification_configuration;
    GetBucketNotificationConfiguration -> NotificationConfiguration = get_bucket_notification_configuration;
    PutBucketSubresource -> () = put_bucket_subresource;
    GetBucketSubresource -> GetBucketSubresourceOutput = get_bucket_subresource;
    DeleteBucketSubresource -> () = delete_bucket_subresource;
    PutObject -> PutObjectOutput = put_object;
    CopyObject -> CopyObjectOutput = copy_object;
    GetObject -> GetObjectOutput = get_object;
    HeadObject -> GetObjectOutput = head_object;
    DeleteObject -> DeleteObjectOutput = delete_object;
    DeleteObjects -> DeleteObjectsOutput = delete_objects;
    PutObjectTagging -> ObjectTaggingOutput = put_object_tagging;
    ListObjects -> ListObjectsOutput = list_objects;
    ListObjectVersions -> ListObjectVersionsOutput = list_object_versions;
    CreateMultipartUpload -> CreateMultipartUploadOutput = create_multipart_upload;
    UploadPart -> () = upload_part;
    CompleteMultipartUpload -> CompleteMultipartUploadOutput = complete_multipart_upload;
    AbortMultipartUpload -> () = abort_multipart_upload;
    ListParts -> ListPartsOutput = list_parts;
    ListMultipartUploads -> ListMultipartUploadsOutput = list_multipart_uploads;
}
