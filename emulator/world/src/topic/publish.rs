//! `Publish`.

use serde::{Deserialize, Serialize};

use super::address::name_in_arn;
use super::error::TopicError;
use super::message::Draft;
use super::message_attributes::Attributes;
use super::state::Topics;
use crate::context::Context;
use crate::state::{Part as _, State};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Publish {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic_arn: Option<String>,
    /// A topic's ARN as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_arn: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    pub message: String,
    /// 1 to 100 characters, none of them a line break.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// `json`: a message for each protocol.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_structure: Option<String>,
    #[serde(default)]
    pub message_attributes: Attributes,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_deduplication_id: Option<String>,
    /// Goes on to queues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_group_id: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PublishResponse {
    pub message_id: String,
}

pub(super) fn publish(
    state: &mut State,
    context: &mut Context<'_>,
    request: Publish,
) -> Result<PublishResponse, TopicError> {
    let name = name_of_topic(context, &request)?.to_owned();
    let topic = Topics::of_mut(state, context.home).by_name.get(&name);
    let topic = topic.ok_or(super::error::TOPIC);
    let maximum_bytes = topic
        .as_ref()
        .map_or(usize::MAX, |topic| topic.attributes.maximum_message_bytes());
    let draft = Draft {
        message: request.message,
        subject: request.subject,
        structure: request.message_structure,
        attributes: request.message_attributes,
        group_id: request.message_group_id,
        deduplication_id: request.message_deduplication_id,
    };
    let message = draft.check(maximum_bytes, "messageAttributes")?;
    let published = topic?.publish(context, &name, &message);
    let topics = Topics::of_mut(state, context.home);
    topics.has_published(context, &name, &published);
    Ok(PublishResponse {
        message_id: published.id,
    })
}

fn name_of_topic<'a>(context: &Context<'_>, request: &'a Publish) -> Result<&'a str, TopicError> {
    if request.phone_number.is_some() {
        return Err(TopicError::invalid(
            "PhoneNumber Reason: text messages are not emulated. Publish to a topic.",
        ));
    }
    let arn = request.topic_arn.as_deref();
    let Some(arn) = arn.or(request.target_arn.as_deref()) else {
        return Err(TopicError::invalid(
            "TopicArn or TargetArn Reason: no value for required parameter",
        ));
    };
    // There are no platforms, and so no endpoints of theirs.
    if arn.contains(":endpoint/") {
        return Err(TopicError::invalid(
            "TargetArn Reason: No endpoint found for the target arn specified",
        ));
    }
    name_in_arn(context.home, arn)
}
