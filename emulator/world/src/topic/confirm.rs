//! `ConfirmSubscription` and `Unsubscribe`: what may be asked without a signature, by whoever has the token or the ARN.

use serde::{Deserialize, Serialize};

use super::address::check_parts;
use super::subscription::{Confirmation, Subscription, Unsubscribing, topic_of};
use super::{Topic, TopicError, Topics, parse_topic_arn};
use crate::arn::{any, at_arn};
use crate::service::Part as _;
use crate::{Context, State, access};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ConfirmSubscription {
    pub topic_arn: String,
    pub token: String,
    /// `true` of a signed request: nobody but the owners may end it.
    #[serde(default)]
    pub authenticate_on_unsubscribe: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ConfirmSubscriptionResponse {
    pub subscription_arn: String,
}

/// A token can be used again: nothing changes then.
pub(super) fn confirm_subscription(
    state: &mut State,
    context: &mut Context<'_>,
    request: ConfirmSubscription,
) -> Result<ConfirmSubscriptionResponse, TopicError> {
    let is_signed = context.origin.access_key.is_some();
    if is_signed {
        let target = at_arn(context.home, &request.topic_arn);
        let ask = context.view();
        access::authorise(state, &ask.ask("sns:ConfirmSubscription", target))?;
    }
    let is_token = |byte: u8| byte.is_ascii_hexdigit();
    if !request.token.bytes().all(is_token) {
        return Err(TopicError::InvalidToken);
    }
    let (home, name) =
        parse_topic_arn(&request.topic_arn).ok_or_else(|| TopicError::invalid("Topic"))?;
    let topic = Topics::of_mut(state, &home).by_name.get_mut(name);
    let subscription = topic.and_then(|topic| {
        let mut subscriptions = topic.subscriptions.iter_mut();
        subscriptions.find(|known| known.token.as_deref() == Some(&request.token))
    });
    let subscription = subscription.ok_or_else(|| TopicError::invalid("Token"))?;
    if subscription.is_pending() {
        let is_guarded = is_signed && request.authenticate_on_unsubscribe == "true";
        subscription.state = Confirmation::Confirmed(if is_guarded {
            Unsubscribing::Owners
        } else {
            Unsubscribing::Anybody
        });
    }
    Ok(ConfirmSubscriptionResponse {
        subscription_arn: subscription.arn.to_string(),
    })
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Unsubscribe {
    pub subscription_arn: String,
}

/// One that is not there is ended already.
pub(super) fn unsubscribe(
    state: &mut State,
    context: &mut Context<'_>,
    request: Unsubscribe,
) -> Result<(), TopicError> {
    let arn = request.subscription_arn.as_str();
    check_parts("SubscriptionArn", arn)?;
    let (home, name) = topic_of(arn).ok_or_else(|| TopicError::invalid("SubscriptionId"))?;
    let is_signed = context.origin.access_key.is_some();
    if is_signed {
        let view = context.view();
        access::authorise(state, &view.ask("sns:Unsubscribe", any(context.home)))?;
    }
    let Some(topic) = Topics::of_mut(state, &home).by_name.get_mut(name) else {
        return Ok(());
    };
    let mut subscriptions = topic.subscriptions.iter();
    let Some(index) = subscriptions.position(|known| *known.arn == *arn) else {
        return Ok(());
    };
    let subscription = &topic.subscriptions[index];
    let is_owner = is_signed && is_owners(topic, subscription, context);
    let is_open = subscription.state == Confirmation::Confirmed(Unsubscribing::Anybody);
    if !is_owner && (is_signed || !is_open) {
        return Err(not_an_owner("Unsubscribe", arn));
    }
    topic.subscriptions.remove(index);
    topic.deleted_subscriptions += 1;
    Ok(())
}

/// Whether the caller's account has the topic or the subscription.
fn is_owners(topic: &Topic, subscription: &Subscription, context: &Context<'_>) -> bool {
    [topic.owner, subscription.owner].contains(&context.origin.account)
}

/// The text is unverified.
pub(super) fn not_an_owner(operation: &str, arn: &str) -> TopicError {
    TopicError::AuthorizationError(format!(
        "The caller is not authorized to perform: SNS:{operation} on resource: {arn}"
    ))
}
