//! Amazon SNS: topics, who subscribed to them, and what is published.
//!
//! [`Topics`] is what one account has in one Region (`state`). A topic (`model`) has its subscriptions, of whatever account: so the
//! operations on them see all of the state. `message` is what somebody publishes, `filter` says who wants it, `envelope` writes what each
//! gets, signed by `signing`, and `fan_out` puts it on its way. `notify` sends it to queues and functions as a call, `post` to URLs, tried
//! again by `delivery_policy`; what came of it is an `outcome`. `invitation` asks an endpoint whether it wants to be subscribed.
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
mod confirm;
mod counts;
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
mod model;
mod name;
mod notify;
mod outcome;
mod page;
mod permissions;
mod policy;
mod post;
mod protocol;
mod publish;
mod settings;
mod signing;
mod state;
mod subscribe;
mod subscription;
mod subscriptions;
mod table;
mod tagging;
mod tags;
mod tally;
#[cfg(test)]
mod tests;

pub use address::parse_topic_arn;
pub use batch::{
    PublishBatch, PublishBatchRequestEntry, PublishBatchResponse, PublishBatchResultEntry,
};
pub use confirm::{ConfirmSubscription, ConfirmSubscriptionResponse, Unsubscribe};
pub use create::{CreateTopic, CreateTopicResponse};
pub use delete::DeleteTopic;
pub(crate) use delivery::Delivery;
pub use endpoint::Endpoint;
pub use error::TopicError;
pub use list::{ListTopics, ListTopicsResponse, TopicArn};
pub(crate) use name::FIFO_SUFFIX;
pub use permissions::{AddPermission, RemovePermission};
pub(crate) use post::Posting;
pub use post::{Post, PostId, Posted};
pub use publish::{Publish, PublishResponse};
pub use settings::{GetTopicAttributes, GetTopicAttributesResponse, SetTopicAttributes};
pub use signing::{CERTIFICATE, CERTIFICATE_PATH};
pub use state::Topics;
pub use subscribe::{Subscribe, SubscribeResponse};
pub use subscriptions::{
    GetSubscriptionAttributes, GetSubscriptionAttributesResponse, ListSubscriptions,
    ListSubscriptionsByTopic, SetSubscriptionAttributes, Subscription, Subscriptions,
};
pub use table::{MODEL, Operation, Reply};
pub use tagging::{
    ListTagsForResource, ListTagsForResourceResponse, TagResource, TagResourceResponse,
    UntagResource, UntagResourceResponse,
};
pub use tags::Tag;
