//! The form of `Resource` elements, and AWS's refusals of what has another.
//!
//! Recorded by moto (`tests/test_iam/test_iam_policies.py`) for identity policies.

use super::error::PolicyError;
use super::iam_path::IAM_PATHS;

/// What an ARN's second component may be.
pub(super) const PARTITIONS: [&str; 6] = [
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-eusc",
];

/// Refuses what is neither `*` nor an ARN.
pub(super) fn check(resource: &str) -> Result<(), PolicyError> {
    if resource == "*" {
        return Ok(());
    }
    let not_an_arn = || PolicyError::NotAnArn(resource.to_owned());
    let (arn, rest) = resource.split_once(':').ok_or_else(not_an_arn)?;
    let (partition, rest) = cut(rest);
    if partition != "*" && !PARTITIONS.contains(&partition) {
        return Err(PolicyError::Partition {
            partition: partition.to_owned(),
            arn: padded(&format!("arn:{partition}:{}", rest.unwrap_or_default())),
        });
    }
    // Unrecorded: what does not begin with `arn`, and has a partition all the same.
    if arn != "arn" {
        return Err(not_an_arn());
    }
    let (vendor, rest) = cut(rest.ok_or(PolicyError::ResourceVendor)?);
    if vendor.contains(['*', '?']) {
        return Err(PolicyError::ResourceVendor);
    }
    let (region, rest) = cut(rest.unwrap_or("*"));
    let (account, path) = cut(rest.unwrap_or("*"));
    match vendor {
        "iam" if !region.is_empty() => Err(PolicyError::IamResourceWithRegion(resource.to_owned())),
        "iam" if !is_iam_path(path.unwrap_or("*")) => Err(PolicyError::IamResourcePath),
        // An access point has Region and account, a bucket neither.
        "s3" if !region.is_empty() && account.is_empty() => {
            Err(PolicyError::S3ResourceWithRegion(resource.to_owned()))
        }
        _ => Ok(()),
    }
}

fn is_iam_path(path: &str) -> bool {
    path == "*" || IAM_PATHS.iter().any(|start| path.starts_with(start))
}

/// Whether a parser that AWS calls its legacy one takes it: six components, or none of them empty; and a vendor.
pub(super) fn passes_legacy_parsing(resource: &str) -> bool {
    if resource == "*" {
        return true;
    }
    let is_whole = resource.matches(':').count() >= 5 || !resource.contains("::");
    is_whole && resource.split(':').nth(2) != Some("")
}

/// With `*` for the components that are missing, as AWS spells such an ARN.
pub(super) fn padded(resource: &str) -> String {
    if resource == "*" {
        return resource.to_owned();
    }
    let mut components: Vec<&str> = resource.splitn(6, ':').collect();
    if components.len() == 3 && components[2].is_empty() {
        components[2] = "*";
    }
    components.resize(6, "*");
    components.join(":")
}

/// Up to the next colon, and what follows it.
fn cut(text: &str) -> (&str, Option<&str>) {
    match text.split_once(':') {
        Some((first, rest)) => (first, Some(rest)),
        None => (text, None),
    }
}
