//! S3's operations that are not built: named and refused before `s3s` takes one for the operation on the whole bucket or
//! object, which it does with the subresources that it does not know.

use http::{HeaderMap, Method, Uri};
use s3s::{S3Error, S3ErrorCode};

use super::host::names_a_bucket;
use super::store::OPERATIONS;
use crate::wire::{form, refusal};

/// What a subresource belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Bucket,
    Object,
}

/// A subresource's operations: `METHOD Operation`, with blanks between.
struct Line {
    owner: Owner,
    subresource: &'static str,
    operations: &'static str,
}

const fn bucket(subresource: &'static str, operations: &'static str) -> Line {
    Line {
        owner: Owner::Bucket,
        subresource,
        operations,
    }
}

const fn object(subresource: &'static str, operations: &'static str) -> Line {
    Line {
        owner: Owner::Object,
        subresource,
        operations,
    }
}

/// Every operation that a query parameter tells apart. Source: botocore's S3 model, 2006-03-01.
#[rustfmt::skip]
const LINES: &[Line] = &[
    bucket("abac", "GET GetBucketAbac PUT PutBucketAbac"),
    bucket("accelerate", "GET GetBucketAccelerateConfiguration PUT PutBucketAccelerateConfiguration"),
    bucket("acl", "GET GetBucketAcl PUT PutBucketAcl"),
    bucket("analytics", "GET GetBucketAnalyticsConfiguration PUT PutBucketAnalyticsConfiguration DELETE DeleteBucketAnalyticsConfiguration"),
    bucket("cors", "GET GetBucketCors PUT PutBucketCors DELETE DeleteBucketCors"),
    bucket("delete", "POST DeleteObjects"),
    bucket("encryption", "GET GetBucketEncryption PUT PutBucketEncryption DELETE DeleteBucketEncryption"),
    bucket("intelligent-tiering", "GET GetBucketIntelligentTieringConfiguration PUT PutBucketIntelligentTieringConfiguration DELETE DeleteBucketIntelligentTieringConfiguration"),
    bucket("inventory", "GET GetBucketInventoryConfiguration PUT PutBucketInventoryConfiguration DELETE DeleteBucketInventoryConfiguration"),
    bucket("lifecycle", "GET GetBucketLifecycleConfiguration PUT PutBucketLifecycleConfiguration DELETE DeleteBucketLifecycle"),
    bucket("location", "GET GetBucketLocation"),
    bucket("logging", "GET GetBucketLogging PUT PutBucketLogging"),
    bucket("metadataConfiguration", "GET GetBucketMetadataConfiguration POST CreateBucketMetadataConfiguration DELETE DeleteBucketMetadataConfiguration"),
    bucket("metadataInventoryTable", "PUT UpdateBucketMetadataInventoryTableConfiguration"),
    bucket("metadataJournalTable", "PUT UpdateBucketMetadataJournalTableConfiguration"),
    bucket("metadataTable", "GET GetBucketMetadataTableConfiguration POST CreateBucketMetadataTableConfiguration DELETE DeleteBucketMetadataTableConfiguration"),
    bucket("metrics", "GET GetBucketMetricsConfiguration PUT PutBucketMetricsConfiguration DELETE DeleteBucketMetricsConfiguration"),
    bucket("notification", "GET GetBucketNotificationConfiguration PUT PutBucketNotificationConfiguration"),
    bucket("object-lock", "GET GetObjectLockConfiguration PUT PutObjectLockConfiguration"),
    bucket("ownershipControls", "GET GetBucketOwnershipControls PUT PutBucketOwnershipControls DELETE DeleteBucketOwnershipControls"),
    bucket("policy", "GET GetBucketPolicy PUT PutBucketPolicy DELETE DeleteBucketPolicy"),
    bucket("policyStatus", "GET GetBucketPolicyStatus"),
    bucket("publicAccessBlock", "GET GetPublicAccessBlock PUT PutPublicAccessBlock DELETE DeletePublicAccessBlock"),
    bucket("replication", "GET GetBucketReplication PUT PutBucketReplication DELETE DeleteBucketReplication"),
    bucket("requestPayment", "GET GetBucketRequestPayment PUT PutBucketRequestPayment"),
    bucket("session", "GET CreateSession"),
    bucket("tagging", "GET GetBucketTagging PUT PutBucketTagging DELETE DeleteBucketTagging"),
    bucket("uploads", "GET ListMultipartUploads"),
    bucket("versioning", "GET GetBucketVersioning PUT PutBucketVersioning"),
    bucket("versions", "GET ListObjectVersions"),
    bucket("website", "GET GetBucketWebsite PUT PutBucketWebsite DELETE DeleteBucketWebsite"),
    object("acl", "GET GetObjectAcl PUT PutObjectAcl"),
    object("attributes", "GET GetObjectAttributes"),
    object("encryption", "PUT UpdateObjectEncryption"),
    object("legal-hold", "GET GetObjectLegalHold PUT PutObjectLegalHold"),
    object("renameObject", "PUT RenameObject"),
    object("restore", "POST RestoreObject"),
    object("retention", "GET GetObjectRetention PUT PutObjectRetention"),
    object("select", "POST SelectObjectContent"),
    object("tagging", "GET GetObjectTagging PUT PutObjectTagging DELETE DeleteObjectTagging"),
    object("torrent", "GET GetObjectTorrent"),
    object("uploads", "POST CreateMultipartUpload"),
];

/// The subresources of which a bucket has several, each with an `id`; without one, `GET` lists them.
const NUMBERED: [&str; 4] = ["analytics", "intelligent-tiering", "inventory", "metrics"];

/// # Errors
/// `NotImplemented` for an operation that is not built, `MethodNotAllowed` where a subresource has no such operation on
/// S3 either and the request would write or delete what it belongs to.
pub(super) fn check(method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), S3Error> {
    if method == Method::POST && uri.path() == "/WriteGetObjectResponse" {
        return Err(not_built("WriteGetObjectResponse"));
    }
    let owner = owner(uri, headers);
    let query = form::pairs(uri.query().unwrap_or_default().as_bytes());
    let has_id = form::parameter(&query, "id").is_some();
    for (name, _) in &query {
        let mut lines = LINES.iter().filter(|line| line.subresource == name);
        if lines.clone().next().is_none() {
            continue;
        }
        let line = lines.find(|line| Some(line.owner) == owner);
        match line.and_then(|line| line.operation(method, has_id)) {
            Some(operation) if OPERATIONS.contains(&operation.as_str()) => {}
            Some(operation) => return Err(not_built(&operation)),
            None if is_change(method) => return Err(S3ErrorCode::MethodNotAllowed.into()),
            None => {}
        }
    }
    Ok(())
}

impl Line {
    fn operation(&self, method: &Method, has_id: bool) -> Option<String> {
        let mut words = self.operations.split(' ');
        words.find(|word| *word == method.as_str())?;
        let operation = words.next()?;
        let lists = method == Method::GET && !has_id && NUMBERED.contains(&self.subresource);
        Some(match operation.strip_prefix("Get") {
            Some(rest) if lists => format!("List{rest}s"),
            _ => operation.to_owned(),
        })
    }
}

/// Whether the request is for a bucket or an object; `None` for neither.
fn owner(uri: &Uri, headers: &HeaderMap) -> Option<Owner> {
    let path = uri.path().trim_start_matches('/');
    let key = if names_a_bucket(uri, headers) {
        path
    } else if path.is_empty() {
        return None;
    } else {
        path.split_once('/').map_or("", |(_, key)| key)
    };
    Some(if key.is_empty() {
        Owner::Bucket
    } else {
        Owner::Object
    })
}

fn is_change(method: &Method) -> bool {
    [Method::PUT, Method::POST, Method::DELETE].contains(method)
}

fn not_built(operation: &str) -> S3Error {
    let message = refusal::not_built("Amazon S3", operation);
    S3Error::with_message(S3ErrorCode::NotImplemented, message)
}
