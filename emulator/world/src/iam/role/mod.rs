//! Roles: who may be assumed, by whom, and what they may do then.

pub(super) mod boundary;
pub(super) mod create;
pub(super) mod delete;
pub(super) mod policies;
pub(super) mod profiles;
pub(super) mod read;
pub(super) mod tags;
mod trust;
pub(super) mod update;

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use super::boundary::AttachedPermissionsBoundary;
use super::document;
use super::identifiers::Identifiers;
use super::policies::Policies;
use super::tag::Tag;
use super::tags::Tags;
use crate::origin::Region;
use crate::policy::Policy;
use crate::value::Epoch;

/// A role.
#[derive(Debug, PartialEq)]
pub struct Role {
    pub(super) identifiers: Identifiers,
    description: Option<String>,
    /// Who may assume it.
    trust: Policy,
    /// In seconds.
    max_session: i64,
    pub(super) tags: Tags,
    pub(super) policies: Policies,
    /// The ARN of a managed policy.
    pub(super) boundary: Option<Arc<str>>,
    last_used: Option<(Timestamp, Region)>,
}

impl Role {
    pub fn identifiers(&self) -> &Identifiers {
        &self.identifiers
    }

    /// Who may assume it.
    pub fn trust(&self) -> &Policy {
        &self.trust
    }

    /// How many seconds a session of it lasts at most.
    pub fn max_session(&self) -> i64 {
        self.max_session
    }

    pub fn tags(&self) -> &Tags {
        &self.tags
    }

    /// Notes that somebody who has assumed it asked for something.
    pub(crate) fn was_used(&mut self, now: Timestamp, region: &Region) {
        self.last_used = Some((now, region.clone()));
    }
}

/// A role in an answer. Which of its members an operation shows is as recorded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RoleDetail {
    pub path: String,
    pub role_name: String,
    pub role_id: String,
    pub arn: String,
    pub create_date: Epoch,
    /// URL-encoded.
    pub assume_role_policy_document: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_session_duration: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions_boundary: Option<AttachedPermissionsBoundary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_last_used: Option<RoleLastUsed>,
}

/// Empty where it was never used.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RoleLastUsed {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_date: Option<Epoch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

impl Role {
    /// What every operation shows of it.
    fn outlined(&self) -> RoleDetail {
        let identifiers = &self.identifiers;
        RoleDetail {
            path: identifiers.path.clone(),
            role_name: identifiers.name.clone(),
            role_id: identifiers.id.to_string(),
            arn: identifiers.arn.to_string(),
            create_date: identifiers.created.into(),
            assume_role_policy_document: document::encoded(&self.trust),
            description: None,
            max_session_duration: None,
            permissions_boundary: None,
            tags: None,
            role_last_used: None,
        }
    }

    fn boundary_shown(&self) -> Option<AttachedPermissionsBoundary> {
        let boundary = self.boundary.as_deref();
        boundary.map(AttachedPermissionsBoundary::of)
    }
}

/// Seconds of the longest session. Source: API `CreateRole`, `MaxSessionDuration`.
const SHORTEST_SESSION: i64 = 3600;
const LONGEST_SESSION: i64 = 43_200;
