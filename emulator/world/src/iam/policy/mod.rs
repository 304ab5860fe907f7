//! Managed policies: documents with versions, which roles, users and groups are given.

pub(super) mod create;
pub(super) mod delete;
pub(super) mod entities;
pub(super) mod read;
pub(super) mod tags;
pub(super) mod version;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::identifiers::Identifiers;
use super::tags::{Case, Tag, Tags};
use super::{Iam, IamError};
use crate::policy::Policy;
use crate::value::Epoch;

/// A managed policy.
#[derive(Debug, PartialEq)]
pub struct ManagedPolicy {
    pub(super) identifiers: Identifiers,
    pub(super) description: Option<String>,
    updated: Timestamp,
    pub(super) tags: Tags,
    /// By number: 1 for `v1`. Never empty.
    versions: BTreeMap<u32, Version>,
    default: u32,
    /// The number of the version that was made last: numbers are not used again.
    latest: u32,
}

#[derive(Debug, PartialEq)]
struct Version {
    document: Policy,
    created: Timestamp,
}

impl ManagedPolicy {
    /// One of AWS's, of which the default version alone is here.
    pub(super) fn of_aws(
        identifiers: Identifiers,
        description: &str,
        version: u32,
        updated: Timestamp,
        document: Policy,
    ) -> Self {
        let only = Version {
            document,
            created: updated,
        };
        Self {
            identifiers,
            description: Some(description.to_owned()),
            updated,
            tags: Tags::default(),
            versions: BTreeMap::from([(version, only)]),
            default: version,
            latest: version,
        }
    }

    pub fn identifiers(&self) -> &Identifiers {
        &self.identifiers
    }

    /// What it says: the document of its default version.
    ///
    /// # Panics
    /// Never: the default version is not deleted.
    pub fn document(&self) -> &Policy {
        let version = self.versions.get(&self.default);
        &version
            .expect("the default version is not deleted")
            .document
    }
}

/// A managed policy in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyDetail {
    pub policy_name: String,
    pub policy_id: String,
    pub arn: String,
    pub path: String,
    pub default_version_id: String,
    pub attachment_count: usize,
    pub permissions_boundary_usage_count: usize,
    pub is_attachable: bool,
    /// `GetPolicy`'s alone, as recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub create_date: Epoch,
    pub update_date: Epoch,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
}

/// `v1`
fn version_id(number: u32) -> String {
    format!("v{number}")
}

impl ManagedPolicy {
    /// As lists show it: without description and tags.
    fn listed(&self, iam: &Iam) -> PolicyDetail {
        let identifiers = &self.identifiers;
        PolicyDetail {
            policy_name: identifiers.name.clone(),
            policy_id: identifiers.id.to_string(),
            arn: identifiers.arn.to_string(),
            path: identifiers.path.clone(),
            default_version_id: version_id(self.default),
            attachment_count: iam.attachments(&identifiers.arn),
            permissions_boundary_usage_count: iam.boundaries(&identifiers.arn),
            is_attachable: true,
            description: None,
            create_date: identifiers.created.into(),
            update_date: self.updated.into(),
            tags: None,
        }
    }
}

impl Iam {
    /// To how many roles, users and groups of this account a policy is attached.
    fn attachments(&self, arn: &str) -> usize {
        let roles = self.roles.values().map(|role| &role.policies);
        let users = self.users.values().map(|user| &user.policies);
        let groups = self.groups.values().map(|group| &group.policies);
        let all = roles.chain(users).chain(groups);
        all.filter(|policies| policies.attached.contains(arn))
            .count()
    }

    /// Of how many roles and users of this account a policy is the boundary.
    fn boundaries(&self, arn: &str) -> usize {
        let roles = self.roles.values().map(|role| &role.boundary);
        let users = self.users.values().map(|user| &user.boundary);
        roles
            .chain(users)
            .filter(|boundary| boundary.as_deref() == Some(arn))
            .count()
    }
}

/// Characters of a policy. Source: quotas, "Managed policy size".
const SIZE: usize = 6144;

fn check_size(document: &Policy) -> Result<(), IamError> {
    if document.size() > SIZE {
        return Err(IamError::quota("PolicySize", SIZE));
    }
    Ok(())
}
