//! What roles, users and groups have in common.

use super::group::Group;
use super::identifiers::{Identifiers, Kind};
use super::name::Entities;
use super::policies::Policies;
use super::role::Role;
use super::state::Iam;
use super::user::User;

/// What roles, users and groups have in common.
pub(super) trait Entity: Sized {
    const KIND: Kind;
    /// Of this kind in an account. Source: quotas, "IAM object quotas".
    const QUOTA: (&'static str, usize);

    fn all(iam: &Iam) -> &Entities<Self>;
    fn all_mut(iam: &mut Iam) -> &mut Entities<Self>;
    fn identifiers(&self) -> &Identifiers;
    fn identifiers_mut(&mut self) -> &mut Identifiers;
    fn policies(&self) -> &Policies;
    fn policies_mut(&mut self) -> &mut Policies;
}

impl Entity for Role {
    const KIND: Kind = Kind::Role;
    const QUOTA: (&'static str, usize) = ("RolesPerAccount", 1000);

    fn all(iam: &Iam) -> &Entities<Self> {
        &iam.roles
    }

    fn all_mut(iam: &mut Iam) -> &mut Entities<Self> {
        &mut iam.roles
    }

    fn identifiers(&self) -> &Identifiers {
        &self.identifiers
    }

    fn identifiers_mut(&mut self) -> &mut Identifiers {
        &mut self.identifiers
    }

    fn policies(&self) -> &Policies {
        &self.policies
    }

    fn policies_mut(&mut self) -> &mut Policies {
        &mut self.policies
    }
}

impl Entity for User {
    const KIND: Kind = Kind::User;
    const QUOTA: (&'static str, usize) = ("UsersPerAccount", 5000);

    fn all(iam: &Iam) -> &Entities<Self> {
        &iam.users
    }

    fn all_mut(iam: &mut Iam) -> &mut Entities<Self> {
        &mut iam.users
    }

    fn identifiers(&self) -> &Identifiers {
        &self.identifiers
    }

    fn identifiers_mut(&mut self) -> &mut Identifiers {
        &mut self.identifiers
    }

    fn policies(&self) -> &Policies {
        &self.policies
    }

    fn policies_mut(&mut self) -> &mut Policies {
        &mut self.policies
    }
}

impl Entity for Group {
    const KIND: Kind = Kind::Group;
    const QUOTA: (&'static str, usize) = ("GroupsPerAccount", 300);

    fn all(iam: &Iam) -> &Entities<Self> {
        &iam.groups
    }

    fn all_mut(iam: &mut Iam) -> &mut Entities<Self> {
        &mut iam.groups
    }

    fn identifiers(&self) -> &Identifiers {
        &self.identifiers
    }

    fn identifiers_mut(&mut self) -> &mut Identifiers {
        &mut self.identifiers
    }

    fn policies(&self) -> &Policies {
        &self.policies
    }

    fn policies_mut(&mut self) -> &mut Policies {
        &mut self.policies
    }
}
