//! How the policy of a bucket is read: the language first, then what S3 wants of it. In which order S3 finds faults is unverified.
//!
//! # Departures from AWS
//! `NotAction` and `NotResource` are taken as they come, and so are keys of `aws:` and of identity providers. That a key is none of the
//! statement's actions is not looked for.

use super::fault::{MAX_BYTES, PolicyFault};
use super::keys::is_known;
use super::reach::Reach;
use crate::bucket::state::Bucket;
use crate::iam::Iam;
use crate::policy::{DocumentKind, Policy, PolicyError, ResourceRules, Statement};

/// Reads the policy of a bucket of this name, whose owner has these entities.
///
/// # Errors
/// The first thing that S3 does not take.
pub(in crate::bucket) fn read(
    text: &str,
    name: &str,
    bucket: &Bucket,
    iam: &Iam,
) -> Result<Policy, PolicyFault> {
    if !text.starts_with('{') {
        return Err(PolicyFault::FirstByte);
    }
    let policy = Policy::parse(text, DocumentKind::Resource(ResourceRules::S3))?;
    if normalized_size(text) > MAX_BYTES {
        return Err(PolicyFault::TooLarge);
    }
    if iam.missing_principal(bucket.owner, &policy).is_some() {
        return Err(PolicyFault::Principal);
    }
    let arn = format!("arn:{}:s3:::{name}", bucket.region.partition());
    let mut statements = policy.statements().iter();
    statements.try_for_each(|statement| check(statement, &arn))?;
    Ok(policy)
}

/// In bytes, without white space between tokens.
fn normalized_size(text: &str) -> usize {
    let document = serde_json::from_str::<serde_json::Value>(text);
    document.map_or(text.len(), |document| document.to_string().len())
}

fn check(statement: &Statement, bucket_arn: &str) -> Result<(), PolicyFault> {
    let actions = statement.named_actions().map(Reach::of_action);
    let actions: Option<Vec<Reach>> = actions.collect();
    let actions = actions.ok_or(PolicyError::ServiceAction)?;
    let resources = statement.resources().iter();
    let resources = resources.map(|resource| Reach::of_resource(resource, bucket_arn));
    let resources: Option<Vec<Reach>> = resources.collect();
    let resources = resources.ok_or(PolicyError::ServiceResource)?;
    // Without any it has `NotResource`.
    let reach = resources.into_iter().reduce(Reach::or);
    if let Some(reach) = reach
        && !actions.iter().all(|action| action.meets(reach))
    {
        return Err(PolicyFault::Unfitting);
    }
    if !statement.conditioned_keys().all(is_known) {
        return Err(PolicyFault::ConditionKey);
    }
    Ok(())
}
