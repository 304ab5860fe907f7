//! What an account has: its roles, users, groups and managed policies.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::group::Group;
use super::identifiers::{Identifiers, Kind};
use super::policies::Policies;
use super::policy::ManagedPolicy;
use super::role::Role;
use super::tags::Tags;
use super::user::User;
use super::{IamError, managed};
use crate::origin::Home;

/// Entities of one kind by name, in small letters: names that differ in case alone are one. Source:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names>
pub(super) type Entities<E> = BTreeMap<String, E>;

/// One account's roles, users, groups and managed policies.
#[derive(Debug, Default, PartialEq)]
pub struct Iam {
    pub(super) roles: Entities<Role>,
    pub(super) users: Entities<User>,
    pub(super) groups: Entities<Group>,
    /// By ARN.
    pub(super) policies: BTreeMap<Arc<str>, ManagedPolicy>,
}

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

/// The key of a name in [`Entities`].
pub(super) fn folded(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

fn not_found(kind: Kind, name: &str) -> IamError {
    let noun = kind.noun();
    IamError::NoSuchEntity(format!("The {noun} with name {name} cannot be found."))
}

impl Iam {
    /// # Errors
    /// None of this name.
    pub(super) fn find<E: Entity>(&self, name: &str) -> Result<&E, IamError> {
        let found = E::all(self).get(folded(name).as_ref());
        found.ok_or_else(|| not_found(E::KIND, name))
    }

    /// # Errors
    /// None of this name.
    pub(super) fn find_mut<E: Entity>(&mut self, name: &str) -> Result<&mut E, IamError> {
        let found = E::all_mut(self).get_mut(folded(name).as_ref());
        found.ok_or_else(|| not_found(E::KIND, name))
    }

    /// # Errors
    /// One of this name is there.
    pub(super) fn check_free<E: Entity>(&self, name: &str) -> Result<(), IamError> {
        if !E::all(self).contains_key(folded(name).as_ref()) {
            return Ok(());
        }
        let title = E::KIND.title();
        Err(IamError::EntityAlreadyExists(format!(
            "{title} with name {name} already exists."
        )))
    }

    /// # Errors
    /// As many as an account may have are there.
    pub(super) fn insert<E: Entity>(&mut self, entity: E) -> Result<(), IamError> {
        let (quota, most) = E::QUOTA;
        let entities = E::all_mut(self);
        if entities.len() >= most {
            return Err(IamError::quota(quota, most));
        }
        let name = folded(&entity.identifiers().name).into_owned();
        entities.insert(name, entity);
        Ok(())
    }

    /// Takes an entity that nothing is attached to any more.
    ///
    /// # Errors
    /// It has policies.
    pub(super) fn remove<E: Entity>(&mut self, name: &str) -> Result<E, IamError> {
        self.find::<E>(name)?.policies().check_none()?;
        let found = E::all_mut(self).remove(folded(name).as_ref());
        found.ok_or_else(|| not_found(E::KIND, name))
    }

    /// Gives a user or group another name, another path, or both.
    ///
    /// # Errors
    /// None of this name, or one of the new name.
    pub(super) fn rename<E: Entity>(
        &mut self,
        name: &str,
        new_name: Option<String>,
        new_path: Option<String>,
        home: &Home,
    ) -> Result<(), IamError> {
        self.find::<E>(name)?;
        if let Some(new_name) = &new_name
            && folded(new_name) != folded(name)
        {
            self.check_free::<E>(new_name)?;
        }
        let entities = E::all_mut(self);
        if let Some(mut entity) = entities.remove(folded(name).as_ref()) {
            entity.identifiers_mut().rename(new_name, new_path, home);
            let name = folded(&entity.identifiers().name).into_owned();
            entities.insert(name, entity);
        }
        Ok(())
    }

    /// What a role, user or group of this name is known by.
    pub(crate) fn identifiers(&self, kind: Kind, name: &str) -> Option<&Identifiers> {
        match kind {
            Kind::Role => self.find::<Role>(name).ok().map(Entity::identifiers),
            Kind::User => self.find::<User>(name).ok().map(Entity::identifiers),
            Kind::Group => self.find::<Group>(name).ok().map(Entity::identifiers),
            Kind::Policy => None,
        }
    }

    /// The tags of a role or user by its name, or of a policy by its ARN.
    pub(crate) fn tags(&self, kind: Kind, name: &str) -> Option<&Tags> {
        match kind {
            Kind::Role => self.role(name).ok().map(Role::tags),
            Kind::User => self.user(name).ok().map(|user| &user.tags),
            Kind::Policy => self.policies.get(name).map(|policy| &policy.tags),
            Kind::Group => None,
        }
    }

    /// The ARN of the permissions boundary of a role or user.
    pub(crate) fn boundary(&self, kind: Kind, name: &str) -> Option<&str> {
        match kind {
            Kind::Role => self.role(name).ok()?.boundary.as_deref(),
            Kind::User => self.user(name).ok()?.boundary.as_deref(),
            Kind::Group | Kind::Policy => None,
        }
    }

    pub(super) fn role(&self, name: &str) -> Result<&Role, IamError> {
        self.find(name)
    }

    pub(super) fn role_mut(&mut self, name: &str) -> Result<&mut Role, IamError> {
        self.find_mut(name)
    }

    pub(super) fn user(&self, name: &str) -> Result<&User, IamError> {
        self.find(name)
    }

    pub(super) fn user_mut(&mut self, name: &str) -> Result<&mut User, IamError> {
        self.find_mut(name)
    }

    /// A managed policy by its ARN: this account's, or AWS's.
    pub fn managed_policy(&self, arn: &str) -> Option<&ManagedPolicy> {
        self.policies.get(arn).or_else(|| managed::find(arn))
    }

    /// # Errors
    /// What is no ARN of a policy, or of none that is there.
    pub(super) fn policy(&self, arn: &str) -> Result<&ManagedPolicy, IamError> {
        check_policy_arn(arn)?;
        self.managed_policy(arn).ok_or_else(|| no_policy(arn))
    }

    /// A managed policy of this account.
    ///
    /// # Errors
    /// What is no ARN of a policy, or of none that is there, or of one of AWS's.
    pub(super) fn policy_mut(&mut self, arn: &str) -> Result<&mut ManagedPolicy, IamError> {
        check_policy_arn(arn)?;
        if managed::find(arn).is_some() {
            return Err(IamError::NotAuthorized(format!(
                "Nobody is authorized to change the resource: policy {arn}"
            )));
        }
        self.policies.get_mut(arn).ok_or_else(|| no_policy(arn))
    }

    /// A policy that can be attached; `what` goes before its ARN in the text.
    ///
    /// # Errors
    /// What is no ARN of a policy, or of none that is there.
    pub(super) fn attachable(&self, what: &str, arn: &str) -> Result<&ManagedPolicy, IamError> {
        check_policy_arn(arn)?;
        self.managed_policy(arn).ok_or_else(|| {
            IamError::NoSuchEntity(format!("{what} {arn} does not exist or is not attachable."))
        })
    }
}

fn no_policy(arn: &str) -> IamError {
    IamError::NoSuchEntity(format!("Policy {arn} was not found."))
}

/// # Errors
/// `ValidationError` for what is no ARN, `InvalidInput` for another's than a policy's. Texts and codes recorded.
fn check_policy_arn(arn: &str) -> Result<(), IamError> {
    let text = || format!("ARN {arn} is not valid.");
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", _, "iam", "", _, resource] if resource.starts_with("policy/") => Ok(()),
        ["arn", ..] => Err(IamError::InvalidInput(text())),
        _ => Err(IamError::ValidationError(text())),
    }
}
