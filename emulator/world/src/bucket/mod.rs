//! Amazon S3: buckets, objects, versions, multipart uploads and notifications.
//!
//! An object here is its description; the bytes live outside, and a [`Content`] points at them. Whoever stores bytes
//! hands their [`BodyId`] in with the request; whatever no object points at any more comes back as
//! [`crate::Effect::DropBody`]. Every body has one owner: a copy has bytes of its own.
//!
//! Read [`state`] for what is kept, then the file of the operation: [`create`] (buckets), [`put`], `tags`, [`read`], [`delete`],
//! [`list`], [`multipart`] (with [`complete`] and [`uploads`]), [`notification_control`] with [`event`] (what the destinations are sent), [`subresources`] (configurations
//! that are kept and given back, and have no effect).

mod alike;
mod asks;
mod body_id;
pub mod checksum;
pub mod complete;
pub mod content;
pub mod create;
pub mod delete;
pub mod destination;
pub mod error;
pub mod event;
mod event_name;
mod headers;
mod key;
pub mod list;
pub mod multipart;
mod name;
pub mod notification;
pub mod notification_control;
mod policy;
pub mod put;
pub mod read;
pub mod state;
pub mod subresource;
pub mod subresources;
mod table;
mod tags;
mod target;
mod upload;
pub mod uploads;
pub mod versioning;

#[cfg(test)]
mod tests;

pub use alike::{
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
pub use body_id::BodyId;
pub use checksum::{Checksum, ChecksumAlgorithm, ChecksumType};
pub use complete::{CompleteMultipartUpload, CompleteMultipartUploadOutput, CompletedPart};
pub use content::{Content, Piece};
pub use create::{
    BucketSummary, CreateBucket, CreateBucketOutput, DeleteBucket, GetBucketLocation,
    GetBucketLocationOutput, HeadBucket, HeadBucketOutput, ListBuckets, ListBucketsOutput,
};
pub use delete::{
    DeleteObject, DeleteObjectOutput, DeleteObjects, DeleteObjectsOutput, ObjectIdentifier,
};
pub use destination::Destination;
pub use error::BucketError;
pub use headers::Headers;
pub use list::{
    ListObjectVersions, ListObjectVersionsOutput, ListObjects, ListObjectsOutput, MAX_KEYS,
    ObjectSummary, VersionSummary,
};
pub use multipart::{
    AbortMultipartUpload, CreateMultipartUpload, CreateMultipartUploadOutput, UploadPart,
};
pub use notification::{DestinationConfiguration, FilterRule, NotificationConfiguration};
pub use notification_control::{
    GetBucketNotificationConfiguration, PutBucketNotificationConfiguration,
};
pub use policy::PolicyFault;
pub use put::{
    CopyObject, CopyObjectOutput, CopySource, PutObject, PutObjectOutput, WriteCondition,
};
pub use read::{ByteRange, GetObject, GetObjectOutput, ReadConditions};
pub use state::{Buckets, OWNER_NAME, Versioning, owner_id};
pub use subresource::Subresource;
pub use subresources::{
    DeleteBucketSubresource, GetBucketSubresource, GetBucketSubresourceOutput, PutBucketSubresource,
};
pub use table::{MODEL, Operation, Reply};
pub(crate) use tags::{EXISTING_TAG, knows_existing_tags};
pub use tags::{ObjectTaggingOutput, PutObjectTagging};
pub use uploads::{
    ListMultipartUploads, ListMultipartUploadsOutput, ListParts, ListPartsOutput, PartSummary,
    UploadSummary,
};
pub use versioning::{GetBucketVersioning, GetBucketVersioningOutput, PutBucketVersioning};
