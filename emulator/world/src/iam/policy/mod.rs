//! Managed policies: documents with versions, which roles, users and groups are given.

mod attachments;
pub(super) mod create;
pub(super) mod delete;
pub(super) mod detail;
pub(super) mod entities;
pub(super) mod read;
pub(super) mod tags;
pub(super) mod version;

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::error::IamError;
use super::identifiers::Identifiers;
use super::tags::Tags;
use crate::policy::Policy;

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

/// `v1`
fn version_id(number: u32) -> String {
    format!("v{number}")
}

/// Characters of a policy. Source: quotas, "Managed policy size".
const SIZE: usize = 6144;

fn check_size(document: &Policy) -> Result<(), IamError> {
    if document.size() > SIZE {
        return Err(IamError::quota("PolicySize", SIZE));
    }
    Ok(())
}
