//! The table of operations: one line each.

use super::address::{published, topic};
use super::batch::{PublishBatch, PublishBatchResponse};
use super::confirm::{ConfirmSubscription, ConfirmSubscriptionResponse, Unsubscribe};
use super::create::{CreateTopic, CreateTopicResponse};
use super::delete::DeleteTopic;
use super::error::TopicError;
use super::list::{ListTopics, ListTopicsResponse};
use super::permissions::{AddPermission, RemovePermission};
use super::publish::{Publish, PublishResponse};
use super::settings::{GetTopicAttributes, GetTopicAttributesResponse, SetTopicAttributes};
use super::subscribe::{Subscribe, SubscribeResponse};
use super::subscriptions::{
    GetSubscriptionAttributes, GetSubscriptionAttributesResponse, ListSubscriptions,
    ListSubscriptionsByTopic, SetSubscriptionAttributes, Subscriptions,
};
use super::tagging::{
    ListTagsForResource, ListTagsForResourceResponse, TagResource, TagResourceResponse,
    UntagResource, UntagResourceResponse,
};
use super::{
    batch, confirm, create, delete, list, permissions, publish, settings, subscribe, subscriptions,
    tagging,
};
use crate::arn::{any, at_arn};
use crate::service::service;

service! {
    "Amazon SNS", "sns"; error TopicError, asks;
    change AddPermission -> () = permissions::add_permission, on at_arn(topic_arn);
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
    read ListTagsForResource -> ListTagsForResourceResponse = tagging::list_tags_for_resource, on at_arn(resource_arn);
    read ListTopics -> ListTopicsResponse = list::list_topics, on any();
    /// to topics; a phone number is refused
    change Publish -> PublishResponse = publish::publish, on published(topic_arn, target_arn);
    /// one wrong entry refuses them all
    change PublishBatch -> PublishBatchResponse = batch::publish_batch, on at_arn(topic_arn) as "Publish";
    change RemovePermission -> () = permissions::remove_permission, on at_arn(topic_arn);
    /// `sicklyRetryPolicy` and `guaranteed` of a `DeliveryPolicy` are kept and not acted on
    change SetSubscriptionAttributes -> () = subscriptions::set_subscription_attributes, on any();
    /// the same attributes as `CreateTopic`
    change SetTopicAttributes -> () = settings::set_topic_attributes, on at_arn(topic_arn);
    /// queues (`sqs`), functions (`lambda`) and URLs (`http`, `https`); other protocols are refused. `sicklyRetryPolicy` and `guaranteed` of a `DeliveryPolicy` are kept and not acted on
    change Subscribe -> SubscribeResponse = subscribe::subscribe, on at_arn(topic_arn);
    change TagResource -> TagResourceResponse = tagging::tag_resource, on at_arn(resource_arn);
    /// a `GET` of a message's `UnsubscribeURL` too
    change Unsubscribe -> () = confirm::unsubscribe, on any();
    change UntagResource -> UntagResourceResponse = tagging::untag_resource, on at_arn(resource_arn);
}
