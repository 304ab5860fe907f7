//! What a client's request says of how it came, which policies may ask for.

use std::net::{IpAddr, Ipv4Addr};

/// How a client's request came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    pub source_ip: IpAddr,
    pub user_agent: Option<String>,
    pub referer: Option<String>,
    /// `None` where nobody signed.
    pub signature: Option<Signature>,
    /// Those of S3's headers that condition keys are named after ([`named_by_a_key`]).
    pub headers: Vec<(&'static str, String)>,
}

impl Default for Provenance {
    fn default() -> Self {
        Self {
            source_ip: Ipv4Addr::LOCALHOST.into(),
            user_agent: None,
            referer: None,
            signature: None,
            headers: Vec::new(),
        }
    }
}

/// How a request is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    pub version: SignatureVersion,
    /// In the query, as that of a presigned URL, rather than in a header.
    pub is_presigned: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureVersion {
    V2,
    V4,
}

/// The headers that condition keys of S3 are named after: `s3:x-amz-acl` is one.
/// Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>
const NAMED_BY_KEYS: [&str; 17] = [
    "if-match",
    "if-none-match",
    "x-amz-acl",
    "x-amz-content-sha256",
    "x-amz-copy-source",
    "x-amz-grant-full-control",
    "x-amz-grant-read",
    "x-amz-grant-read-acp",
    "x-amz-grant-write",
    "x-amz-grant-write-acp",
    "x-amz-metadata-directive",
    "x-amz-object-ownership",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-storage-class",
    "x-amz-website-redirect-location",
];

/// The header of this name in lower case, if a condition key of S3 is named after it.
pub fn named_by_a_key(header: &str) -> Option<&'static str> {
    // Few of a request's begin so.
    if !header.starts_with("x-amz-") && !header.starts_with("if-") {
        return None;
    }
    let mut headers = NAMED_BY_KEYS.iter();
    headers.find(|known| **known == header).copied()
}
