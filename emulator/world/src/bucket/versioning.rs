//! Whether a bucket keeps old versions.

use serde::{Deserialize, Serialize};

use super::error::BucketError;
use super::state::Versioning;
use crate::context::{Context, View};
use crate::state::State;

/// `PutBucketVersioning`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutBucketVersioning {
    pub bucket: String,
    pub status: Versioning,
}

pub(super) fn put_bucket_versioning(
    scope: &mut State,
    context: &mut Context<'_>,
    request: PutBucketVersioning,
) -> Result<(), BucketError> {
    let bucket = scope.buckets.find_mut(context.origin, &request.bucket)?;
    bucket.versioning = Some(request.status);
    Ok(())
}

/// `GetBucketVersioning`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetBucketVersioning {
    pub bucket: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetBucketVersioningOutput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Versioning>,
}

pub(super) fn get_bucket_versioning(
    scope: &State,
    context: &View<'_>,
    request: GetBucketVersioning,
) -> Result<GetBucketVersioningOutput, BucketError> {
    let bucket = scope.buckets.find(context.origin, &request.bucket)?;
    Ok(GetBucketVersioningOutput {
        status: bucket.versioning,
    })
}
