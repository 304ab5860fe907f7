//! Roles, users and groups of an account by their names: found, made, named anew and taken.

use super::entity::Entity;
use super::error::IamError;
use super::group::Group;
use super::identifiers::{Identifiers, Kind};
use super::name::folded;
use super::role::Role;
use super::state::Iam;
use super::tags::Tags;
use super::user::User;
use crate::origin::Home;

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
}

fn not_found(kind: Kind, name: &str) -> IamError {
    let noun = kind.noun();
    IamError::NoSuchEntity(format!("The {noun} with name {name} cannot be found."))
}
