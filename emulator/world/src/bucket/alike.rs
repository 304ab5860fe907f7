//! Operations that ask for the same thing under names of their own: AWS's names are one to one with what is authorised, logged and
//! counted, so each has a type.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::create::HeadBucket;
use super::list::ListObjects;
use super::multipart::UploadPart;
use super::read::GetObject;
use super::subresources::{DeleteBucketSubresource, GetBucketSubresource, PutBucketSubresource};
use super::tags::PutObjectTagging;

macro_rules! alike {
    ($($name:ident($like:ident);)*) => {
        $(
            #[doc = concat!("`", stringify!($name), "`: asks for what [`", stringify!($like), "`] says.")]
            #[derive(Debug, Clone, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct $name(pub $like);

            impl Deref for $name {
                type Target = $like;

                fn deref(&self) -> &$like {
                    &self.0
                }
            }

            impl From<$name> for $like {
                fn from(request: $name) -> $like {
                    request.0
                }
            }
        )*
    };
}

alike! {
    DeleteObjectTagging(PutObjectTagging);
    GetBucketAccelerateConfiguration(HeadBucket);
    GetBucketAcl(HeadBucket);
    GetBucketLogging(HeadBucket);
    GetBucketRequestPayment(HeadBucket);
    GetObjectAttributes(GetObject);
    GetObjectTagging(GetObject);
    HeadObject(GetObject);
    ListObjectsV2(ListObjects);
    UploadPartCopy(UploadPart);
    DeleteBucketCors(DeleteBucketSubresource);
    DeleteBucketEncryption(DeleteBucketSubresource);
    DeleteBucketLifecycle(DeleteBucketSubresource);
    DeleteBucketOwnershipControls(DeleteBucketSubresource);
    DeleteBucketPolicy(DeleteBucketSubresource);
    DeleteBucketTagging(DeleteBucketSubresource);
    DeletePublicAccessBlock(DeleteBucketSubresource);
    GetBucketCors(GetBucketSubresource);
    GetBucketEncryption(GetBucketSubresource);
    GetBucketLifecycleConfiguration(GetBucketSubresource);
    GetBucketOwnershipControls(GetBucketSubresource);
    GetBucketPolicy(GetBucketSubresource);
    GetBucketReplication(GetBucketSubresource);
    GetBucketTagging(GetBucketSubresource);
    GetBucketWebsite(GetBucketSubresource);
    GetObjectLockConfiguration(GetBucketSubresource);
    GetPublicAccessBlock(GetBucketSubresource);
    PutBucketCors(PutBucketSubresource);
    PutBucketEncryption(PutBucketSubresource);
    PutBucketLifecycleConfiguration(PutBucketSubresource);
    PutBucketOwnershipControls(PutBucketSubresource);
    PutBucketPolicy(PutBucketSubresource);
    PutBucketTagging(PutBucketSubresource);
    PutPublicAccessBlock(PutBucketSubresource);
}
