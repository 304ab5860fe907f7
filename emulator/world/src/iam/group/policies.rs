//! Inline and attached policies of groups.

use super::Group;
use crate::iam::constraints::NAME;
use crate::iam::policy_operations::policy_operations;

policy_operations! {
    Group, group_name, "groupName", NAME;
    PutGroupPolicy, GetGroupPolicy -> GetGroupPolicyResponse, ListGroupPolicies, DeleteGroupPolicy,
    AttachGroupPolicy, DetachGroupPolicy, ListAttachedGroupPolicies
}
