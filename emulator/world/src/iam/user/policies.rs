//! Inline and attached policies of users.

use super::User;
use crate::iam::constraints::NAME;
use crate::iam::policy_operations::policy_operations;

policy_operations! {
    User, user_name, "userName", NAME;
    PutUserPolicy, GetUserPolicy -> GetUserPolicyResponse, ListUserPolicies, DeleteUserPolicy,
    AttachUserPolicy, DetachUserPolicy, ListAttachedUserPolicies
}
