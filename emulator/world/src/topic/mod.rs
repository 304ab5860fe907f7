//! Amazon SNS: topics. Nothing subscribes to them and nothing is published yet.

mod create;
mod delete;
mod error;
mod list;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::arn::{Resource, Target, any, at_arn};
use crate::origin::Home;
use crate::service::service;

pub use create::{CreateTopic, CreateTopicResponse, Tag};
pub use delete::DeleteTopic;
pub use error::TopicError;
pub use list::{ListTopics, ListTopicsResponse, TopicArn};

service! {
    Sns = "Amazon SNS", "sns"; error TopicError;
    /// standard topics; a `.fifo` topic is refused
    change CreateTopic -> CreateTopicResponse = create::create_topic, on topic(name) keeps(Attributes, Tags);
    change DeleteTopic -> () = delete::delete_topic, on at_arn(topic_arn);
    read ListTopics -> ListTopicsResponse = list::list_topics, on any();
}

/// The topics of one Region, by name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Topics {
    topics: BTreeMap<String, Topic>,
}

#[derive(Debug, PartialEq, Eq)]
struct Topic {
    attributes: BTreeMap<String, String>,
    tags: BTreeMap<String, String>,
}

fn topic<'a>(home: &'a Home, name: &'a str) -> Target<'a> {
    Resource::Topic(name).of(home)
}

fn topic_arn(home: &Home, name: &str) -> String {
    topic(home, name).to_string()
}

/// The name in a topic's ARN, where it is one of this Region; whose it is, `at_arn` says.
///
/// # Errors
/// What is no ARN of a topic.
fn name_in_arn<'a>(home: &Home, arn: &'a str) -> Result<Option<&'a str>, TopicError> {
    let parts: Vec<&str> = arn.split(':').collect();
    let [scheme, _partition, service, of_region, _account, name] = parts.as_slice() else {
        return Err(TopicError::InvalidParameter(format!(
            "TopicArn Reason: An ARN must have at least 6 elements, not {}",
            parts.len()
        )));
    };
    if *scheme != "arn" || *service != "sns" || name.is_empty() {
        return Err(TopicError::InvalidParameter("TopicArn".to_owned()));
    }
    let is_here = *of_region == home.region.as_str();
    Ok(is_here.then_some(*name))
}
