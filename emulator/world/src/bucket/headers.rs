//! What is said of an object beside its bytes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::BucketError;

/// What the writer of an object says of it and every reader is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Headers {
    pub content_type: Option<String>,
    pub content_encoding: Option<String>,
    pub content_disposition: Option<String>,
    pub content_language: Option<String>,
    pub cache_control: Option<String>,
    pub expires: Option<String>,
    pub website_redirect_location: Option<String>,
    /// `None` is `STANDARD`.
    pub storage_class: Option<String>,
    /// `None` is `AES256`, which every object has. Nothing is really encrypted.
    pub server_side_encryption: Option<String>,
    #[serde(rename = "SSEKMSKeyId")]
    pub ssekms_key_id: Option<String>,
    /// `x-amz-meta-*` without the prefix.
    pub metadata: BTreeMap<String, String>,
}

/// Source: the API reference of `PutObject`, `x-amz-storage-class`; those of other kinds of buckets are left out.
const STORAGE_CLASSES: [&str; 8] = [
    "DEEP_ARCHIVE",
    "GLACIER",
    "GLACIER_IR",
    "INTELLIGENT_TIERING",
    "ONEZONE_IA",
    "REDUCED_REDUNDANCY",
    "STANDARD",
    "STANDARD_IA",
];

/// What has to be restored before it is read. Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/archived-objects.html>
const ARCHIVES: [&str; 2] = ["DEEP_ARCHIVE", "GLACIER"];

/// Source: the API reference of `PutObject`, `x-amz-server-side-encryption`.
const ENCRYPTIONS: [&str; 3] = ["AES256", "aws:kms", "aws:kms:dsse"];

/// Of the user's own metadata, names and values, in bytes. Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html>
const MAX_METADATA_BYTES: usize = 2048;

impl Headers {
    /// What no object may be said to be.
    pub(super) fn check(&self) -> Result<(), BucketError> {
        let is_one_of = |value: &Option<String>, known: &[&str]| {
            let value = value.as_deref();
            value.is_none_or(|value| known.contains(&value))
        };
        if !is_one_of(&self.storage_class, &STORAGE_CLASSES) {
            return Err(BucketError::InvalidStorageClass);
        }
        if !is_one_of(&self.server_side_encryption, &ENCRYPTIONS) {
            return Err(BucketError::UnknownEncryption);
        }
        let pairs = self.metadata.iter();
        let bytes: usize = pairs.map(|(name, value)| name.len() + value.len()).sum();
        if bytes > MAX_METADATA_BYTES {
            return Err(BucketError::MetadataTooLarge);
        }
        Ok(())
    }

    /// Whether the bytes are in an archive, from which nothing is restored here.
    pub(super) fn is_archived(&self) -> bool {
        let class = self.storage_class.as_deref();
        class.is_some_and(|class| ARCHIVES.contains(&class))
    }
}
