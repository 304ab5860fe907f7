//! What an account has: its roles, users, groups and managed policies.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::group::Group;
use super::name::Entities;
use super::policy::ManagedPolicy;
use super::role::Role;
use super::user::User;

/// One account's roles, users, groups and managed policies.
#[derive(Debug, Default, PartialEq)]
pub struct Iam {
    pub(super) roles: Entities<Role>,
    pub(super) users: Entities<User>,
    pub(super) groups: Entities<Group>,
    /// By ARN.
    pub(super) policies: BTreeMap<Arc<str>, ManagedPolicy>,
}
