//! `GetTopicAttributes` and `SetTopicAttributes`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::TopicError;
use super::model::Topic;
use super::state::Topics;
use crate::context::{Context, View};
use crate::state::{Part as _, State};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetTopicAttributes {
    pub topic_arn: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetTopicAttributesResponse {
    pub attributes: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SetTopicAttributes {
    pub topic_arn: String,
    pub attribute_name: String,
    /// Without one the attribute is what it is of a new topic.
    #[serde(default)]
    pub attribute_value: String,
}

pub(super) fn get_topic_attributes(
    state: &State,
    view: &View<'_>,
    request: GetTopicAttributes,
) -> Result<GetTopicAttributesResponse, TopicError> {
    let topic = Topics::of(state, view.home).at_arn(view.home, &request.topic_arn)?;
    Ok(GetTopicAttributesResponse {
        attributes: topic.shown(),
    })
}

pub(super) fn set_topic_attributes(
    state: &mut State,
    context: &mut Context<'_>,
    request: SetTopicAttributes,
) -> Result<(), TopicError> {
    let topics = Topics::of(state, context.home);
    let topic = topics.at_arn(context.home, &request.topic_arn)?;
    let mut attributes = topic.attributes.clone();
    let iam = state.identities.account(topic.owner);
    let (name, value) = (&request.attribute_name, &request.attribute_value);
    let set = attributes.set_as_asked(name, value, iam, topic.owner);
    set.map_err(TopicError::InvalidParameter)?;
    let topics = Topics::of_mut(state, context.home);
    let topic = topics.at_arn_mut(context.home, &request.topic_arn)?;
    topic.attributes = attributes;
    Ok(())
}

impl Topic {
    fn shown(&self) -> BTreeMap<String, String> {
        let mut shown = self.attributes.shown();
        let subscriptions = self.subscriptions.len();
        let pending = self.subscriptions.iter();
        let pending = pending.filter(|known| known.is_pending()).count();
        let confirmed = subscriptions - pending;
        shown.extend(
            [
                ("Owner", self.owner.to_string()),
                ("SubscriptionsConfirmed", confirmed.to_string()),
                (
                    "SubscriptionsDeleted",
                    self.deleted_subscriptions.to_string(),
                ),
                ("SubscriptionsPending", pending.to_string()),
                ("TopicArn", self.arn.to_string()),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        );
        shown
    }
}
