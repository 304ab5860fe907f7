//! `CreateTopic`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::address::topic_arn;
use super::attributes::TopicAttributes;
use super::error::TopicError;
use super::model::Topic;
use super::name::check_name;
use super::state::Topics;
use super::tags::{self, Tag, Tags};
use crate::context::Context;
use crate::iam::Iam;
use crate::origin::AccountId;
use crate::state::{Part as _, State};

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
    check_name(&request.name)?;
    let topic_arn = topic_arn(context.home, &request.name);
    let owner = context.home.account;
    let iam = state.identities.account(owner);
    let new = TopicAttributes::new(&topic_arn, owner);
    let attributes = read(&new, &request.attributes, iam, owner)?;
    let tags = tags::read(request.tags)?;
    let topics = Topics::of(state, context.home);
    if let Some(topic) = topics.by_name.get(&request.name) {
        check_same(topic, &request.attributes, &tags, iam)?;
    } else {
        let topic = Topic::new(topic_arn.as_str().into(), owner, attributes, tags);
        let topics = Topics::of_mut(state, context.home);
        topics.by_name.insert(request.name, topic);
    }
    Ok(CreateTopicResponse { topic_arn })
}

fn read(
    attributes: &TopicAttributes,
    given: &BTreeMap<String, String>,
    iam: &Iam,
    owner: AccountId,
) -> Result<TopicAttributes, TopicError> {
    let mut attributes = attributes.clone();
    for (name, value) in given {
        match (name.as_str(), value.as_str()) {
            // Which every standard topic is; AWS keeps nothing of it.
            ("FifoTopic", "false") => {}
            ("FifoTopic", _) => {
                return Err(TopicError::in_attributes("FIFO topics are not emulated"));
            }
            _ => {
                let set = attributes.set_as_asked(name, value, iam, owner);
                set.map_err(|fault| {
                    // A map has names of its own.
                    let unknown = format!("Unknown attribute {name}");
                    TopicError::in_attributes(fault.replace("AttributeName", &unknown))
                })?;
            }
        }
    }
    Ok(attributes)
}

/// Only what the request names is compared.
fn check_same(
    topic: &Topic,
    given: &BTreeMap<String, String>,
    tags: &Tags,
    iam: &Iam,
) -> Result<(), TopicError> {
    let with_given = read(&topic.attributes, given, iam, topic.owner)?;
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
