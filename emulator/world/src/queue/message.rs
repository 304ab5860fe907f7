//! One message as a queue keeps it, and what may be in one.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::body::MessageBody;
use super::message_attributes::MessageAttributeValue;
use super::receipt::Receipt;

/// The largest message, and the largest batch of messages. Source: `SendMessage`, "1 MiB or 1,048,576 bytes".
pub(super) const MAX_MESSAGE_BYTES: usize = 1_048_576;

/// A message at rest. Its place is kept beside it, in [`super::store`].
#[derive(Debug, PartialEq)]
pub(super) struct StoredMessage {
    pub id: Arc<str>,
    pub body: MessageBody,
    pub attributes: BTreeMap<String, MessageAttributeValue>,
    pub trace_header: Option<String>,
    pub group_id: Option<String>,
    pub sender_id: Cow<'static, str>,
    /// Kept when the message moves to a dead-letter queue: on standard queues retention counts from here.
    pub sent: Timestamp,
    /// When it came into the queue in which it now is.
    pub arrived: Timestamp,
    /// Over all queues that the message has been in.
    pub receive_count: u32,
    /// In the queue in which the message now is: what its redrive policy goes by.
    pub receive_count_here: u32,
    pub first_received: Option<Timestamp>,
    pub last_received: Option<Timestamp>,
    /// Of the most recent receive from the queue in which the message now is.
    pub receipt: Option<Receipt>,
    /// The ARN of the queue from which the message moved here, in a dead-letter queue.
    pub dead_letter_source: Option<String>,
}

impl StoredMessage {
    /// A message that has just been sent.
    pub(super) fn new(
        id: Arc<str>,
        sender_id: Cow<'static, str>,
        sent: Timestamp,
        body: MessageBody,
    ) -> Self {
        Self {
            id,
            body,
            attributes: BTreeMap::new(),
            trace_header: None,
            group_id: None,
            sender_id,
            sent,
            arrived: sent,
            receive_count: 0,
            receive_count_here: 0,
            first_received: None,
            last_received: None,
            receipt: None,
            dead_letter_source: None,
        }
    }

    pub(super) fn record_receive(&mut self, now: Timestamp, receipt: Receipt) {
        self.receive_count = self.receive_count.saturating_add(1);
        self.receive_count_here = self.receive_count_here.saturating_add(1);
        self.first_received.get_or_insert(now);
        self.last_received = Some(now);
        self.receipt = Some(receipt);
    }

    /// What changes when a message moves to the dead-letter queue of the queue with this ARN. Its receipts end there.
    pub(super) fn become_dead_letter(&mut self, now: Timestamp, source_arn: String) {
        self.arrived = now;
        self.receive_count_here = 0;
        self.receipt = None;
        self.dead_letter_source = Some(source_arn);
    }
}
