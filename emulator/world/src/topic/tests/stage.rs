//! A world that is asked about topics.

use std::collections::BTreeMap;

use crate::origin::{AccountId, Origin};
use crate::service::Request;
use crate::topic::{CreateTopic, GetTopicAttributes, SetTopicAttributes, TopicError};
use crate::{Call, World};

pub(super) const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:alerts";
pub(super) const OTHER: &str = "111122223333";

pub(super) fn call<R: Request>(world: &mut World, request: R) -> Result<R::Reply, R::Error> {
    call_as(world, "000000000000", request)
}

/// With a key of that account, so that policies decide.
pub(super) fn call_as<R: Request>(
    world: &mut World,
    account: &str,
    request: R,
) -> Result<R::Reply, R::Error> {
    let origin = Origin {
        account: AccountId::parse(account).unwrap(),
        access_key: Some(account.into()),
        endpoint: "http://localhost:4566".to_owned(),
        ..Origin::default()
    };
    let call = Call::new(origin, request.into_operation());
    R::answer(world.apply(jiff::Timestamp::UNIX_EPOCH, call).result)
}

pub(super) fn create(name: &str) -> CreateTopic {
    CreateTopic {
        name: name.to_owned(),
        ..CreateTopic::default()
    }
}

/// One with the topic [`TOPIC`].
pub(super) fn world() -> World {
    let mut world = World::new(0);
    call(&mut world, create("alerts")).unwrap();
    world
}

pub(super) fn attributes(world: &mut World) -> BTreeMap<String, String> {
    let get = GetTopicAttributes {
        topic_arn: TOPIC.to_owned(),
    };
    call(world, get).unwrap().attributes
}

pub(super) fn set(world: &mut World, name: &str, value: &str) -> Result<(), TopicError> {
    let set = SetTopicAttributes {
        topic_arn: TOPIC.to_owned(),
        attribute_name: name.to_owned(),
        attribute_value: value.to_owned(),
    };
    call(world, set)
}
