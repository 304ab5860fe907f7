//! How a bucket's configurations are put, given back as they came and taken away; they have no effect here.
//!
//! Tools that describe infrastructure write them and read them back. The text is the configuration's own (XML, or JSON
//! for the policy); this module does not look into it. Some are never written here: every bucket is read as one without.

use serde::{Deserialize, Serialize};

use super::error::BucketError;
use super::policy;
use super::state::Bucket;
use super::subresource::Subresource;
use crate::context::{Context, View};
use crate::origin::Origin;
use crate::state::State;

/// `PutBucketPolicy`, `PutBucketTagging` and so on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutBucketSubresource {
    pub bucket: String,
    pub subresource: Subresource,
    pub text: String,
}

pub(super) fn put_bucket_subresource(
    scope: &mut State,
    context: &mut Context<'_>,
    request: impl Into<PutBucketSubresource>,
) -> Result<(), BucketError> {
    let request = request.into();
    let bucket = scope.buckets.find_mut(context.origin, &request.bucket)?;
    check_account(bucket, context.origin, request.subresource)?;
    if request.subresource == Subresource::Policy {
        let iam = scope.identities.account(bucket.owner);
        let policy = policy::read(&request.text, &request.bucket, bucket, iam);
        bucket.policy = Some(policy.map_err(BucketError::MalformedPolicy)?);
    }
    bucket
        .subresources
        .insert(request.subresource, Some(request.text));
    Ok(())
}

/// That a bucket's policy is the matter of the bucket's account, whoever may ask for it.
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html>, "If you have the correct permissions, but you're not
/// using an identity that belongs to the bucket owner's account, Amazon S3 returns a 405 Method Not Allowed error."
fn check_account(
    bucket: &Bucket,
    origin: &Origin,
    subresource: Subresource,
) -> Result<(), BucketError> {
    if subresource == Subresource::Policy && origin.account != bucket.owner {
        return Err(BucketError::MethodNotAllowed);
    }
    Ok(())
}

/// `GetBucketPolicy`, `GetBucketTagging` and so on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetBucketSubresource {
    pub bucket: String,
    pub subresource: Subresource,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetBucketSubresourceOutput {
    /// `None` where the bucket has what a new one has.
    pub text: Option<String>,
}

pub(super) fn get_bucket_subresource(
    scope: &State,
    context: &View<'_>,
    request: impl Into<GetBucketSubresource>,
) -> Result<GetBucketSubresourceOutput, BucketError> {
    let request = request.into();
    let bucket = scope.buckets.find(context.origin, &request.bucket)?;
    check_account(bucket, context.origin, request.subresource)?;
    let text = bucket.subresources.get(&request.subresource).cloned();
    let text = text.ok_or(BucketError::NoSuchSubresource(request.subresource))?;
    Ok(GetBucketSubresourceOutput { text })
}

/// `DeleteBucketPolicy`, `DeleteBucketTagging` and so on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteBucketSubresource {
    pub bucket: String,
    pub subresource: Subresource,
}

pub(super) fn delete_bucket_subresource(
    scope: &mut State,
    context: &mut Context<'_>,
    request: impl Into<DeleteBucketSubresource>,
) -> Result<(), BucketError> {
    let request = request.into();
    let bucket = scope.buckets.find_mut(context.origin, &request.bucket)?;
    check_account(bucket, context.origin, request.subresource)?;
    if request.subresource == Subresource::Policy {
        bucket.policy = None;
    }
    if request.subresource == Subresource::Encryption {
        // "resets the default encryption for the bucket as server-side encryption with Amazon S3 managed keys": API DeleteBucketEncryption.
        bucket.subresources.insert(request.subresource, None);
    } else {
        bucket.subresources.remove(&request.subresource);
    }
    Ok(())
}
