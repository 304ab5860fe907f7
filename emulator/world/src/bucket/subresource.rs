//! Which configurations of a bucket there are that are kept and given back as they came.

use serde::{Deserialize, Serialize};

/// Which configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Subresource {
    Policy,
    Tagging,
    Encryption,
    Lifecycle,
    Cors,
    PublicAccessBlock,
    OwnershipControls,
    Replication,
    Website,
    ObjectLock,
}

/// What a new bucket has: S3's own keys, no public access, no ACLs.
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html>
pub(super) const OF_A_NEW_BUCKET: [Subresource; 3] = [
    Subresource::Encryption,
    Subresource::PublicAccessBlock,
    Subresource::OwnershipControls,
];

impl Subresource {
    /// What AWS says when a bucket has none.
    pub fn missing(self) -> &'static str {
        match self {
            Self::Policy => "The bucket policy does not exist",
            Self::Tagging => "The TagSet does not exist",
            Self::Encryption => "The server side encryption configuration was not found",
            Self::Lifecycle => "The lifecycle configuration does not exist",
            Self::Cors => "The CORS configuration does not exist",
            Self::PublicAccessBlock => "The public access block configuration was not found",
            Self::OwnershipControls => "The bucket ownership controls were not found",
            Self::Replication => "The replication configuration was not found",
            Self::Website => "The specified bucket does not have a website configuration",
            Self::ObjectLock => "Object Lock configuration does not exist for this bucket",
        }
    }
}
