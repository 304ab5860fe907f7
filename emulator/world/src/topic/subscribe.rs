//! `Subscribe`.
//!
//! Who subscribes a queue or function of an own account is believed at once. Any other endpoint, and every URL, gets a message with a
//! token, and nothing else before somebody confirms with it. Source: botocore's SNS model, `Subscribe`; for queues
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-send-message-to-sqs-cross-account.html>.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::address::name_in_arn;
use super::error::TopicError;
use super::invitation::new_token;
use super::kind::Kind;
use super::model::Topic;
use super::protocol::Protocol;
use super::state::Topics;
use super::subscription::{Confirmation, Subscription, SubscriptionAttributes, Unsubscribing};
use crate::access;
use crate::context::Context;
use crate::origin::Home;
use crate::state::{Part as _, State};

/// Filter policies a topic. Source: <https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html>
const MAX_FILTER_POLICIES: usize = 200;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Subscribe {
    pub topic_arn: String,
    pub protocol: String,
    #[serde(default)]
    pub endpoint: String,
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    /// Whether the ARN of a subscription that is still to be confirmed is answered.
    #[serde(default)]
    pub return_subscription_arn: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SubscribeResponse {
    pub subscription_arn: String,
}

pub(super) fn subscribe(
    state: &mut State,
    context: &mut Context<'_>,
    request: Subscribe,
) -> Result<SubscribeResponse, TopicError> {
    let principal = access::caller_arn(state, &context.view());
    let name = name_in_arn(context.home, &request.topic_arn)?;
    let topic = Topics::of_mut(state, context.home).by_name.get_mut(name);
    let topic = topic.ok_or(super::error::TOPIC)?;
    let protocol = Protocol::read(&request.protocol)?;
    let owner = protocol.owner_of(&request.endpoint)?;
    let own_home = context.origin.home();
    let is_own = owner == Some(own_home.account);
    let attributes = read(&request.attributes, protocol, &own_home)?;
    let found = topic.subscriptions.iter().position(|subscription| {
        subscription.protocol == protocol && subscription.endpoint == request.endpoint
    });
    let index = if let Some(index) = found {
        let subscription = &mut topic.subscriptions[index];
        check_same(subscription, &request.attributes, &own_home)?;
        if subscription.is_pending() && is_own {
            // Whoever asked first, the endpoint's own account is believed at once.
            subscription.owner = own_home.account;
            subscription.principal = principal;
            subscription.believe();
        }
        index
    } else {
        topic.check_filters(&attributes)?;
        // One that was ended does not come back beside it.
        topic
            .ended
            .retain(|ended| ended.protocol != protocol || ended.endpoint != request.endpoint);
        let arn: Arc<str> = format!("{}:{}", topic.arn, context.ids.uuid()).into();
        let home = context.home;
        let token = (!is_own).then(|| new_token(context, home, name, &arn));
        let mut subscription = Subscription {
            arn,
            owner: own_home.account,
            principal,
            protocol,
            endpoint: request.endpoint,
            base: base(context),
            attributes,
            token,
            state: Confirmation::Pending,
            was_authenticated: false,
            next_post: None,
        };
        if is_own {
            subscription.believe();
        }
        topic.subscriptions.push(subscription);
        topic.subscriptions.len() - 1
    };
    let subscription = &topic.subscriptions[index];
    if subscription.is_pending() {
        let home = context.home;
        topic.invite(
            context,
            home,
            name,
            subscription,
            Kind::SubscriptionConfirmation,
        );
    }
    let shows_arn = !subscription.is_pending() || request.return_subscription_arn;
    let arn = shows_arn.then(|| subscription.arn.to_string());
    Ok(SubscribeResponse {
        subscription_arn: arn.unwrap_or_else(|| "pending confirmation".to_owned()),
    })
}

impl Subscription {
    /// Who subscribed has the endpoint: that counts as a confirmation that was signed.
    fn believe(&mut self) {
        self.state = Confirmation::Confirmed(Unsubscribing::Anybody);
        self.was_authenticated = true;
        self.token = None;
    }
}

/// Where the caller reached the emulator; AWS's own address for one who did not say.
fn base(context: &Context<'_>) -> String {
    if context.origin.endpoint.is_empty() {
        return format!("https://sns.{}.amazonaws.com", context.home.region);
    }
    context.origin.endpoint.to_string()
}

fn read(
    given: &BTreeMap<String, String>,
    protocol: Protocol,
    home: &Home,
) -> Result<SubscriptionAttributes, TopicError> {
    let mut attributes = SubscriptionAttributes::default();
    // The policy is read by its scope.
    let scope = given.get_key_value("FilterPolicyScope");
    for (name, value) in scope.into_iter().chain(given) {
        let set = attributes.set(name, value, protocol, home);
        set.map_err(|fault| match fault.as_str() {
            "AttributeName" => TopicError::in_attributes(format!("Unknown attribute {name}")),
            _ => TopicError::in_attributes(fault),
        })?;
    }
    Ok(attributes)
}

/// Only what the request names is compared.
fn check_same(
    known: &Subscription,
    given: &BTreeMap<String, String>,
    home: &Home,
) -> Result<(), TopicError> {
    let mut with_given = known.attributes.clone();
    for (name, value) in given {
        let set = with_given.set(name, value, known.protocol, home);
        set.map_err(TopicError::in_attributes)?;
    }
    if with_given != known.attributes {
        return Err(TopicError::in_attributes(
            "Subscription already exists with different attributes",
        ));
    }
    Ok(())
}

impl Topic {
    /// Whether a subscription may have these attributes beside the others.
    pub(super) fn check_filters(
        &self,
        attributes: &SubscriptionAttributes,
    ) -> Result<(), TopicError> {
        let subscriptions = self.subscriptions.iter();
        let filters = subscriptions.filter(|other| other.attributes.filter.is_some());
        if attributes.filter.is_some() && filters.count() >= MAX_FILTER_POLICIES {
            return Err(TopicError::FilterPolicyLimitExceeded);
        }
        Ok(())
    }
}

impl Topics {
    /// A subscription that nobody confirmed in time is gone, and one that was ended does not come back.
    pub(crate) fn forget_pending(&mut self, topic: &str, subscription: &str, now: Timestamp) {
        if let Some(topic) = self.by_name.get_mut(topic) {
            let is_over =
                |known: &Subscription| *known.arn == *subscription && known.has_expired(now);
            topic.subscriptions.retain(|known| !is_over(known));
            topic.ended.retain(|known| !is_over(known));
        }
    }
}
