//! Buckets themselves: made, looked at, listed, deleted.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::BucketError;
use super::name::is_bucket_name;
use super::state::Bucket;
use crate::context::{Context, View};
use crate::origin::{DEFAULT_REGION, Region};
use crate::state::State;

/// `CreateBucket`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateBucket {
    pub bucket: String,
    /// Absent in us-east-1, the Region's code (or `EU`) everywhere else.
    #[serde(default)]
    pub location_constraint: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateBucketOutput {
    pub location: String,
}

pub(super) fn create_bucket(
    scope: &mut State,
    context: &mut Context<'_>,
    request: CreateBucket,
) -> Result<CreateBucketOutput, BucketError> {
    if !is_bucket_name(&request.bucket) {
        return Err(BucketError::InvalidBucketName);
    }
    let region = region_to_create_in(&context.home.region, request.location_constraint)?;
    let location = format!("/{}", request.bucket);
    match scope.buckets.by_name.get(&request.bucket) {
        None => {
            let bucket = Bucket::new(context.origin.account, region, context.now);
            scope.buckets.by_name.insert(request.bucket, bucket);
            Ok(CreateBucketOutput { location })
        }
        Some(existing) if existing.owner != context.origin.account => {
            Err(BucketError::BucketAlreadyExists)
        }
        // North Virginia answers 200 to the owner, for the sake of old clients.
        Some(existing) if existing.region == region && region.as_str() == DEFAULT_REGION => {
            Ok(CreateBucketOutput { location })
        }
        Some(_) => Err(BucketError::BucketAlreadyOwnedByYou),
    }
}

/// The Region that a constraint means at the endpoint of the Region `asked`. us-east-1 makes buckets anywhere; any other
/// endpoint only in its own Region, which must be named.
fn region_to_create_in(asked: &Region, constraint: Option<String>) -> Result<Region, BucketError> {
    let named = match constraint.as_deref() {
        None | Some("") => None,
        Some("EU") => Some(Region::new("eu-west-1")),
        Some(DEFAULT_REGION) => return Err(BucketError::InvalidLocationConstraint),
        Some(code) => Some(Region::new(code)),
    };
    if asked.as_str() == DEFAULT_REGION {
        return Ok(named.unwrap_or_default());
    }
    match named {
        Some(region) if region == *asked => Ok(region),
        _ => Err(BucketError::IllegalLocationConstraint { constraint }),
    }
}

/// `DeleteBucket`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteBucket {
    pub bucket: String,
}

pub(super) fn delete_bucket(
    scope: &mut State,
    context: &mut Context<'_>,
    request: DeleteBucket,
) -> Result<(), BucketError> {
    let bucket = scope.buckets.find(context.origin, &request.bucket)?;
    if !bucket.keys.is_empty() {
        return Err(match bucket.versioning {
            Some(_) => BucketError::VersionsLeft,
            None => BucketError::BucketNotEmpty,
        });
    }
    let removed = scope.buckets.by_name.remove(&request.bucket);
    for upload in removed
        .into_iter()
        .flat_map(|bucket| bucket.uploads.into_values())
    {
        upload.release(context);
    }
    Ok(())
}

/// `HeadBucket`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct HeadBucket {
    pub bucket: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HeadBucketOutput {
    pub bucket_region: Region,
}

pub(super) fn head_bucket(
    scope: &State,
    context: &View<'_>,
    request: HeadBucket,
) -> Result<HeadBucketOutput, BucketError> {
    let bucket = scope.buckets.find(context.origin, &request.bucket)?;
    Ok(HeadBucketOutput {
        bucket_region: bucket.region.clone(),
    })
}

/// `GetBucketLocation`, which every Region answers for every bucket.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetBucketLocation {
    pub bucket: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetBucketLocationOutput {
    /// `None` for us-east-1.
    pub location_constraint: Option<Region>,
}

/// Whose a bucket is: always the account's, which has full control.
/// What says nothing but whose and where the bucket is.
pub(super) fn describe_bucket(
    scope: &State,
    context: &View<'_>,
    request: impl Into<HeadBucket>,
) -> Result<HeadBucketOutput, BucketError> {
    head_bucket(scope, context, request.into())
}

pub(super) fn get_bucket_location(
    scope: &State,
    context: &View<'_>,
    request: GetBucketLocation,
) -> Result<GetBucketLocationOutput, BucketError> {
    let found = scope.buckets.by_name.get(&request.bucket);
    let bucket = found.ok_or(BucketError::NoSuchBucket)?;
    bucket.check_owner(context.origin)?;
    let region = &bucket.region;
    let location_constraint = (region.as_str() != DEFAULT_REGION).then(|| region.clone());
    Ok(GetBucketLocationOutput {
        location_constraint,
    })
}

/// `ListBuckets`: the caller's, of every Region, whichever is asked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListBuckets {
    pub prefix: Option<String>,
    pub bucket_region: Option<Region>,
    /// At most this many. Without it every bucket is listed.
    pub max_buckets: Option<usize>,
    /// The name after which to go on.
    pub start_after: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListBucketsOutput {
    pub buckets: Vec<BucketSummary>,
    /// The name after which more follow.
    pub truncated_after: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct BucketSummary {
    pub name: String,
    pub creation_date: Timestamp,
    pub bucket_region: Region,
}

pub(super) fn list_buckets(
    scope: &State,
    context: &View<'_>,
    request: ListBuckets,
) -> Result<ListBucketsOutput, BucketError> {
    let prefix = request.prefix.unwrap_or_default();
    let start_after = request.start_after.unwrap_or_default();
    let in_region = |bucket: &Bucket| {
        let wanted = request.bucket_region.as_ref();
        wanted.is_none_or(|region| *region == bucket.region)
    };
    let mut buckets: Vec<_> = scope
        .buckets
        .by_name
        .iter()
        .filter(|(name, bucket)| {
            bucket.owner == context.home.account
                && name.starts_with(&prefix)
                && **name > start_after
                && in_region(bucket)
        })
        .map(|(name, bucket)| BucketSummary {
            name: name.clone(),
            creation_date: bucket.created,
            bucket_region: bucket.region.clone(),
        })
        .collect();
    let limit = request.max_buckets.unwrap_or(usize::MAX);
    let truncated = buckets.len() > limit;
    buckets.truncate(limit);
    let last = buckets.last().map(|bucket| bucket.name.clone());
    Ok(ListBucketsOutput {
        buckets,
        truncated_after: last.filter(|_| truncated),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_rules_of_general_purpose_buckets() {
        for good in ["abc", "my-logs", "a.b.c", "0-9", &"a".repeat(63)] {
            assert!(is_bucket_name(good), "{good}");
        }
        let long = "a".repeat(64);
        for bad in [
            "",
            "ab",
            &long,
            "Logs",
            "a_b",
            "-ab",
            "ab-",
            "a..b",
            "192.168.5.4",
            "xn--a",
            "a-s3alias",
        ] {
            assert!(!is_bucket_name(bad), "{bad}");
        }
    }

    #[test]
    fn us_east_1_makes_buckets_anywhere_and_others_only_at_home() {
        let make = |asked: &str, constraint: Option<&str>| {
            region_to_create_in(&Region::new(asked), constraint.map(str::to_owned))
                .map_err(|error| error.to_string())
        };
        assert_eq!(make("us-east-1", None), Ok(Region::new("us-east-1")));
        assert_eq!(make("us-east-1", Some("EU")), Ok(Region::new("eu-west-1")));
        assert_eq!(
            make("eu-central-1", Some("eu-central-1")),
            Ok(Region::new("eu-central-1"))
        );
        assert_eq!(
            make("eu-central-1", None).unwrap_err(),
            "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to."
        );
        assert_eq!(
            make("eu-central-1", Some("us-west-2")).unwrap_err(),
            "The us-west-2 location constraint is incompatible for the region specific endpoint this request was sent to."
        );
        assert_eq!(
            make("us-east-1", Some("us-east-1")).unwrap_err(),
            "The specified location-constraint is not valid"
        );
    }
}
