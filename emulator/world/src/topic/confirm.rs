//! `ConfirmSubscription` and `Unsubscribe`: what may be asked without a signature, by whoever has the token or the ARN.

use serde::{Deserialize, Serialize};

use super::address::{check_parts, parse_topic_arn};
use super::error::TopicError;
use super::invitation::new_token;
use super::kind::Kind;
use super::model::Topic;
use super::state::Topics;
use super::subscription::{Confirmation, Subscription, Unsubscribing, topic_of};
use crate::access;
use crate::arn::{any, at_arn};
use crate::context::Context;
use crate::origin::Home;
use crate::state::{Part as _, State};

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

/// A token can be used again: nothing changes then. Which topic of the account is named does not matter, as recorded: the token says it.
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
    let (home, _) =
        parse_topic_arn(&request.topic_arn).ok_or_else(|| TopicError::invalid("Topic"))?;
    let local = state.locals.get_mut(&home);
    let subscription = local.and_then(|local| local.topics.with_token(&request.token));
    let subscription = subscription.ok_or_else(|| TopicError::invalid("Token"))?;
    if subscription.is_pending() {
        let is_guarded = is_signed && request.authenticate_on_unsubscribe == "true";
        subscription.was_authenticated = is_signed;
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

impl Topics {
    /// The subscription that a token is for. One that was ended, and may come back, is pending again.
    fn with_token(&mut self, token: &str) -> Option<&mut Subscription> {
        let mut topics = self.by_name.values_mut();
        topics.find_map(|topic| {
            let mut ended = topic.ended.iter();
            if let Some(index) = ended.position(|known| known.is_confirmed_by(token)) {
                topic.subscriptions.push(topic.ended.remove(index));
            }
            let mut subscriptions = topic.subscriptions.iter_mut();
            subscriptions.find(|known| known.is_confirmed_by(token))
        })
    }
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
        return Err(TopicError::not_an_owner("Unsubscribe", arn));
    }
    let subscription = topic.subscriptions.remove(index);
    topic.deleted_subscriptions += 1;
    if !is_owner && subscription.protocol.is_http() {
        topic.take_leave(context, &home, name, subscription);
    }
    Ok(())
}

impl Topic {
    /// Somebody who did not have to say who he was ended a subscription: its endpoint is told, and may take it back for as long as a
    /// pending one may be confirmed. Source: API Unsubscribe, "a final cancellation message is delivered to the endpoint"; recorded.
    fn take_leave(
        &mut self,
        context: &mut Context<'_>,
        home: &Home,
        name: &str,
        mut subscription: Subscription,
    ) {
        subscription.state = Confirmation::Pending;
        subscription.token = Some(new_token(context, home, name, &subscription.arn));
        let kind = Kind::UnsubscribeConfirmation;
        self.invite(context, home, name, &subscription, kind);
        self.ended.push(subscription);
    }
}

/// Whether the caller's account has the topic or the subscription.
fn is_owners(topic: &Topic, subscription: &Subscription, context: &Context<'_>) -> bool {
    [topic.owner, subscription.owner].contains(&context.origin.account)
}
