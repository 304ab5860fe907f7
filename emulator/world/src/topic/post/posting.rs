//! A message on its way to an endpoint.

use std::sync::Arc;

use super::super::addressee::Addressee;
use super::super::delivery_policy::DeliveryRules;
use super::super::endpoint::Endpoint;
use super::super::kind::Kind;
use super::order::{Post, PostId};
use crate::origin::Caller;
use crate::service_message::ServiceMessage;

/// A message for one endpoint, until it is taken or given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Posting {
    pub(super) addressee: Addressee,
    pub(super) kind: Kind,
    /// SNS, for the topic.
    pub(super) from: Caller,
    pub(super) endpoint: Endpoint,
    /// The URL, without its password.
    pub(super) url: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Arc<str>,
    pub(super) rules: DeliveryRules,
    /// How often it failed.
    pub(super) failures: usize,
    /// Its turn among those of its subscription, which are not to come too fast, has come.
    pub(super) has_turn: bool,
    /// What the dead-letter queue gets.
    pub(super) spare: Option<Box<ServiceMessage>>,
}

impl Posting {
    pub(super) fn order(&self, id: PostId) -> Post {
        Post {
            id,
            endpoint: self.endpoint.clone(),
            headers: self.headers.clone(),
            body: Arc::clone(&self.body),
        }
    }

    pub(crate) fn subscription_arn(&self) -> &str {
        &self.addressee.subscription
    }
}
