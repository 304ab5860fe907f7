//! `ListSubscriptions`, `ListSubscriptionsByTopic`, `GetSubscriptionAttributes` and `SetSubscriptionAttributes`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::address::check_parts;
use super::endpoint::masked;
use super::error::{self, TopicError};
use super::model::Topic;
use super::page::{Page, page};
use super::state::Topics;
use super::subscription::{Subscription as Known, topic_of};
use crate::context::{Context, View};
use crate::origin::{AccountId, Home};
use crate::state::{Part as _, State};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListSubscriptions {
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListSubscriptionsByTopic {
    pub topic_arn: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Subscriptions {
    pub subscriptions: Vec<Subscription>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Subscription {
    /// `PendingConfirmation` where it is to be confirmed.
    pub subscription_arn: String,
    pub owner: String,
    pub protocol: &'static str,
    /// A URL without its password.
    pub endpoint: String,
    pub topic_arn: String,
}

/// Those that the caller's account has, to whatever topics of this Region.
pub(super) fn list_subscriptions(
    state: &State,
    view: &View<'_>,
    request: ListSubscriptions,
) -> Result<Subscriptions, TopicError> {
    let locals = state.locals.iter();
    let here = locals.filter(|(home, _)| home.region == view.home.region);
    let topics = here.flat_map(|(_, local)| local.topics.by_name.values());
    let own = topics
        .flat_map(Topic::listed)
        .filter(|(_, known)| known.owner == view.origin.account);
    paged(own.collect(), request.next_token.as_deref())
}

pub(super) fn list_subscriptions_by_topic(
    state: &State,
    view: &View<'_>,
    request: ListSubscriptionsByTopic,
) -> Result<Subscriptions, TopicError> {
    let topic = Topics::of(state, view.home).at_arn(view.home, &request.topic_arn)?;
    paged(topic.listed().collect(), request.next_token.as_deref())
}

impl Topic {
    fn listed(&self) -> impl Iterator<Item = (&Self, &Known)> {
        self.subscriptions.iter().map(move |known| (self, known))
    }
}

fn paged(mut all: Vec<(&Topic, &Known)>, token: Option<&str>) -> Result<Subscriptions, TopicError> {
    all.sort_by(|(_, one), (_, other)| one.arn.cmp(&other.arn));
    let Page { items, next_token } = page(all.into_iter(), |(_, known)| &*known.arn, token)?;
    let subscriptions = items.into_iter().map(|(topic, known)| Subscription {
        subscription_arn: if known.is_pending() {
            "PendingConfirmation".to_owned()
        } else {
            known.arn.to_string()
        },
        owner: known.owner.to_string(),
        protocol: known.protocol.as_str(),
        endpoint: masked(&known.endpoint).into_owned(),
        topic_arn: topic.arn.to_string(),
    });
    Ok(Subscriptions {
        subscriptions: subscriptions.collect(),
        next_token,
    })
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetSubscriptionAttributes {
    pub subscription_arn: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetSubscriptionAttributesResponse {
    pub attributes: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SetSubscriptionAttributes {
    pub subscription_arn: String,
    pub attribute_name: String,
    /// Without one a policy is taken away.
    #[serde(default)]
    pub attribute_value: String,
}

pub(super) fn get_subscription_attributes(
    state: &State,
    view: &View<'_>,
    request: GetSubscriptionAttributes,
) -> Result<GetSubscriptionAttributesResponse, TopicError> {
    let arn = request.subscription_arn.as_str();
    let (home, name) = read(arn)?;
    let topic = Topics::of(state, &home).by_name.get(name);
    let topic = topic.ok_or(error::SUBSCRIPTION)?;
    let known = &topic.subscriptions[topic.index_of(arn)?];
    check_owner(
        topic,
        known,
        view.origin.account,
        "GetSubscriptionAttributes",
    )?;
    Ok(GetSubscriptionAttributesResponse {
        attributes: known.shown(&topic.arn, topic.attributes.delivery_policy()),
    })
}

pub(super) fn set_subscription_attributes(
    state: &mut State,
    context: &mut Context<'_>,
    request: SetSubscriptionAttributes,
) -> Result<(), TopicError> {
    let arn = request.subscription_arn.as_str();
    let (home, name) = read(arn)?;
    let topic = Topics::of_mut(state, &home).by_name.get_mut(name);
    let topic = topic.ok_or(error::SUBSCRIPTION)?;
    let index = topic.index_of(arn)?;
    let known = &topic.subscriptions[index];
    let account = context.origin.account;
    check_owner(topic, known, account, "SetSubscriptionAttributes")?;
    let mut attributes = known.attributes.clone();
    let own_home = Home {
        account: known.owner,
        region: home.region,
    };
    let (name, value) = (&request.attribute_name, &request.attribute_value);
    attributes
        .set(name, value, known.protocol, &own_home)
        .map_err(TopicError::InvalidParameter)?;
    if known.attributes.filter.is_none() {
        topic.check_filters(&attributes)?;
    }
    topic.subscriptions[index].attributes = attributes;
    Ok(())
}

fn read(arn: &str) -> Result<(Home, &str), TopicError> {
    check_parts("SubscriptionArn", arn)?;
    topic_of(arn).ok_or_else(|| TopicError::invalid("SubscriptionArn"))
}

impl Topic {
    fn index_of(&self, subscription_arn: &str) -> Result<usize, TopicError> {
        let mut subscriptions = self.subscriptions.iter();
        let index = subscriptions.position(|known| *known.arn == *subscription_arn);
        index.ok_or(error::SUBSCRIPTION)
    }
}

fn check_owner(
    topic: &Topic,
    known: &Known,
    account: AccountId,
    operation: &str,
) -> Result<(), TopicError> {
    if [topic.owner, known.owner].contains(&account) {
        return Ok(());
    }
    Err(TopicError::not_an_owner(operation, &known.arn))
}
