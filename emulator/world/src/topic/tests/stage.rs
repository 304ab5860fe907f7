//! A world that is asked about topics.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::call::Call;
use crate::operation::Request;
use crate::origin::{AccountId, Origin};
use crate::queue::{CreateQueue, Message, MessageAttributeValue, ReceiveMessage};
use crate::topic::{
    CreateTopic, GetSubscriptionAttributes, GetTopicAttributes, Publish, PublishResponse,
    SetSubscriptionAttributes, SetTopicAttributes, Subscribe, TopicError,
};
use crate::value::Blob;
use crate::world::World;

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
        endpoint: "http://localhost:4566".into(),
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

pub(super) fn queue_arn(name: &str) -> String {
    format!("arn:aws:sqs:us-east-1:000000000000:{name}")
}

/// A queue whose policy lets the topic, where it is to.
pub(super) fn create_queue(world: &mut World, name: &str, lets_topic: bool) {
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": queue_arn(name),
            "Condition": {
                "ArnEquals": {"aws:SourceArn": TOPIC},
                "StringEquals": {"aws:SourceAccount": "000000000000"},
            },
        }],
    });
    let policy = ("Policy".to_owned(), policy.to_string());
    let create = CreateQueue {
        queue_name: name.to_owned(),
        attributes: lets_topic.then_some(policy).into_iter().collect(),
        ..CreateQueue::default()
    };
    call(world, create).unwrap();
}

pub(super) fn subscribe(endpoint: &str, attributes: &[(&str, &str)]) -> Subscribe {
    let protocol = endpoint.split(':').nth(2).unwrap_or("sqs");
    Subscribe {
        topic_arn: TOPIC.to_owned(),
        protocol: protocol.to_owned(),
        endpoint: endpoint.to_owned(),
        attributes: attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        return_subscription_arn: false,
    }
}

/// The ARN of the subscription.
pub(super) fn subscribe_queue(
    world: &mut World,
    name: &str,
    attributes: &[(&str, &str)],
) -> String {
    let subscribe = subscribe(&queue_arn(name), attributes);
    call(world, subscribe).unwrap().subscription_arn
}

pub(super) fn attributes_of(
    world: &mut World,
    subscription_arn: &str,
) -> Result<BTreeMap<String, String>, TopicError> {
    let get = GetSubscriptionAttributes {
        subscription_arn: subscription_arn.to_owned(),
    };
    Ok(call(world, get)?.attributes)
}

pub(super) fn set_of(
    world: &mut World,
    subscription_arn: &str,
    name: &str,
    value: &str,
) -> Result<(), TopicError> {
    let set = SetSubscriptionAttributes {
        subscription_arn: subscription_arn.to_owned(),
        attribute_name: name.to_owned(),
        attribute_value: value.to_owned(),
    };
    call(world, set)
}

pub(super) fn publish(message: &str) -> Publish {
    Publish {
        topic_arn: Some(TOPIC.to_owned()),
        message: message.to_owned(),
        ..Publish::default()
    }
}

pub(super) fn text(data_type: &str, value: &str) -> MessageAttributeValue {
    MessageAttributeValue {
        data_type: data_type.to_owned(),
        string_value: Some(value.to_owned()),
        binary_value: None,
    }
}

pub(super) fn bytes(value: &[u8]) -> MessageAttributeValue {
    MessageAttributeValue {
        data_type: "Binary".to_owned(),
        string_value: None,
        binary_value: Some(Blob(value.to_vec())),
    }
}

pub(super) fn tell(world: &mut World, publish: Publish) -> PublishResponse {
    call(world, publish).unwrap()
}

/// What is in a queue.
pub(super) fn received(world: &mut World, name: &str) -> Vec<Message> {
    received_as(world, "000000000000", name)
}

pub(super) fn received_as(world: &mut World, account: &str, name: &str) -> Vec<Message> {
    let receive = ReceiveMessage {
        queue_url: format!("http://localhost:4566/{account}/{name}"),
        max_number_of_messages: Some(10),
        message_attribute_names: vec!["All".to_owned()],
        ..ReceiveMessage::default()
    };
    call_as(world, account, receive).unwrap().messages
}

pub(super) fn bodies(world: &mut World, name: &str) -> Vec<String> {
    let messages = received(world, name).into_iter();
    messages.map(|message| message.body.to_string()).collect()
}

/// The one body in a queue, as JSON.
pub(super) fn letter(world: &mut World, name: &str) -> Value {
    let bodies = bodies(world, name);
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    serde_json::from_str(&bodies[0]).unwrap()
}
