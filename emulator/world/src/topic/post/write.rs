//! What an endpoint is posted.

use std::sync::Arc;

use super::super::addressee::Addressee;
use super::super::delivery_policy::CONTENT_TYPE;
use super::super::endpoint::{Endpoint, masked};
use super::super::kind::Kind;
use super::super::message::Message;
use super::super::message_attributes::Attributes;
use super::super::model::Topic;
use super::super::subscription::Subscription;
use super::posting::Posting;
use crate::origin::Home;
use crate::service_message::ServiceMessage;

/// Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>, "HTTP/HTTPS headers"; recorded.
const USER_AGENT: &str = "Amazon Simple Notification Service Agent";
/// Recorded.
const ACCEPT_ENCODING: &str = "gzip,deflate";

impl Topic {
    /// A message of this id and body for a subscription of a URL.
    pub(in super::super) fn posting(
        &self,
        home: Home,
        name: &str,
        subscription: &Subscription,
        kind: Kind,
        (id, body): (&str, String),
    ) -> Posting {
        let rules = subscription.delivery_rules(self.attributes.delivery_policy());
        let is_notification = kind == Kind::Notification;
        let content_type = if is_notification {
            rules.content_type.as_str()
        } else {
            CONTENT_TYPE
        };
        let mut headers = vec![
            ("content-type", content_type.to_owned()),
            ("user-agent", USER_AGENT.to_owned()),
            ("accept-encoding", ACCEPT_ENCODING.to_owned()),
            ("x-amz-sns-message-type", kind.as_str().to_owned()),
            ("x-amz-sns-message-id", id.to_owned()),
            ("x-amz-sns-topic-arn", self.arn.to_string()),
        ];
        if kind != Kind::SubscriptionConfirmation {
            headers.push(("x-amz-sns-subscription-arn", subscription.arn.to_string()));
        }
        if is_notification && subscription.attributes.is_raw {
            headers.push(("x-amz-sns-rawdelivery", "true".to_owned()));
        }
        Posting {
            addressee: Addressee {
                home,
                topic: name.to_owned(),
                subscription: Arc::clone(&subscription.arn),
            },
            kind,
            from: self.caller(),
            endpoint: Endpoint::parse(&subscription.endpoint)
                .expect("it was judged when it was subscribed"),
            url: masked(&subscription.endpoint).into_owned(),
            headers,
            body: body.into(),
            rules,
            failures: 0,
            has_turn: false,
            spare: None,
        }
    }

    /// A notification for a subscription of a URL. What a dead-letter queue gets is what a queue would: that raw messages keep their
    /// attributes there, which the endpoint does not get, is unverified.
    pub(in super::super) fn notification(
        &self,
        home: Home,
        name: &str,
        subscription: &Subscription,
        message: &Message,
        (id, body): (&str, String),
    ) -> Posting {
        let attributes = &subscription.attributes;
        let spare = attributes.dead_letter_target().map(|to| ServiceMessage {
            from: self.caller(),
            account: self.owner,
            to: to.to_owned(),
            body: body.clone(),
            attributes: if attributes.is_raw {
                message.attributes.clone()
            } else {
                Attributes::new()
            },
            ..ServiceMessage::default()
        });
        let kind = Kind::Notification;
        let mut posting = self.posting(home, name, subscription, kind, (id, body));
        posting.spare = spare.map(Box::new);
        posting
    }
}
