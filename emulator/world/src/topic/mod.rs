//! Amazon SNS: topics. Nothing subscribes to them yet.

mod address;
mod asks;
mod attributes;
mod create;
mod delete;
mod delivery_policy;
mod error;
mod list;
mod message;
mod message_attributes;
mod page;
mod policy;
mod publish;
mod settings;
mod tags;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::State;
use crate::arn::{any, at_arn};
use crate::origin::{AccountId, Home};
use crate::policy::Policy;
use crate::service::service;

use address::{name_in_arn, published, topic, topic_arn};
use attributes::TopicAttributes;
use tags::Tags;

pub use address::parse_topic_arn;
pub use create::{CreateTopic, CreateTopicResponse};
pub use delete::DeleteTopic;
pub use error::TopicError;
pub use list::{ListTopics, ListTopicsResponse, TopicArn};
pub use policy::{AddPermission, RemovePermission};
pub use publish::{Publish, PublishResponse};
pub use settings::{GetTopicAttributes, GetTopicAttributesResponse, SetTopicAttributes};
pub use tags::{
    ListTagsForResource, ListTagsForResourceResponse, Tag, TagResource, TagResourceResponse,
    UntagResource, UntagResourceResponse,
};

service! {
    Sns = "Amazon SNS", "sns"; state State; error TopicError, asks asks::SnsAsks;
    change AddPermission -> () = policy::add_permission, on at_arn(topic_arn);
    /// standard topics; a `.fifo` topic is refused. `DeliveryPolicy`, `KmsMasterKeyId`, `TracingConfig` and the roles and rates of delivery feedback are kept and not acted on
    change CreateTopic -> CreateTopicResponse = create::create_topic, on topic(name);
    /// its subscriptions go at once
    change DeleteTopic -> () = delete::delete_topic, on at_arn(topic_arn);
    read GetTopicAttributes -> GetTopicAttributesResponse = settings::get_topic_attributes, on at_arn(topic_arn);
    read ListTagsForResource -> ListTagsForResourceResponse = tags::list_tags_for_resource, on at_arn(resource_arn);
    read ListTopics -> ListTopicsResponse = list::list_topics, on any();
    /// to topics; a phone number is refused
    change Publish -> PublishResponse = publish::publish, on published(topic_arn, target_arn);
    change RemovePermission -> () = policy::remove_permission, on at_arn(topic_arn);
    /// the same attributes as `CreateTopic`
    change SetTopicAttributes -> () = settings::set_topic_attributes, on at_arn(topic_arn);
    change TagResource -> TagResourceResponse = tags::tag_resource, on at_arn(resource_arn);
    change UntagResource -> UntagResourceResponse = tags::untag_resource, on at_arn(resource_arn);
}

/// The topics of one account in one Region, by name.
#[derive(Debug, Default, PartialEq)]
pub struct Topics {
    topics: BTreeMap<String, Topic>,
}

#[derive(Debug, PartialEq)]
struct Topic {
    arn: Arc<str>,
    owner: AccountId,
    attributes: TopicAttributes,
    tags: Tags,
}

impl Topic {
    fn new(arn: Arc<str>, owner: AccountId, attributes: TopicAttributes, tags: Tags) -> Self {
        Self {
            arn,
            owner,
            attributes,
            tags,
        }
    }
}

impl Topics {
    /// Whether a topic of this name is there.
    pub fn contains(&self, name: &str) -> bool {
        self.topics.contains_key(name)
    }

    /// The policy of the topic of this name.
    pub(crate) fn policy(&self, name: &str) -> Option<&Policy> {
        self.topics.get(name).map(|topic| topic.attributes.policy())
    }

    /// # Errors
    /// What is no ARN of a topic, or of none that is there.
    fn at_arn(&self, home: &Home, arn: &str) -> Result<&Topic, TopicError> {
        self.topics.get(name_in_arn(home, arn)?).ok_or(error::TOPIC)
    }

    /// [`Topics::at_arn`], to change it.
    fn at_arn_mut(&mut self, home: &Home, arn: &str) -> Result<&mut Topic, TopicError> {
        let name = name_in_arn(home, arn)?;
        self.topics.get_mut(name).ok_or(error::TOPIC)
    }
}
