//! Users: people and programs with access keys of their own.

pub(super) mod access_key;
pub(super) mod boundary;
pub(super) mod create;
pub(super) mod delete;
pub(super) mod policies;
pub(super) mod read;
pub(super) mod tags;
pub(super) mod update;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use super::boundary::AttachedPermissionsBoundary;
use super::identifiers::Identifiers;
use super::policies::Policies;
use super::tag::Tag;
use super::tags::Tags;
use crate::value::Epoch;

/// A user.
#[derive(Debug, PartialEq)]
pub struct User {
    pub(super) identifiers: Identifiers,
    pub(super) tags: Tags,
    pub(super) policies: Policies,
    /// The ARN of a managed policy.
    pub(super) boundary: Option<Arc<str>>,
    /// The groups that it is a member of, by their keys.
    pub(super) groups: BTreeSet<String>,
    /// The ids of its access keys, the older one first. What is known of them stands with everybody's ([`super::AccessKeys`]).
    pub(super) access_keys: Vec<Arc<str>>,
}

impl User {
    pub fn identifiers(&self) -> &Identifiers {
        &self.identifiers
    }

    pub fn tags(&self) -> &Tags {
        &self.tags
    }
}

/// A user in an answer. Path and name are missing where it is the account's root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UserDetail {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
    pub user_id: String,
    pub arn: String,
    pub create_date: Epoch,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions_boundary: Option<AttachedPermissionsBoundary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
}

impl User {
    /// What every operation shows of it.
    pub(super) fn outlined(&self) -> UserDetail {
        let identifiers = &self.identifiers;
        UserDetail {
            path: Some(identifiers.path.clone()),
            user_name: Some(identifiers.name.clone()),
            user_id: identifiers.id.to_string(),
            arn: identifiers.arn.to_string(),
            create_date: identifiers.created.into(),
            permissions_boundary: None,
            tags: None,
        }
    }

    fn boundary_shown(&self) -> Option<AttachedPermissionsBoundary> {
        let boundary = self.boundary.as_deref();
        boundary.map(AttachedPermissionsBoundary::of)
    }
}
