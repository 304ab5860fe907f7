//! What a resource says of itself: where it is, and the condition keys that are its own.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::arn::{Arn, Resource, Target};
use crate::iam::{Identifiers, Kind};
use crate::origin::{AccountId, Origin};
use crate::policy::Value;
use crate::state::State;

/// The target with what its request leaves out: the path of a role, user or group that is there, and the user who asks for itself.
pub(crate) fn known<'a>(
    state: &'a State,
    origin: &Origin,
    now: Timestamp,
    target: Target<'a>,
) -> Target<'a> {
    let resource = match target.resource {
        Resource::Entity { kind, name } => {
            let iam = state.identities.account(target.account);
            iam.identifiers(kind, name).map(of_identifiers)
        }
        Resource::Asker => {
            let identity = state.identities.identity(origin, now);
            let user = identity.user();
            Some(user.map_or(Resource::Root, of_identifiers))
        }
        _ => None,
    };
    Target {
        resource: resource.unwrap_or(target.resource),
        ..target
    }
}

fn of_identifiers(identifiers: &Identifiers) -> Resource<'_> {
    Resource::Identity {
        kind: identifiers.kind,
        path: &identifiers.path,
        name: &identifiers.name,
    }
}

/// A condition key of the resource, by its name in lower case.
pub(super) fn key<'a>(state: &'a State, target: &Target<'a>, name: &str) -> Option<Value<'a>> {
    if let Some(tag) = name.strip_prefix("aws:resourcetag/") {
        return self::tag(state, target, tag).map(Value::from);
    }
    match entity(target)? {
        (account, kind @ (Kind::Role | Kind::User), entity) => {
            let iam = state.identities.account(account);
            if let Some(tag) = name.strip_prefix("iam:resourcetag/") {
                return iam.tags(kind, entity)?.get(tag).map(Value::from);
            }
            let boundary = || iam.boundary(kind, entity).map(Value::from);
            (name == "iam:permissionsboundary").then(boundary)?
        }
        _ => None,
    }
}

/// Of roles, users and policies, queues, functions (whichever version or alias is meant), event source mappings and log groups. Buckets have it where
/// attribute-based access is switched on, which is not built.
fn tag<'a>(state: &'a State, target: &Target<'a>, key: &str) -> Option<&'a str> {
    let local = || state.locals.get(&target.home());
    let found = |tags: &'a BTreeMap<String, String>| {
        let mut tags = tags.iter();
        let (_, value) = tags.find(|(known, _)| known.eq_ignore_ascii_case(key))?;
        Some(value.as_str())
    };
    match target.resource {
        Resource::Queue(name) => found(local()?.queues.tags(name)?),
        Resource::Function(name) | Resource::QualifiedFunction { name, .. } => {
            found(local()?.functions.tags(name)?)
        }
        Resource::EventSourceMapping(uuid) => found(local()?.functions.tags_of_mapping(uuid)?),
        Resource::LogGroup(group) | Resource::LogStream { group, .. } => {
            found(local()?.log_groups.tags(group)?)
        }
        _ => {
            let (account, kind, name) = entity(target)?;
            let iam = state.identities.account(account);
            iam.tags(kind, name)?.get(key)
        }
    }
}

/// The account, kind and name of what is IAM's. Of a policy the name is its ARN.
fn entity<'a>(target: &Target<'a>) -> Option<(AccountId, Kind, &'a str)> {
    match target.resource {
        Resource::Identity { kind, name, .. } | Resource::Entity { kind, name } => {
            Some((target.account, kind, name))
        }
        Resource::Named(arn) => {
            let parsed = Arn::parse(arn).filter(|parsed| parsed.service == "iam")?;
            let account = AccountId::parse(parsed.account)?;
            let (kind, _) = parsed.resource.split_once('/')?;
            let (_, name) = parsed.resource.rsplit_once('/')?;
            match kind {
                "policy" => Some((account, Kind::Policy, arn)),
                "role" => Some((account, Kind::Role, name)),
                "user" => Some((account, Kind::User, name)),
                _ => None,
            }
        }
        _ => None,
    }
}
