//! The condition keys of IAM's requests that the requests say themselves: tags, the policy that is attached, the boundary that is set.
//!
//! Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>. What the
//! entity says that they are for (its tags, its boundary) is looked up where it is decided.

use super::table::Operation;
use crate::access::{Asks, Demand, Tagging};
use crate::arn::Target;
use crate::origin::Home;
use crate::policy::Value;

impl Asks for Operation {
    /// Recorded: who makes a role with tags is "not authorized to perform: `iam:TagRole`" on that role
    /// (<https://github.com/openshift/installer/issues/1073>); guide IAM, Tagging IAM resources.
    fn demands<'a>(&'a self, home: &'a Home) -> Vec<Demand<'a>> {
        let (action, tags) = match self {
            Self::CreateRole(create) => ("iam:TagRole", &create.tags),
            Self::CreateUser(create) => ("iam:TagUser", &create.tags),
            Self::CreatePolicy(create) => ("iam:TagPolicy", &create.tags),
            _ => return Vec::new(),
        };
        let demand = Demand {
            action,
            target: self.target(home),
            key: None,
        };
        let is_tagged = !tags.is_empty();
        is_tagged.then_some(demand).into_iter().collect()
    }

    fn key<'a>(&'a self, _target: &Target<'_>, name: &str) -> Option<Value<'a>> {
        match name {
            "iam:policyarn" => attached(self).map(Value::from),
            "iam:permissionsboundary" => boundary(self).map(Value::from),
            _ => None,
        }
    }

    fn tagging(&self) -> Option<Tagging<'_>> {
        let tags = match self {
            Self::CreateRole(create) => &create.tags,
            Self::CreateUser(create) => &create.tags,
            Self::CreatePolicy(create) => &create.tags,
            Self::TagRole(tag) => &tag.tags,
            Self::TagUser(tag) => &tag.tags,
            Self::TagPolicy(tag) => &tag.tags,
            Self::UntagRole(untag) => return Some(Tagging::Removes(&untag.tag_keys)),
            Self::UntagUser(untag) => return Some(Tagging::Removes(&untag.tag_keys)),
            Self::UntagPolicy(untag) => return Some(Tagging::Removes(&untag.tag_keys)),
            _ => return None,
        };
        Some(Tagging::sets(tags, |tag| (&tag.key, &tag.value)))
    }
}

fn attached(operation: &Operation) -> Option<&str> {
    match operation {
        Operation::AttachRolePolicy(attach) => Some(&attach.policy_arn),
        Operation::AttachUserPolicy(attach) => Some(&attach.policy_arn),
        Operation::AttachGroupPolicy(attach) => Some(&attach.policy_arn),
        Operation::DetachRolePolicy(detach) => Some(&detach.policy_arn),
        Operation::DetachUserPolicy(detach) => Some(&detach.policy_arn),
        Operation::DetachGroupPolicy(detach) => Some(&detach.policy_arn),
        _ => None,
    }
}

/// The one that the request sets; of a request that sets none it is the entity's.
fn boundary(operation: &Operation) -> Option<&str> {
    match operation {
        Operation::CreateRole(create) => create.permissions_boundary.as_deref(),
        Operation::CreateUser(create) => create.permissions_boundary.as_deref(),
        Operation::PutRolePermissionsBoundary(put) => Some(&put.permissions_boundary),
        Operation::PutUserPermissionsBoundary(put) => Some(&put.permissions_boundary),
        _ => None,
    }
}
