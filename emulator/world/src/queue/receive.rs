//! `ReceiveMessage`, and the way of exhausted messages to the dead-letter queue.
//!
//! The answer is what can be received now. Who found nothing and may wait is told what for ([`crate::Wait`]): to wait is the
//! server's part.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::QueueError;
use super::id::QueueId;
use super::message::StoredMessage;
use super::message_attributes::{MessageAttributeValue, md5_of_attributes};
use super::receipt::{Receipt, ReceiptHandle};
use super::received::Message;
use super::sequence::Sequence;
use super::standard_queue::Queue;
use super::state::Queues;
use super::store::{MAX_IN_FLIGHT, Place};
use super::time::after;
use crate::context::Context;
use crate::id::Ids;
use crate::origin::Caller;
use crate::wait::Wait;

/// The longest time that a message can be hidden, from its receive on.
pub(super) const MAX_VISIBILITY_TIMEOUT_SECONDS: i64 = 43_200;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReceiveMessage {
    pub queue_url: String,
    /// The old name of `message_system_attribute_names`; both count.
    #[serde(default)]
    pub attribute_names: Vec<String>,
    #[serde(default)]
    pub message_system_attribute_names: Vec<String>,
    /// Names, `prefix.*`, or `All`.
    #[serde(default)]
    pub message_attribute_names: Vec<String>,
    /// 1 to 10, by default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_number_of_messages: Option<i64>,
    /// In seconds; by default the queue's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility_timeout: Option<i64>,
    /// 0 to 20; by default the queue's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_time_seconds: Option<i64>,
    /// For FIFO queues; it has no effect here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receive_request_attempt_id: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReceiveMessageResult {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
}

pub(super) fn receive_message(
    queues: &mut Queues,
    context: &mut Context<'_>,
    request: ReceiveMessage,
) -> Result<ReceiveMessageResult, QueueError> {
    let id = queues.id_at_url(&request.queue_url)?;
    let wanted = Wanted::parse(&request)?;
    let maximum = maximum(&request, &context.origin.caller)?;
    let own_timeout = visibility_timeout(&request)?;
    let wait_time = wait_time(queues.with_id(id)?, &request)?;
    let picked = queues.pick(id, maximum, wait_time)?;
    queues.bury(context.now, id, &picked.dead_letters);
    let queue = queues.with_id(id)?;
    let timeout = own_timeout.unwrap_or(queue.attributes.visibility_timeout);
    let messages: Vec<_> = picked
        .to_receive
        .into_iter()
        .filter_map(|sequence| queue.receive(context.now, context.ids, sequence, timeout, &wanted))
        .collect();
    if messages.is_empty() {
        let until = context
            .waits_until
            .unwrap_or_else(|| after(context.now, wait_time));
        *context.wait = (context.now < until).then_some(Wait { queue: id, until });
    }
    if context.wait.is_none() {
        queue.watch.received(context.now, messages.len());
    }
    Ok(ReceiveMessageResult { messages })
}

/// How long a receive may wait for a message: as the request says, or as the queue does.
fn wait_time(queue: &Queue, request: &ReceiveMessage) -> Result<Duration, QueueError> {
    let Some(seconds) = request.wait_time_seconds else {
        return Ok(queue.attributes.receive_message_wait_time);
    };
    seconds_within(seconds, 20).ok_or_else(|| {
        QueueError::invalid_value(
            seconds,
            "WaitTimeSeconds",
            "Must be >= 0 and <= 20, if provided.",
        )
    })
}

/// A service's poller says how many it has room for: it would only ask again.
fn maximum(request: &ReceiveMessage, caller: &Caller) -> Result<usize, QueueError> {
    let maximum = request.max_number_of_messages.unwrap_or(1);
    if let Caller::Role { .. } = caller {
        return Ok(usize::try_from(maximum).unwrap_or(0));
    }
    if !(1..=10).contains(&maximum) {
        return Err(QueueError::invalid_value(
            maximum,
            "MaxNumberOfMessages",
            "Must be between 1 and 10, if provided.",
        ));
    }
    Ok(usize::try_from(maximum).expect("checked to be 1 to 10"))
}

fn visibility_timeout(request: &ReceiveMessage) -> Result<Option<Duration>, QueueError> {
    request
        .visibility_timeout
        .map(|seconds| {
            seconds_within(seconds, MAX_VISIBILITY_TIMEOUT_SECONDS).ok_or_else(|| {
                QueueError::invalid_value(
                    seconds,
                    "VisibilityTimeout",
                    "Must be >= 0 and <= 43200, if provided.",
                )
            })
        })
        .transpose()
}

/// So many seconds, when they are 0 to `most`.
pub(super) fn seconds_within(seconds: i64, most: i64) -> Option<Duration> {
    let duration = Duration::from_secs(u64::try_from(seconds).ok()?);
    (seconds <= most).then_some(duration)
}

/// What one receive takes out of the queue.
struct Picked {
    to_receive: Vec<Sequence>,
    /// Received too often: they move to the dead-letter queue instead.
    dead_letters: Vec<Sequence>,
}

impl Queues {
    /// Chooses what a receive takes, the longest visible first.
    fn pick(&self, id: QueueId, maximum: usize, wait: Duration) -> Result<Picked, QueueError> {
        let mut picked = Picked {
            to_receive: Vec::new(),
            dead_letters: Vec::new(),
        };
        let queue = self.registry.get(id).ok_or(QueueError::QueueDoesNotExist)?;
        let room = MAX_IN_FLIGHT.saturating_sub(queue.messages.in_flight_count());
        // At the limit a short poll is refused, and a long poll finds nothing.
        if room == 0 && wait.is_zero() {
            return Err(QueueError::OverLimit(format!(
                "Too many messages in flight: the limit of {MAX_IN_FLIGHT} is reached. Delete messages after they are \
                 processed."
            )));
        }
        let max_receive_count = self.max_receive_count(queue);
        for (sequence, message) in queue.messages.visible() {
            if picked.to_receive.len() >= maximum.min(room) {
                break;
            }
            if max_receive_count.is_some_and(|maximum| message.receive_count_here >= maximum) {
                picked.dead_letters.push(sequence);
            } else {
                picked.to_receive.push(sequence);
            }
        }
        Ok(picked)
    }

    /// After how many receives a message leaves this queue; `None` without a dead-letter queue, or when it is gone.
    fn max_receive_count(&self, queue: &Queue) -> Option<u32> {
        let policy = queue.attributes.redrive_policy.as_ref()?;
        let exists = self.contains(policy.dead_letter_queue_name());
        exists.then_some(policy.max_receive_count)
    }

    /// Moves messages to the dead-letter queue of the queue in which they are. What a message is stays as it was, the
    /// moment of its sending too.
    fn bury(&mut self, now: Timestamp, id: QueueId, dead_letters: &[Sequence]) {
        if dead_letters.is_empty() {
            return;
        }
        let Some(queue) = self.registry.get_mut(id) else {
            return;
        };
        let Some(policy) = queue.attributes.redrive_policy.clone() else {
            return;
        };
        let source_arn = queue.arn.to_string();
        let mut moved: Vec<(Sequence, StoredMessage)> = Vec::with_capacity(dead_letters.len());
        for sequence in dead_letters {
            moved.extend(
                queue
                    .messages
                    .remove(*sequence)
                    .map(|message| (*sequence, message)),
            );
        }
        let target = self.registry.id(policy.dead_letter_queue_name());
        let Some(target) = target.and_then(|id| self.registry.get_mut(id)) else {
            return;
        };
        for (sequence, mut message) in moved {
            message.become_dead_letter(now, source_arn.clone());
            let place = Place::Visible { since: now };
            target.messages.insert(sequence, message, place);
        }
    }
}

impl Queue {
    fn receive(
        &mut self,
        now: Timestamp,
        ids: &mut Ids,
        sequence: Sequence,
        timeout: Duration,
        wanted: &Wanted,
    ) -> Option<Message> {
        let place = if timeout.is_zero() {
            Place::Visible { since: now }
        } else {
            Place::InFlight {
                until: after(now, timeout),
            }
        };
        let message = self.messages.move_to(sequence, place)?;
        let receipt = Receipt::new(ids);
        let handle = ReceiptHandle { sequence, receipt };
        message.record_receive(now, receipt);
        let message_attributes = wanted.message_attributes(&message.attributes);
        Some(Message {
            message_id: Arc::clone(&message.id),
            receipt_handle: handle.encode(self.name.as_str()),
            md5_of_body: message.body.digest(),
            body: message.body.clone(),
            attributes: wanted.system_attributes(message),
            md5_of_message_attributes: md5_of_attributes(&message_attributes),
            message_attributes,
        })
    }
}

/// The system attributes that a receiver may ask for. The last ones belong to FIFO queues and are never there.
const SYSTEM_ATTRIBUTES: [&str; 9] = [
    "ApproximateFirstReceiveTimestamp",
    "ApproximateReceiveCount",
    "AWSTraceHeader",
    "DeadLetterQueueSourceArn",
    "MessageGroupId",
    "SenderId",
    "SentTimestamp",
    "MessageDeduplicationId",
    "SequenceNumber",
];

/// Which attributes a receiver asks for.
struct Wanted {
    system: BTreeSet<&'static str>,
    /// Names and prefixes of message attributes.
    names: Vec<String>,
}

impl Wanted {
    fn parse(request: &ReceiveMessage) -> Result<Self, QueueError> {
        let mut system = BTreeSet::new();
        let names = request.attribute_names.iter();
        for name in names.chain(&request.message_system_attribute_names) {
            if name == "All" {
                system.extend(SYSTEM_ATTRIBUTES);
                continue;
            }
            let known = SYSTEM_ATTRIBUTES.into_iter().find(|known| known == name);
            system.insert(known.ok_or_else(|| super::attributes::unknown_attribute(name))?);
        }
        Ok(Self {
            system,
            names: request.message_attribute_names.clone(),
        })
    }

    fn system_attributes(&self, message: &StoredMessage) -> BTreeMap<Cow<'static, str>, String> {
        let mut attributes = BTreeMap::new();
        for name in &self.system {
            if let Some(value) = system_attribute(message, name) {
                attributes.insert(Cow::Borrowed(*name), value);
            }
        }
        attributes
    }

    fn message_attributes(
        &self,
        attributes: &BTreeMap<String, MessageAttributeValue>,
    ) -> BTreeMap<String, MessageAttributeValue> {
        attributes
            .iter()
            .filter(|(name, _)| self.names.iter().any(|wanted| is_wanted(wanted, name)))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }
}

/// `All` and `.*` mean every name, `foo.*` every name that begins with `foo`.
fn is_wanted(wanted: &str, name: &str) -> bool {
    match wanted.strip_suffix(".*") {
        Some(prefix) => name.starts_with(prefix),
        None => wanted == "All" || wanted == name,
    }
}

/// Moments are milliseconds since the epoch.
fn system_attribute(message: &StoredMessage, name: &str) -> Option<String> {
    let milliseconds = |moment: Timestamp| moment.as_millisecond().to_string();
    match name {
        "ApproximateFirstReceiveTimestamp" => message.first_received.map(milliseconds),
        "ApproximateReceiveCount" => Some(message.receive_count.to_string()),
        "AWSTraceHeader" => message.trace_header.clone(),
        "DeadLetterQueueSourceArn" => message.dead_letter_source.clone(),
        "MessageGroupId" => message.group_id.clone(),
        "SenderId" => Some(message.sender_id.clone().into_owned()),
        "SentTimestamp" => Some(milliseconds(message.sent)),
        _ => None,
    }
}
