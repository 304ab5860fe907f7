//! Inline and attached policies of roles.

use super::Role;
use crate::iam::constraints::ROLE_NAME;
use crate::iam::policy_operations::policy_operations;

policy_operations! {
    Role, role_name, "roleName", ROLE_NAME;
    PutRolePolicy, GetRolePolicy -> GetRolePolicyResponse, ListRolePolicies, DeleteRolePolicy,
    AttachRolePolicy, DetachRolePolicy, ListAttachedRolePolicies
}
