//! What somebody is given: the policies that decide what a role or a user may do.

use std::collections::BTreeSet;

use super::identifiers::{Identifiers, Kind};
use super::name::folded;
use super::policies::Policies;
use super::state::Iam;
use super::tags::Tags;
use crate::policy::Policy;

/// A policy that somebody has, and where from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grant<'a> {
    pub name: &'a str,
    /// Of a managed policy.
    pub arn: Option<&'a str>,
    /// Who has it: the role or user, or one of the user's groups.
    pub holder: &'a Identifiers,
    pub document: &'a Policy,
}

impl<'a> Grant<'a> {
    /// The group that has it, where one does.
    pub(super) fn group(self) -> Option<&'a str> {
        (self.holder.kind == Kind::Group).then_some(self.holder.name.as_str())
    }
}

/// All the policies of a role or a user. Nothing is copied: it is looked up while it is walked through.
#[derive(Debug, Clone, Copy)]
pub struct Granted<'a> {
    iam: &'a Iam,
    identifiers: &'a Identifiers,
    policies: &'a Policies,
    groups: Option<&'a BTreeSet<String>>,
    boundary: Option<&'a str>,
    tags: &'a Tags,
}

impl Iam {
    /// `None` where there is no role of this name.
    pub fn policies_of_role(&self, name: &str) -> Option<Granted<'_>> {
        let role = self.roles.get(folded(name).as_ref())?;
        Some(Granted {
            iam: self,
            identifiers: &role.identifiers,
            policies: &role.policies,
            groups: None,
            boundary: role.boundary.as_deref(),
            tags: &role.tags,
        })
    }

    /// With those of its groups; `None` where there is no user of this name.
    pub fn policies_of_user(&self, name: &str) -> Option<Granted<'_>> {
        let user = self.users.get(folded(name).as_ref())?;
        Some(Granted {
            iam: self,
            identifiers: &user.identifiers,
            policies: &user.policies,
            groups: Some(&user.groups),
            boundary: user.boundary.as_deref(),
            tags: &user.tags,
        })
    }

    /// `None` where there is no group of this name.
    pub fn policies_of_group(&self, name: &str) -> Option<Granted<'_>> {
        let group = self.groups.get(folded(name).as_ref())?;
        Some(Granted {
            iam: self,
            identifiers: &group.identifiers,
            policies: &group.policies,
            groups: None,
            boundary: None,
            tags: Tags::none(),
        })
    }

    fn grants<'a>(
        &'a self,
        holder: &'a Identifiers,
        policies: &'a Policies,
    ) -> impl Iterator<Item = Grant<'a>> {
        let inline = policies.inline.iter().map(move |(name, document)| Grant {
            name,
            arn: None,
            holder,
            document,
        });
        let attached = policies.attached.iter();
        inline.chain(attached.filter_map(move |arn| self.managed_grant(holder, arn)))
    }

    fn managed_grant<'a>(&'a self, holder: &'a Identifiers, arn: &str) -> Option<Grant<'a>> {
        let policy = self.managed_policy(arn)?;
        Some(Grant {
            name: &policy.identifiers.name,
            arn: Some(&policy.identifiers.arn),
            holder,
            document: policy.document(),
        })
    }
}

impl<'a> Granted<'a> {
    /// Of the role or user itself.
    pub fn identifiers(&self) -> &'a Identifiers {
        self.identifiers
    }

    pub fn tags(&self) -> &'a Tags {
        self.tags
    }

    pub fn kind(&self) -> Kind {
        self.identifiers.kind
    }

    /// What allows or denies: inline policies, attached ones, and those of a user's groups.
    pub fn policies(&self) -> impl Iterator<Item = Grant<'a>> {
        let iam = self.iam;
        let own = iam.grants(self.identifiers, self.policies);
        let groups = self.groups.into_iter().flatten();
        let groups = groups.filter_map(move |key| iam.groups.get(key));
        own.chain(groups.flat_map(move |group| iam.grants(&group.identifiers, &group.policies)))
    }

    /// What limits them.
    pub fn boundary(&self) -> Option<Grant<'a>> {
        self.iam.managed_grant(self.identifiers, self.boundary?)
    }
}
