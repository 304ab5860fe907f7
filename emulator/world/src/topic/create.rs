//! `CreateTopic`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::attributes::TopicAttributes;
use super::tags::{self, Tag, Tags};
use super::{Topic, TopicError, Topics, topic_arn};
use crate::context::Context;
use crate::state::{Part as _, State};

/// The suffix that makes a topic a FIFO topic.
pub(crate) const FIFO_SUFFIX: &str = ".fifo";
/// The longest name. Source: `CreateTopic`.
const MAX_NAME_LENGTH: usize = 256;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateTopic {
    pub name: String,
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    #[serde(default)]
    pub tags: Vec<Tag>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateTopicResponse {
    pub topic_arn: String,
}

/// Makes a topic, or finds the one that has this name and nothing that the request says otherwise.
pub(super) fn create_topic(
    state: &mut State,
    context: &mut Context<'_>,
    request: CreateTopic,
) -> Result<CreateTopicResponse, TopicError> {
    let topics = Topics::of_mut(state, context.home);
    check_name(&request.name)?;
    let topic_arn = topic_arn(context.home, &request.name);
    let owner = context.home.account;
    let attributes = read(
        &TopicAttributes::new(&topic_arn, owner),
        &request.attributes,
    )?;
    let tags = tags::read(request.tags)?;
    if let Some(topic) = topics.by_name.get(&request.name) {
        check_same(topic, &request.attributes, &tags)?;
    } else {
        let topic = Topic::new(topic_arn.as_str().into(), owner, attributes, tags);
        topics.by_name.insert(request.name, topic);
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
    Err(TopicError::invalid("Topic Name"))
}

fn read(
    attributes: &TopicAttributes,
    given: &BTreeMap<String, String>,
) -> Result<TopicAttributes, TopicError> {
    let mut attributes = attributes.clone();
    for (name, value) in given {
        match (name.as_str(), value.as_str()) {
            // Which every standard topic is; AWS keeps nothing of it.
            ("FifoTopic", "false") => {}
            ("FifoTopic", _) => {
                return Err(TopicError::in_attributes("FIFO topics are not emulated"));
            }
            _ => attributes.set(name, value).map_err(|fault| {
                // A map has names of its own.
                let fault = fault.replace("AttributeName", &format!("Unknown attribute {name}"));
                TopicError::in_attributes(fault)
            })?,
        }
    }
    Ok(attributes)
}

/// Only what the request names is compared.
fn check_same(
    topic: &Topic,
    given: &BTreeMap<String, String>,
    tags: &Tags,
) -> Result<(), TopicError> {
    let with_given = read(&topic.attributes, given)?;
    let mut names = given.keys();
    if names.any(|name| topic.attributes.get(name) != with_given.get(name)) {
        return Err(TopicError::in_attributes(
            "Topic already exists with different attributes",
        ));
    }
    if !tags.is_empty() && topic.tags != *tags {
        return Err(TopicError::invalid(
            "Tags Reason: Topic already exists with different tags",
        ));
    }
    Ok(())
}
