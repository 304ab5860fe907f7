//! `ListTopics`.

use serde::{Deserialize, Serialize};

use super::address::topic_arn;
use super::error::TopicError;
use super::page::page;
use super::state::Topics;
use crate::context::View;
use crate::state::{Part as _, State};

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
    state: &State,
    view: &View<'_>,
    request: ListTopics,
) -> Result<ListTopicsResponse, TopicError> {
    let names = Topics::of(state, view.home).by_name.keys();
    let page = page(names, |name| name, request.next_token.as_deref())?;
    let arns = page.items.into_iter().map(|name| TopicArn {
        topic_arn: topic_arn(view.home, name),
    });
    Ok(ListTopicsResponse {
        topics: arns.collect(),
        next_token: page.next_token,
    })
}
