//! The behaviour of IAM, fact by fact.

mod granted;
mod groups;
mod lists;
mod policies;
mod roles;
mod simulations;
mod users;

use std::sync::Arc;

use super::*;
use crate::call::Call;
use crate::operation::Request;
use crate::origin::{Origin, Region};
use crate::world::World;

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
const READ: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}"#;
const BASIC: &str = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

/// A world in which users may do anything.
fn judging_nobody() -> World {
    World::new(0).with_settings(crate::settings::Settings {
        enforcement: crate::access::Enforcement::Off,
        ..crate::settings::Settings::default()
    })
}

/// A call at half a second past a whole one.
fn call<R: Request>(world: &mut World, request: R) -> Result<R::Reply, R::Error> {
    call_as(world, "root", request)
}

fn call_as<R: Request>(world: &mut World, key: &str, request: R) -> Result<R::Reply, R::Error> {
    let origin = Origin {
        access_key: Some(Arc::from(key)),
        ..Origin::default()
    };
    let call = Call::new(origin, request.into_operation());
    let now = "2026-04-19T13:28:51.5Z".parse().unwrap();
    R::answer(world.apply(now, call).result)
}

/// The refusal of a call: its kind and its text.
#[track_caller]
fn refused<R: Request<Error = IamError>>(world: &mut World, request: R) -> (String, String)
where
    R::Reply: std::fmt::Debug,
{
    let error = call(world, request).unwrap_err();
    let kind = format!("{error:?}");
    let kind = kind.split('(').next().unwrap_or_default();
    (kind.to_owned(), error.to_string())
}

/// Whether a refusal is of this kind, with this text.
#[track_caller]
fn check<R: Request<Error = IamError>>(world: &mut World, request: R, kind: &str, text: &str)
where
    R::Reply: std::fmt::Debug,
{
    let (known, message) = refused(world, request);
    assert_eq!((known.as_str(), message.as_str()), (kind, text));
}

fn tag(key: &str, value: &str) -> Tag {
    Tag {
        key: key.to_owned(),
        value: value.to_owned(),
    }
}

fn create_role(name: &str) -> CreateRole {
    CreateRole {
        role_name: name.to_owned(),
        assume_role_policy_document: TRUST.to_owned(),
        ..CreateRole::default()
    }
}

fn get_role(world: &mut World, name: &str) -> RoleDetail {
    let role_name = name.to_owned();
    call(world, GetRole { role_name }).unwrap().role
}

fn create_user(name: &str) -> CreateUser {
    CreateUser {
        user_name: name.to_owned(),
        ..CreateUser::default()
    }
}

fn create_group(name: &str) -> CreateGroup {
    CreateGroup {
        group_name: name.to_owned(),
        path: None,
    }
}

fn create_policy(name: &str) -> CreatePolicy {
    CreatePolicy {
        policy_name: name.to_owned(),
        policy_document: READ.to_owned(),
        ..CreatePolicy::default()
    }
}

fn attach_role(role: &str, policy: &str) -> AttachRolePolicy {
    AttachRolePolicy {
        role_name: role.to_owned(),
        policy_arn: policy.to_owned(),
    }
}

fn put_role(role: &str, policy: &str, document: &str) -> PutRolePolicy {
    PutRolePolicy {
        role_name: role.to_owned(),
        policy_name: policy.to_owned(),
        policy_document: document.to_owned(),
    }
}

fn own(policy: &str) -> String {
    format!("arn:aws:iam::000000000000:policy/{policy}")
}
