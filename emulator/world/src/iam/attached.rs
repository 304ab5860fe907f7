//! Managed policies that are attached to a role, a user or a group.

use std::sync::Arc;

use serde::Serialize;

use super::entity::Entity;
use super::error::IamError;
use super::page::page;
use super::state::Iam;

/// Managed policies of one role, user or group. Source: quotas, "Managed policies attached to an IAM role" (default).
const ATTACHED: usize = 10;

/// What `ListAttachedRolePolicies` and its kin answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttachedPoliciesPage {
    pub attached_policies: Vec<AttachedPolicy>,
    pub is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttachedPolicy {
    pub policy_name: String,
    pub policy_arn: String,
}

/// Attaches a managed policy. One that is attached stays so.
pub(super) fn attach<E: Entity>(iam: &mut Iam, name: &str, arn: &str) -> Result<(), IamError> {
    iam.find::<E>(name)?;
    let arn = Arc::clone(&iam.attachable("Policy", arn)?.identifiers.arn);
    let attached = &mut iam.find_mut::<E>(name)?.policies_mut().attached;
    if !attached.contains(&arn) && attached.len() >= ATTACHED {
        let quota = format!("PoliciesPer{}", E::KIND.title());
        return Err(IamError::quota(&quota, ATTACHED));
    }
    attached.insert(arn);
    Ok(())
}

pub(super) fn detach<E: Entity>(iam: &mut Iam, name: &str, arn: &str) -> Result<(), IamError> {
    let entity = iam.find_mut::<E>(name)?;
    if entity.policies_mut().attached.remove(arn) {
        return Ok(());
    }
    // What is no ARN is said first; a policy that is there and not attached was not found either.
    iam.policy(arn)?;
    Err(IamError::NoSuchEntity(format!(
        "Policy {arn} was not found."
    )))
}

pub(super) fn list_attached<E: Entity>(
    iam: &Iam,
    name: &str,
    path_prefix: Option<&str>,
    marker: Option<&str>,
    max_items: Option<i64>,
) -> Result<AttachedPoliciesPage, IamError> {
    let attached = iam.find::<E>(name)?.policies().attached.iter();
    let policies = attached.filter_map(|arn| iam.managed_policy(arn));
    let policies = policies
        .map(|policy| &policy.identifiers)
        .filter(|policy| path_prefix.is_none_or(|prefix| policy.path.starts_with(prefix)));
    let attached = policies.map(|policy| {
        let attached = AttachedPolicy {
            policy_name: policy.name.clone(),
            policy_arn: policy.arn.to_string(),
        };
        (&policy.arn, attached)
    });
    let page = page(attached, marker, max_items)?;
    Ok(AttachedPoliciesPage {
        attached_policies: page.entries,
        is_truncated: page.marker.is_some(),
        marker: page.marker,
    })
}
