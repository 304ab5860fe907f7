//! Managed policies as answers show them.

use serde::Serialize;

use super::{ManagedPolicy, version_id};
use crate::iam::state::Iam;
use crate::iam::tag::Tag;
use crate::value::Epoch;

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

impl ManagedPolicy {
    /// As lists show it: without description and tags.
    pub(super) fn listed(&self, iam: &Iam) -> PolicyDetail {
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
