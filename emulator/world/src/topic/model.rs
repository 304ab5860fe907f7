//! A topic: whose it is, what is set of it, and who subscribed.

use std::sync::Arc;

use super::attributes::TopicAttributes;
use super::signing::Version;
use super::subscription::Subscription;
use super::tags::Tags;
use crate::origin::{AccountId, Caller, Principal};

#[derive(Debug, PartialEq)]
pub(super) struct Topic {
    pub(super) arn: Arc<str>,
    pub(super) owner: AccountId,
    pub(super) attributes: TopicAttributes,
    pub(super) tags: Tags,
    /// In the order in which they were made.
    pub(super) subscriptions: Vec<Subscription>,
    /// Those that were ended by somebody who did not have to say who he was, until it is too late to take that back.
    pub(super) ended: Vec<Subscription>,
    /// How many were ended since the topic was made.
    pub(super) deleted_subscriptions: u64,
}

impl Topic {
    pub(super) fn new(
        arn: Arc<str>,
        owner: AccountId,
        attributes: TopicAttributes,
        tags: Tags,
    ) -> Self {
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
    pub(super) fn caller(&self) -> Caller {
        Caller::Service {
            principal: Principal::Sns,
            source: Arc::clone(&self.arn),
        }
    }

    pub(super) fn signature_version(&self) -> Version {
        Version::read(self.attributes.get("SignatureVersion"))
    }
}
