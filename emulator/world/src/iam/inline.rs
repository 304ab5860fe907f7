//! Inline policies: those that a role, a user or a group has as its own.

use serde::Serialize;

use super::document;
use super::entity::Entity;
use super::error::IamError;
use super::identifiers::Kind;
use super::page::page;
use super::state::Iam;
use crate::policy::DocumentKind;

/// What `ListRolePolicies` and its kin answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyNamesPage {
    pub policy_names: Vec<String>,
    pub is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
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
    max_items: Option<i64>,
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
