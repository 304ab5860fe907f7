//! `Subscribe`.
//!
//! Who subscribes an endpoint of an own account is believed at once. Any other endpoint gets a message with a token, and nothing else
//! before somebody confirms with it. Source: botocore's SNS model, `Subscribe`; for queues
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-send-message-to-sqs-cross-account.html>.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::address::name_in_arn;
use super::envelope;
use super::notify::Delivery;
use super::subscription::{
    Confirmation, Protocol, Subscription, SubscriptionAttributes, Unsubscribing,
};
use super::{Topic, TopicError, Topics};
use crate::agenda::Due;
use crate::moment::after;
use crate::origin::Home;
use crate::service::Part as _;
use crate::{Context, State, access};

/// Source: botocore's SNS model, `Subscribe`, "Confirmation tokens are valid for two days".
const PENDING_TIME: Duration = Duration::from_secs(2 * 24 * 60 * 60);
/// In hexadecimal digits. Of those recorded.
const TOKEN_LENGTH: usize = 288;
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
    let endpoint_account = protocol.account_of(&request.endpoint)?;
    let own_home = context.origin.home();
    let attributes = read(&request.attributes, protocol, &own_home)?;
    let found = topic.subscriptions.iter().position(|subscription| {
        subscription.protocol == protocol && subscription.endpoint == request.endpoint
    });
    let index = if let Some(index) = found {
        let subscription = &mut topic.subscriptions[index];
        check_same(subscription, &request.attributes, &own_home)?;
        if subscription.is_pending() && endpoint_account == own_home.account {
            // Whoever asked first, the endpoint's own account is believed at once.
            subscription.owner = own_home.account;
            subscription.principal = principal;
            (subscription.state, subscription.token) = confirmation(context, true);
        }
        index
    } else {
        topic.check_filters(&attributes)?;
        let arn = format!("{}:{}", topic.arn, context.ids.uuid()).into();
        let is_own = endpoint_account == own_home.account;
        let (state, token) = confirmation(context, is_own);
        topic.subscriptions.push(Subscription {
            arn,
            owner: own_home.account,
            principal,
            protocol,
            endpoint: request.endpoint,
            base: base(context),
            attributes,
            token,
            state,
        });
        topic.subscriptions.len() - 1
    };
    let subscription = &topic.subscriptions[index];
    if subscription.is_pending() {
        ask_to_confirm(topic, subscription, name, context);
    }
    let shows_arn = !subscription.is_pending() || request.return_subscription_arn;
    let arn = shows_arn.then(|| subscription.arn.to_string());
    Ok(SubscribeResponse {
        subscription_arn: arn.unwrap_or_else(|| "pending confirmation".to_owned()),
    })
}

/// How a new subscription stands, and what it is confirmed with.
fn confirmation(context: &mut Context<'_>, is_own: bool) -> (Confirmation, Option<String>) {
    if is_own {
        return (Confirmation::Confirmed(Unsubscribing::Anybody), None);
    }
    let token = context.ids.upper_hex(TOKEN_LENGTH).to_ascii_lowercase();
    (Confirmation::Pending, Some(token))
}

/// Where the caller reached the emulator; AWS's own address for one who did not say.
fn base(context: &Context<'_>) -> String {
    if context.origin.endpoint.is_empty() {
        return format!("https://sns.{}.amazonaws.com", context.home.region);
    }
    context.origin.endpoint.clone()
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

fn ask_to_confirm(
    topic: &Topic,
    subscription: &Subscription,
    name: &str,
    context: &mut Context<'_>,
) {
    let id = context.ids.uuid();
    let body = envelope::confirmation(topic, subscription, &id, context.now);
    let delivery = Delivery::new(context.home.clone(), topic, name, subscription, body);
    context.agenda.soon(Due::Notify(Box::new(delivery)));
    let expired = Due::PendingSubscription {
        home: context.home.clone(),
        topic: name.into(),
        subscription: Arc::clone(&subscription.arn),
    };
    context.agenda.at(after(context.now, PENDING_TIME), expired);
}

impl Topics {
    /// A subscription that nobody confirmed in time is gone.
    pub(crate) fn forget_pending(&mut self, topic: &str, subscription: &str) {
        if let Some(topic) = self.by_name.get_mut(topic) {
            topic
                .subscriptions
                .retain(|known| !(known.is_pending() && *known.arn == *subscription));
        }
    }
}
