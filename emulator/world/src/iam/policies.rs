//! The policies of a role, a user or a group: its own (inline) ones, and managed ones that are attached to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::identifiers::Kind;
use super::page::page;
use super::state::Entity;
use super::{Iam, IamError, document};
use crate::policy::{DocumentKind, Policy};

/// Managed policies of one role, user or group. Source: quotas, "Managed policies attached to an IAM role" (default).
const ATTACHED: usize = 10;

/// The policies of an entity.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Policies {
    pub(super) inline: BTreeMap<String, Policy>,
    /// ARNs.
    pub(super) attached: BTreeSet<Arc<str>>,
}

impl Policies {
    /// # Errors
    /// There are any, which keeps their entity from being deleted. Texts recorded.
    pub(super) fn check_none(&self) -> Result<(), IamError> {
        let conflict = if !self.attached.is_empty() {
            "Cannot delete entity, must detach all policies first."
        } else if !self.inline.is_empty() {
            "Cannot delete entity, must delete policies first."
        } else {
            return Ok(());
        };
        Err(IamError::DeleteConflict(conflict.to_owned()))
    }
}

/// What `ListRolePolicies` and its kin answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyNamesPage {
    pub policy_names: Vec<String>,
    pub is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

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

/// Characters of all inline policies together. Source: quotas, "Inline policy size".
fn inline_quota(kind: Kind) -> usize {
    match kind {
        Kind::Role => 10_240,
        Kind::User => 2_048,
        Kind::Group | Kind::Policy => 5_120,
    }
}

pub(super) fn put<E: Entity>(
    iam: &mut Iam,
    name: &str,
    policy_name: String,
    document: &str,
) -> Result<(), IamError> {
    let entity = iam.find_mut::<E>(name)?;
    let document = document::parse(document, DocumentKind::Inline)?;
    let inline = &mut entity.policies_mut().inline;
    let others = inline.iter().filter(|(other, _)| **other != policy_name);
    let size: usize = others.map(|(_, other)| other.size()).sum();
    let quota = inline_quota(E::KIND);
    if size + document.size() > quota {
        let noun = E::KIND.noun();
        return Err(IamError::LimitExceeded(format!(
            "Maximum policy size of {quota} bytes exceeded for {noun} {name}"
        )));
    }
    inline.insert(policy_name, document);
    Ok(())
}

/// The entity's name as it was made, and the document as IAM gives it back.
pub(super) fn get<E: Entity>(
    iam: &Iam,
    name: &str,
    policy_name: &str,
) -> Result<(String, String), IamError> {
    let entity = iam.find::<E>(name)?;
    let document = entity.policies().inline.get(policy_name);
    let document = document.ok_or_else(|| no_inline::<E>(policy_name))?;
    Ok((
        entity.identifiers().name.clone(),
        document::encoded(document),
    ))
}

pub(super) fn list<E: Entity>(
    iam: &Iam,
    name: &str,
    marker: Option<&str>,
    max_items: Option<u32>,
) -> Result<PolicyNamesPage, IamError> {
    let names = iam.find::<E>(name)?.policies().inline.keys();
    let page = page(names.map(|name| (name, name.clone())), marker, max_items)?;
    Ok(PolicyNamesPage {
        policy_names: page.entries,
        is_truncated: page.marker.is_some(),
        marker: page.marker,
    })
}

pub(super) fn delete<E: Entity>(
    iam: &mut Iam,
    name: &str,
    policy_name: &str,
) -> Result<(), IamError> {
    let inline = &mut iam.find_mut::<E>(name)?.policies_mut().inline;
    let removed = inline.remove(policy_name);
    removed.map_or_else(|| Err(no_inline::<E>(policy_name)), |_| Ok(()))
}

fn no_inline<E: Entity>(policy_name: &str) -> IamError {
    let noun = E::KIND.noun();
    IamError::NoSuchEntity(format!(
        "The {noun} policy with name {policy_name} cannot be found."
    ))
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
    max_items: Option<u32>,
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
