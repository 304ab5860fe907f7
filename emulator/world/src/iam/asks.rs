//! The condition keys of IAM's requests that the requests say themselves: tags, the policy that is attached, the boundary that is set.
//!
//! Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>. What the
//! entity says that they are for (its tags, its boundary) is looked up where it is decided.

use std::borrow::Cow;

use super::table::Operation;
use super::tag::Tag;
use crate::access::Asks;
use crate::arn::Target;
use crate::policy::Value;

impl Asks for Operation {
    fn key<'a>(&'a self, _target: &Target<'_>, name: &str) -> Option<Value<'a>> {
        if let Some(key) = name.strip_prefix("aws:requesttag/") {
            let mut tags = tags(self)?.iter();
            let tag = tags.find(|tag| tag.key.eq_ignore_ascii_case(key))?;
            return Some(Value::from(tag.value.as_str()));
        }
        match name {
            "aws:tagkeys" => tag_keys(self).map(Value::List),
            "iam:policyarn" => attached(self).map(Value::from),
            "iam:permissionsboundary" => boundary(self).map(Value::from),
            _ => None,
        }
    }
}

fn tags(operation: &Operation) -> Option<&[Tag]> {
    match operation {
        Operation::CreateRole(create) => Some(&create.tags),
        Operation::CreateUser(create) => Some(&create.tags),
        Operation::CreatePolicy(create) => Some(&create.tags),
        Operation::TagRole(tag) => Some(&tag.tags),
        Operation::TagUser(tag) => Some(&tag.tags),
        Operation::TagPolicy(tag) => Some(&tag.tags),
        _ => None,
    }
}

fn tag_keys(operation: &Operation) -> Option<Vec<Cow<'_, str>>> {
    let keys = match operation {
        Operation::UntagRole(untag) => &untag.tag_keys,
        Operation::UntagUser(untag) => &untag.tag_keys,
        Operation::UntagPolicy(untag) => &untag.tag_keys,
        other => {
            let tags = tags(other)?.iter();
            return Some(tags.map(|tag| Cow::from(&tag.key)).collect());
        }
    };
    Some(keys.iter().map(Cow::from).collect())
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
