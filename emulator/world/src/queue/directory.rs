//! `GetQueueUrl`, `ListQueues`, `ListDeadLetterSourceQueues`, `DeleteQueue`, `PurgeQueue`.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::address::{QueueName, queue_url_of};
use super::error::QueueError;
use super::standard_queue::Queue;
use super::state::Queues;
use super::time::{SETTLING_TIME, after, is_within};
use crate::agenda::Due;
use crate::context::{Context, View};
use crate::effect::Effect;
use crate::origin::AccountId;

/// The longest page, and the page of a caller that names no maximum.
const MAX_RESULTS: i64 = 1000;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetQueueUrl {
    pub queue_name: String,
    #[serde(
        default,
        rename = "QueueOwnerAWSAccountId",
        skip_serializing_if = "Option::is_none"
    )]
    pub queue_owner_aws_account_id: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetQueueUrlResult {
    pub queue_url: String,
}

pub(super) fn get_queue_url(
    queues: &Queues,
    context: &View<'_>,
    request: GetQueueUrl,
) -> Result<GetQueueUrlResult, QueueError> {
    if request.queue_name.is_empty() {
        return Err(QueueError::MissingParameter("QueueName"));
    }
    let owner = request.queue_owner_aws_account_id.as_deref();
    if owner.is_some_and(|owner| AccountId::parse(owner).is_none()) {
        return Err(QueueError::QueueDoesNotExist);
    }
    let queue = queues.registry.named(&request.queue_name);
    let queue = queue.ok_or(QueueError::QueueDoesNotExist)?;
    Ok(GetQueueUrlResult {
        queue_url: queue_url_of(context.origin, context.home.account, queue.name.as_str()),
    })
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListQueues {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_name_prefix: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// 1 to 1,000; only a caller that names it gets a token for the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListQueuesResult {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub queue_urls: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

pub(super) fn list_queues(
    queues: &Queues,
    context: &View<'_>,
    request: ListQueues,
) -> Result<ListQueuesResult, QueueError> {
    let prefix = request.queue_name_prefix.unwrap_or_default();
    let sorted = queues.registry.by_name();
    let names = sorted
        .into_iter()
        .map(|queue| &queue.name)
        .filter(|name| name.as_str().starts_with(&prefix));
    let page = page(
        names,
        context,
        request.max_results,
        request.next_token.as_deref(),
    )?;
    Ok(ListQueuesResult {
        queue_urls: page.queue_urls,
        next_token: page.next_token,
    })
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListDeadLetterSourceQueues {
    pub queue_url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// 1 to 1,000; only a caller that names it gets a token for the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListDeadLetterSourceQueuesResult {
    #[serde(rename = "queueUrls")]
    pub queue_urls: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

pub(super) fn list_dead_letter_source_queues(
    queues: &Queues,
    context: &View<'_>,
    request: ListDeadLetterSourceQueues,
) -> Result<ListDeadLetterSourceQueuesResult, QueueError> {
    let arn = queues.look_at_url(&request.queue_url)?.arn.clone();
    let page = page(
        queues.sources_of(&arn).map(|queue| &queue.name),
        context,
        request.max_results,
        request.next_token.as_deref(),
    )?;
    Ok(ListDeadLetterSourceQueuesResult {
        queue_urls: page.queue_urls,
        next_token: page.next_token,
    })
}

impl Queues {
    /// The queues whose dead-letter queue has this ARN.
    pub(super) fn sources_of(&self, dead_letter_arn: &str) -> impl Iterator<Item = &Queue> {
        self.registry.by_name().into_iter().filter(move |queue| {
            let policy = queue.attributes.redrive_policy.as_ref();
            policy.is_some_and(|policy| policy.dead_letter_target_arn == dead_letter_arn)
        })
    }
}

struct Page {
    queue_urls: Vec<String>,
    next_token: Option<String>,
}

/// A token holds the last name of the page before it, so queues that come and go in between harm no page.
fn page<'a>(
    names: impl Iterator<Item = &'a QueueName>,
    context: &View<'_>,
    max_results: Option<i64>,
    token: Option<&str>,
) -> Result<Page, QueueError> {
    let limit = max_results.unwrap_or(MAX_RESULTS);
    if !(1..=MAX_RESULTS).contains(&limit) {
        return Err(QueueError::invalid_value(
            limit,
            "MaxResults",
            "Must be an integer value between 1 and 1000.",
        ));
    }
    let limit = usize::try_from(limit).expect("checked to be 1 to 1000");
    let after = token.map(read_token).transpose()?;
    let is_behind = |name: &&QueueName| after.as_deref().is_none_or(|after| name.as_str() > after);
    let mut names = names.filter(is_behind).peekable();
    let on_page: Vec<&QueueName> = names.by_ref().take(limit).collect();
    let has_more = names.peek().is_some() && max_results.is_some();
    let last = on_page.last().filter(|_| has_more);
    Ok(Page {
        queue_urls: on_page
            .iter()
            .map(|name| queue_url_of(context.origin, context.home.account, name.as_str()))
            .collect(),
        next_token: last.map(|name| BASE64_URL_SAFE_NO_PAD.encode(name.as_str())),
    })
}

fn read_token(token: &str) -> Result<String, QueueError> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| {
            QueueError::invalid_value(token, "NextToken", "The token is not one of this service.")
        })
}

/// Deletes a queue with everything in it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteQueue {
    pub queue_url: String,
}

pub(super) fn delete_queue(
    queues: &mut Queues,
    context: &mut Context<'_>,
    request: DeleteQueue,
) -> Result<(), QueueError> {
    let id = queues.id_at_url(&request.queue_url)?;
    let mut queue = queues
        .registry
        .remove(id)
        .ok_or(QueueError::QueueDoesNotExist)?;
    context.agenda.set(&mut queue.slot, None, || {
        unreachable!("nothing is wanted any more")
    });
    context.agenda.soon(Due::Arrived {
        queue: id,
        arn: Arc::clone(&queue.arn),
        messages: Effect::EVERYBODY,
    });
    let free = Due::QueueNameFree {
        home: context.home.clone(),
        name: queue.name.clone(),
    };
    context.agenda.at(after(context.now, SETTLING_TIME), free);
    let name = queue.name.clone();
    queues.activity.note_deleted(name, queue.watch);
    queues.deleted.insert(queue.name);
    Ok(())
}

/// Deletes every message of a queue, those in flight too.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PurgeQueue {
    pub queue_url: String,
}

pub(super) fn purge_queue(
    queues: &mut Queues,
    context: &mut Context<'_>,
    request: PurgeQueue,
) -> Result<(), QueueError> {
    let queue = queues.at_url(&request.queue_url)?;
    let purged = queue.purged;
    if purged.is_some_and(|purged| is_within(context.now, purged, SETTLING_TIME)) {
        return Err(QueueError::PurgeQueueInProgress {
            queue: queue.name.to_string(),
        });
    }
    queue.messages.clear();
    queue.purged = Some(context.now);
    Ok(())
}
