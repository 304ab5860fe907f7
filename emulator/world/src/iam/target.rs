//! What IAM's requests are for.

use super::identifiers::{Kind, NO_PATH};
use crate::arn::{Resource, Target};
use crate::origin::Home;

/// An entity that a request names without its path.
fn entity<'a>(home: &'a Home, kind: Kind, name: &'a str) -> Target<'a> {
    Resource::Entity { kind, name }.of(home)
}

fn new_entity<'a>(home: &'a Home, kind: Kind, name: &'a str, path: Option<&'a str>) -> Target<'a> {
    let path = path.unwrap_or(NO_PATH);
    Resource::Identity { kind, path, name }.of(home)
}

pub(super) fn role<'a>(home: &'a Home, name: &'a str) -> Target<'a> {
    entity(home, Kind::Role, name)
}

pub(super) fn user<'a>(home: &'a Home, name: &'a str) -> Target<'a> {
    entity(home, Kind::User, name)
}

pub(super) fn group<'a>(home: &'a Home, name: &'a str) -> Target<'a> {
    entity(home, Kind::Group, name)
}

/// The user that is named, or else whoever asks.
#[expect(
    clippy::ref_option,
    reason = "a line of the table hands members over as they are"
)]
pub(super) fn user_or_caller<'a>(home: &'a Home, name: &'a Option<String>) -> Target<'a> {
    name.as_deref()
        .map_or_else(|| Resource::Asker.of(home), |name| user(home, name))
}

#[expect(
    clippy::ref_option,
    reason = "a line of the table hands members over as they are"
)]
pub(super) fn new_role<'a>(home: &'a Home, name: &'a str, path: &'a Option<String>) -> Target<'a> {
    new_entity(home, Kind::Role, name, path.as_deref())
}

#[expect(
    clippy::ref_option,
    reason = "a line of the table hands members over as they are"
)]
pub(super) fn new_user<'a>(home: &'a Home, name: &'a str, path: &'a Option<String>) -> Target<'a> {
    new_entity(home, Kind::User, name, path.as_deref())
}

#[expect(
    clippy::ref_option,
    reason = "a line of the table hands members over as they are"
)]
pub(super) fn new_group<'a>(home: &'a Home, name: &'a str, path: &'a Option<String>) -> Target<'a> {
    new_entity(home, Kind::Group, name, path.as_deref())
}

#[expect(
    clippy::ref_option,
    reason = "a line of the table hands members over as they are"
)]
pub(super) fn new_policy<'a>(
    home: &'a Home,
    name: &'a str,
    path: &'a Option<String>,
) -> Target<'a> {
    new_entity(home, Kind::Policy, name, path.as_deref())
}
