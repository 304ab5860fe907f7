//! Amazon SNS: topics, who subscribed to them, and what is published.
//!
//! [`Topics`] is what one account has in one Region. A topic has its subscriptions, of whatever account: so the operations on them see
//! all of the state. `message` is what somebody publishes, `filter` says who wants it, `envelope` writes what each gets, signed by
//! `signing`, and `notify` sends it: to queues and functions as a call, to URLs by `post`, tried again by `delivery_policy`. `invitation`
//! asks an endpoint whether it wants to be subscribed.
//!
//! # Departures from AWS
//! - Everything holds at once: filter policies, deleted topics and their subscriptions.
//! - Subscribers are queues, functions and URLs; other protocols are refused by name, and so are FIFO topics.
//! - A URL may lead anywhere, to this machine too, which AWS does not let it. Retries do not jitter, and of the ways of authentication that
//!   a URL may ask for, Basic is answered alone.
//! - URLs in messages lead to the emulator, and the key that signs is public.
//! - A topic for messages above 256 KiB is not held to 100 subscriptions.

mod address;
mod addressee;
mod asks;
mod attributes;
mod batch;
mod come_of;
mod confirm;
mod create;
mod delete;
mod delivery;
mod delivery_policy;
mod endpoint;
mod envelope;
mod error;
mod fan_out;
mod filter;
mod invitation;
mod kind;
mod list;
mod message;
mod message_attributes;
mod notify;
mod page;
mod policy;
mod post;
mod protocol;
mod publish;
mod settings;
mod signing;
mod subscribe;
mod subscription;
mod subscriptions;
mod tags;
mod tally;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::arn::{any, at_arn};
use crate::metrics::tally::{Publication, Tallies};
use crate::origin::{AccountId, Caller, Home, Principal};
use crate::policy::Policy;
use crate::service::service;

use address::{name_in_arn, published, topic, topic_arn};
use attributes::TopicAttributes;
use signing::Version;
use subscription::Subscription as Subscriber;
use tags::Tags;
use tally::Counts;

pub use address::parse_topic_arn;
pub use batch::{
    PublishBatch, PublishBatchRequestEntry, PublishBatchResponse, PublishBatchResultEntry,
};
pub use confirm::{ConfirmSubscription, ConfirmSubscriptionResponse, Unsubscribe};
pub(crate) use create::FIFO_SUFFIX;
pub use create::{CreateTopic, CreateTopicResponse};
pub use delete::DeleteTopic;
pub(crate) use delivery::Delivery;
pub use endpoint::Endpoint;
pub use error::TopicError;
pub use list::{ListTopics, ListTopicsResponse, TopicArn};
pub use policy::{AddPermission, RemovePermission};
pub(crate) use post::Posting;
pub use post::{Post, PostId, Posted};
pub use publish::{Publish, PublishResponse};
pub use settings::{GetTopicAttributes, GetTopicAttributesResponse, SetTopicAttributes};
pub use signing::{CERTIFICATE, CERTIFICATE_PATH};
pub use subscribe::{Subscribe, SubscribeResponse};
pub use subscriptions::{
    GetSubscriptionAttributes, GetSubscriptionAttributesResponse, ListSubscriptions,
    ListSubscriptionsByTopic, SetSubscriptionAttributes, Subscription, Subscriptions,
};
pub use tags::{
    ListTagsForResource, ListTagsForResourceResponse, Tag, TagResource, TagResourceResponse,
    UntagResource, UntagResourceResponse,
};

service! {
    Sns = "Amazon SNS", "sns"; error TopicError, asks;
    change AddPermission -> () = policy::add_permission, on at_arn(topic_arn);
    /// by the token of a message to a URL, or to a queue or function of another account; a `GET` of its `SubscribeURL` too
    change ConfirmSubscription -> ConfirmSubscriptionResponse = confirm::confirm_subscription, on at_arn(topic_arn);
    /// standard topics; a `.fifo` topic is refused. `KmsMasterKeyId`, `TracingConfig`, `defaultSicklyRetryPolicy` of a `DeliveryPolicy` and the roles and rates of delivery feedback are kept and not acted on
    change CreateTopic -> CreateTopicResponse = create::create_topic, on topic(name);
    /// its subscriptions go at once
    change DeleteTopic -> () = delete::delete_topic, on at_arn(topic_arn);
    read GetSubscriptionAttributes -> GetSubscriptionAttributesResponse = subscriptions::get_subscription_attributes, on any();
    read GetTopicAttributes -> GetTopicAttributesResponse = settings::get_topic_attributes, on at_arn(topic_arn);
    read ListSubscriptions -> Subscriptions = subscriptions::list_subscriptions, on any();
    read ListSubscriptionsByTopic -> Subscriptions = subscriptions::list_subscriptions_by_topic, on at_arn(topic_arn);
    read ListTagsForResource -> ListTagsForResourceResponse = tags::list_tags_for_resource, on at_arn(resource_arn);
    read ListTopics -> ListTopicsResponse = list::list_topics, on any();
    /// to topics; a phone number is refused
    change Publish -> PublishResponse = publish::publish, on published(topic_arn, target_arn);
    /// one wrong entry refuses them all
    change PublishBatch -> PublishBatchResponse = batch::publish_batch, on at_arn(topic_arn) as "Publish";
    change RemovePermission -> () = policy::remove_permission, on at_arn(topic_arn);
    /// `sicklyRetryPolicy` and `guaranteed` of a `DeliveryPolicy` are kept and not acted on
    change SetSubscriptionAttributes -> () = subscriptions::set_subscription_attributes, on any();
    /// the same attributes as `CreateTopic`
    change SetTopicAttributes -> () = settings::set_topic_attributes, on at_arn(topic_arn);
    /// queues (`sqs`), functions (`lambda`) and URLs (`http`, `https`); other protocols are refused. `sicklyRetryPolicy` and `guaranteed` of a `DeliveryPolicy` are kept and not acted on
    change Subscribe -> SubscribeResponse = subscribe::subscribe, on at_arn(topic_arn);
    change TagResource -> TagResourceResponse = tags::tag_resource, on at_arn(resource_arn);
    /// a `GET` of a message's `UnsubscribeURL` too
    change Unsubscribe -> () = confirm::unsubscribe, on any();
    change UntagResource -> UntagResourceResponse = tags::untag_resource, on at_arn(resource_arn);
}

/// The topics of one account in one Region, by name.
#[derive(Debug, Default, PartialEq)]
pub struct Topics {
    by_name: BTreeMap<String, Topic>,
    /// Of those that are gone too, until their minute is told.
    tallies: Tallies<String, Counts>,
    publication: Publication,
}

#[derive(Debug, PartialEq)]
struct Topic {
    arn: Arc<str>,
    owner: AccountId,
    attributes: TopicAttributes,
    tags: Tags,
    /// In the order in which they were made.
    subscriptions: Vec<Subscriber>,
    /// Those that were ended by somebody who did not have to say who he was, until it is too late to take that back.
    ended: Vec<Subscriber>,
    /// How many were ended since the topic was made.
    deleted_subscriptions: u64,
}

impl Topic {
    fn new(arn: Arc<str>, owner: AccountId, attributes: TopicAttributes, tags: Tags) -> Self {
        Self {
            arn,
            owner,
            attributes,
            tags,
            subscriptions: Vec::new(),
            ended: Vec::new(),
            deleted_subscriptions: 0,
        }
    }

    /// SNS, for this topic.
    fn caller(&self) -> Caller {
        Caller::Service {
            principal: Principal::Sns,
            source: Arc::clone(&self.arn),
        }
    }

    fn signature_version(&self) -> Version {
        Version::read(self.attributes.get("SignatureVersion"))
    }
}

impl Topics {
    /// Whether a topic of this name is there.
    pub fn contains(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// The policy of the topic of this name.
    pub(crate) fn policy(&self, name: &str) -> Option<&Policy> {
        self.by_name
            .get(name)
            .map(|topic| topic.attributes.policy())
    }

    /// # Errors
    /// What is no ARN of a topic, or of none that is there.
    fn at_arn(&self, home: &Home, arn: &str) -> Result<&Topic, TopicError> {
        self.by_name
            .get(name_in_arn(home, arn)?)
            .ok_or(error::TOPIC)
    }

    /// [`Topics::at_arn`], to change it.
    fn at_arn_mut(&mut self, home: &Home, arn: &str) -> Result<&mut Topic, TopicError> {
        let name = name_in_arn(home, arn)?;
        self.by_name.get_mut(name).ok_or(error::TOPIC)
    }
}
