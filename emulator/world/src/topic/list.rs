//! `ListTopics`.

use serde::{Deserialize, Serialize};

use super::{TopicError, Topics, topic_arn};
use crate::View;

/// Topics on a page. Source: `ListTopics`, "a limited list of topics, up to 100".
const PAGE: usize = 100;
/// What a token begins with; the last name of the page before it follows.
const AFTER: &str = "after/";

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListTopics {
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTopicsResponse {
    pub topics: Vec<TopicArn>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TopicArn {
    pub topic_arn: String,
}

pub(super) fn list_topics(
    topics: &Topics,
    view: &View<'_>,
    request: ListTopics,
) -> Result<ListTopicsResponse, TopicError> {
    let after = match request.next_token.as_deref() {
        Some(token) => Some(token.strip_prefix(AFTER).ok_or_else(|| {
            TopicError::InvalidParameter(
                "NextToken Reason: the token is not one of this service".to_owned(),
            )
        })?),
        None => None,
    };
    let names = topics.topics.keys();
    let mut names = names.filter(|name| after.is_none_or(|after| name.as_str() > after));
    let page: Vec<&String> = names.by_ref().take(PAGE).collect();
    let last = names.next().and(page.last());
    Ok(ListTopicsResponse {
        next_token: last.map(|name| format!("{AFTER}{name}")),
        topics: page
            .iter()
            .map(|name| TopicArn {
                topic_arn: topic_arn(view.home, name),
            })
            .collect(),
    })
}
