//! `CreateQueue`, `GetQueueAttributes`, `SetQueueAttributes`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::address::{QueueName, parse_queue_arn, queue_arn, queue_url};
use super::attributes::{self, QueueAttributes};
use super::error::QueueError;
use super::id::QueueId;
use super::policy;
use super::standard_queue::Queue;
use super::state::Queues;
use super::store::Messages;
use super::tags;
use super::tally::Watch;
use crate::agenda::Slot;
use crate::context::{Context, View};
use crate::origin::Home;
use crate::state::{Part as _, State};

/// Creates a queue, or answers the URL of the one that has this name and these attributes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateQueue {
    pub queue_name: String,
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    #[serde(default, rename = "tags", alias = "Tags")]
    pub tags: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateQueueResult {
    pub queue_url: String,
}

pub(super) fn create_queue(
    state: &mut State,
    context: &mut Context<'_>,
    request: CreateQueue,
) -> Result<CreateQueueResult, QueueError> {
    let name = QueueName::parse(&request.queue_name)?;
    let queue_url = queue_url(context.origin, name.as_str());
    let queues = Queues::of(state, context.home);
    if let Some(queue) = queues.registry.named(name.as_str()) {
        check_same(queue, &request.attributes)?;
        return Ok(CreateQueueResult { queue_url });
    }
    if queues.deleted.contains(&name) {
        return Err(QueueError::QueueDeletedRecently);
    }
    let arn = queue_arn(context.home, name.as_str());
    let attributes = QueueAttributes::default().with(&request.attributes)?;
    check_principals(&attributes, &request.attributes, state, context.home)?;
    queues.check_redrive(&arn, &attributes, &request.attributes)?;
    tags::check(&request.tags)?;
    let queue = Queue {
        id: QueueId(context.ids.serial()),
        name,
        arn: arn.into(),
        created: context.now,
        last_modified: context.now,
        attributes,
        tags: request.tags,
        messages: Messages::default(),
        purged: None,
        slot: Slot::default(),
        is_changed: false,
        watch: Watch::default(),
    };
    Queues::of_mut(state, context.home).registry.insert(queue);
    Ok(CreateQueueResult { queue_url })
}

/// Only what the caller names is compared: a name alone finds the queue, whatever its attributes.
fn check_same(queue: &Queue, wanted: &BTreeMap<String, String>) -> Result<(), QueueError> {
    let with_wanted = queue.attributes.with(wanted)?;
    for name in wanted.keys() {
        let attribute = attributes::settable(name)?;
        if queue.attributes.get(attribute) != with_wanted.get(attribute) {
            return Err(QueueError::QueueNameExists { attribute });
        }
    }
    Ok(())
}

/// A policy that was just given has to name users and roles that its queue's account has, as far as it names any of it.
fn check_principals(
    attributes: &QueueAttributes,
    given: &BTreeMap<String, String>,
    state: &State,
    home: &Home,
) -> Result<(), QueueError> {
    let is_given = given.contains_key("Policy");
    let given = attributes.policy.as_deref().filter(|_| is_given);
    let iam = state.identities.account(home.account);
    match given.and_then(|policy| iam.missing_principal(home.account, policy)) {
        Some(_) => Err(policy::INVALID),
        None => Ok(()),
    }
}

impl Queues {
    /// A redrive policy that was just given has to name a queue of this account and Region that lets the source have it.
    fn check_redrive(
        &self,
        source_arn: &str,
        attributes: &QueueAttributes,
        given: &BTreeMap<String, String>,
    ) -> Result<(), QueueError> {
        let Some(policy) = &attributes.redrive_policy else {
            return Ok(());
        };
        let Some(text) = given.get("RedrivePolicy") else {
            return Ok(());
        };
        let invalid = |reason| Err(QueueError::invalid_value(text, "RedrivePolicy", reason));
        let target = parse_queue_arn(&policy.dead_letter_target_arn);
        let source = parse_queue_arn(source_arn);
        let (Some((target_home, name)), Some((source_home, _))) = (target, source) else {
            return invalid("Invalid value for deadLetterTargetArn.");
        };
        if target_home.region != source_home.region {
            return invalid("Dead-letter target must be in the same Region as the source.");
        }
        if target_home.account != source_home.account {
            return invalid("Dead-letter target must be owned by the same account as the source.");
        }
        // A queue may be its own dead-letter queue once it exists: no source says that AWS refuses it.
        let Some(target) = self.registry.named(name) else {
            return invalid("Dead letter target does not exist.");
        };
        match &target.attributes.redrive_allow_policy {
            Some(allow) if !allow.allows(source_arn) => invalid(
                "The redrive allow policy of the dead-letter target does not permit this source.",
            ),
            _ => Ok(()),
        }
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SetQueueAttributes {
    pub queue_url: String,
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
}

pub(super) fn set_queue_attributes(
    state: &mut State,
    context: &mut Context<'_>,
    request: SetQueueAttributes,
) -> Result<(), QueueError> {
    let queues = Queues::of(state, context.home);
    let queue = queues.look_at_url(&request.queue_url)?;
    let changed = queue.attributes.with(&request.attributes)?;
    check_principals(&changed, &request.attributes, state, context.home)?;
    queues.check_redrive(&queue.arn, &changed, &request.attributes)?;
    let queues = Queues::of_mut(state, context.home);
    let queue = queues.at_url(&request.queue_url)?;
    queue.attributes = changed;
    queue.is_changed = true;
    queue.last_modified = context.now;
    Ok(())
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetQueueAttributes {
    pub queue_url: String,
    /// `All` stands for every one; without names nothing is answered.
    #[serde(default)]
    pub attribute_names: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetQueueAttributesResult {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
}

/// What only AWS sets.
const READ_ONLY: [&str; 6] = [
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "QueueArn",
];

/// What a standard queue does not have; asking for it answers nothing.
const OF_FIFO_QUEUES: [&str; 4] = [
    "ContentBasedDeduplication",
    "DeduplicationScope",
    "FifoQueue",
    "FifoThroughputLimit",
];

pub(super) fn get_queue_attributes(
    queues: &Queues,
    context: &View<'_>,
    request: GetQueueAttributes,
) -> Result<GetQueueAttributesResult, QueueError> {
    let queue = queues.look_at_url(&request.queue_url)?;
    let mut attributes = BTreeMap::new();
    for name in &request.attribute_names {
        let names = wanted_names(name)?;
        attributes.extend(names.into_iter().filter_map(|name| {
            let value = queue.attribute(name, context.now)?;
            Some((name.to_owned(), value))
        }));
    }
    Ok(GetQueueAttributesResult { attributes })
}

fn wanted_names(name: &str) -> Result<Vec<&'static str>, QueueError> {
    let mut known = attributes::SETTABLE.into_iter().chain(READ_ONLY);
    if name == "All" {
        return Ok(known.collect());
    }
    if OF_FIFO_QUEUES.contains(&name) {
        return Ok(Vec::new());
    }
    known
        .find(|known| *known == name)
        .map(|name| vec![name])
        .ok_or_else(|| attributes::unknown_attribute(name))
}

impl Queue {
    fn attribute(&self, name: &str, now: Timestamp) -> Option<String> {
        let counts = self.messages.counts(now, self.attributes.message_retention);
        let value = match name {
            "ApproximateNumberOfMessages" => counts.visible.to_string(),
            "ApproximateNumberOfMessagesDelayed" => counts.delayed.to_string(),
            "ApproximateNumberOfMessagesNotVisible" => counts.in_flight.to_string(),
            "CreatedTimestamp" => self.created.as_second().to_string(),
            "LastModifiedTimestamp" => self.last_modified.as_second().to_string(),
            "QueueArn" => self.arn.to_string(),
            _ => return self.attributes.get(name),
        };
        Some(value)
    }
}
