//! `CreateTopic`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Topic, TopicError, Topics, topic_arn};
use crate::Context;

/// The suffix that makes a topic a FIFO topic.
const FIFO_SUFFIX: &str = ".fifo";
/// The longest name. Source: `CreateTopic`.
const MAX_NAME_LENGTH: usize = 256;
/// Source: `TagLimitExceededException`, "more than 50 tags".
const MAX_TAGS: usize = 50;

/// What a standard topic may be made with. Source: `CreateTopic`, `Attributes`.
const ATTRIBUTES: [&str; 8] = [
    "DeliveryPolicy",
    "DisplayName",
    "FifoTopic",
    "KmsMasterKeyId",
    "MaximumMessageSize",
    "Policy",
    "SignatureVersion",
    "TracingConfig",
];
/// Delivery feedback, which every kind of endpoint has: `SQSSuccessFeedbackRoleArn`.
const FEEDBACK: [&str; 3] = [
    "SuccessFeedbackRoleArn",
    "SuccessFeedbackSampleRate",
    "FailureFeedbackRoleArn",
];
const ENDPOINTS: [&str; 5] = ["Application", "Firehose", "HTTP", "Lambda", "SQS"];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateTopic {
    pub name: String,
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    #[serde(default)]
    pub tags: Vec<Tag>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    pub key: String,
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateTopicResponse {
    pub topic_arn: String,
}

/// Makes a topic, or finds the one that has this name and nothing that the request says otherwise.
pub(super) fn create_topic(
    topics: &mut Topics,
    context: &mut Context<'_>,
    request: CreateTopic,
) -> Result<CreateTopicResponse, TopicError> {
    check_name(&request.name)?;
    check_attributes(&request.attributes)?;
    let tags = checked_tags(request.tags)?;
    let topic_arn = topic_arn(context.home, &request.name);
    let found = topics.topics.get(&request.name);
    if let Some(topic) = found {
        check_same(topic, &request.attributes, &tags)?;
    } else {
        let topic = Topic {
            attributes: request.attributes,
            tags,
        };
        topics.topics.insert(request.name, topic);
    }
    Ok(CreateTopicResponse { topic_arn })
}

fn check_name(name: &str) -> Result<(), TopicError> {
    if name.ends_with(FIFO_SUFFIX) {
        return Err(TopicError::InvalidParameter(format!(
            "Name Reason: FIFO topics are not emulated: {name} cannot be created. Use a standard topic."
        )));
    }
    let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if (1..=MAX_NAME_LENGTH).contains(&name.len()) && name.bytes().all(is_name_byte) {
        return Ok(());
    }
    Err(TopicError::InvalidParameter("Topic Name".to_owned()))
}

fn check_attributes(attributes: &BTreeMap<String, String>) -> Result<(), TopicError> {
    let is_feedback = |name: &str| {
        let mut endpoints = ENDPOINTS.iter();
        endpoints.any(|endpoint| {
            name.strip_prefix(endpoint)
                .is_some_and(|rest| FEEDBACK.contains(&rest))
        })
    };
    for (name, value) in attributes {
        if !ATTRIBUTES.contains(&name.as_str()) && !is_feedback(name) {
            return Err(TopicError::InvalidParameter(format!(
                "Attributes Reason: Unknown attribute {name}"
            )));
        }
        if name == "FifoTopic" && value != "false" {
            return Err(TopicError::InvalidParameter(
                "Attributes Reason: FIFO topics are not emulated".to_owned(),
            ));
        }
    }
    Ok(())
}

fn checked_tags(tags: Vec<Tag>) -> Result<BTreeMap<String, String>, TopicError> {
    if tags.len() > MAX_TAGS {
        return Err(TopicError::TagLimitExceeded(
            "Could not complete request: tag quota of per resource exceeded".to_owned(),
        ));
    }
    Ok(tags.into_iter().map(|tag| (tag.key, tag.value)).collect())
}

/// Only what the request names is compared.
fn check_same(
    topic: &Topic,
    attributes: &BTreeMap<String, String>,
    tags: &BTreeMap<String, String>,
) -> Result<(), TopicError> {
    let differs = attributes
        .iter()
        .any(|(name, value)| topic.attributes.get(name) != Some(value));
    if differs {
        return Err(TopicError::InvalidParameter(
            "Attributes Reason: Topic already exists with different attributes".to_owned(),
        ));
    }
    if !tags.is_empty() && topic.tags != *tags {
        return Err(TopicError::InvalidParameter(
            "Tags Reason: Topic already exists with different tags".to_owned(),
        ));
    }
    Ok(())
}
