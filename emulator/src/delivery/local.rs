//! A queue of this very process behind the delivery's [`QueuePort`].

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::message::{MessageAttribute, QueueMessage};
use super::port::{NotDeleted, PortError, QueuePort, ReceiptHandle};
use crate::aws::{Aws, Look};
use crate::world::function::event_source::QueueName;
use crate::world::origin::{AccountId, Caller, Home, Origin};
use crate::world::queue::{
    DeleteMessageBatch, DeleteMessageBatchRequestEntry, Message, MessageAttributeValue,
    ReceiveMessage, queue_url,
};

/// How often a queue that is gone is looked for: it may be made again.
const LOOK_FOR_QUEUE: Duration = Duration::from_secs(1);

/// A queue of an [`Aws`].
#[derive(Debug)]
pub struct LocalQueue {
    aws: Arc<Aws>,
    origin: Origin,
    home: Home,
    name: String,
    url: String,
}

impl LocalQueue {
    /// Received from as `caller`, of this account.
    pub fn new(aws: Arc<Aws>, queue: &QueueName, caller: Caller, account: AccountId) -> Self {
        let origin = Origin {
            caller,
            account,
            region: queue.home.region.clone(),
            ..Origin::default()
        };
        Self {
            url: queue_url(&origin.in_account(queue.home.account), &queue.name),
            home: queue.home.clone(),
            name: queue.name.clone(),
            origin,
            aws,
        }
    }
}

impl QueuePort for LocalQueue {
    async fn ready(&self) {
        let clock = self.aws.clock();
        loop {
            match self.aws.look_for_messages(&self.home, &self.name) {
                Look::Something => return,
                Look::Nothing(waiter) => waiter.wait(clock).await,
                Look::NoQueue => clock.pause(LOOK_FOR_QUEUE).await,
            }
        }
    }

    /// Does not wait: [`LocalQueue::ready`] did.
    async fn receive(&self, max: usize, _wait: Duration) -> Result<Vec<QueueMessage>, PortError> {
        let request = ReceiveMessage {
            queue_url: self.url.clone(),
            message_system_attribute_names: vec!["All".to_owned()],
            message_attribute_names: vec!["All".to_owned()],
            max_number_of_messages: i64::try_from(max).ok(),
            wait_time_seconds: Some(0),
            ..ReceiveMessage::default()
        };
        let received = self.aws.call(&self.origin, request);
        let received = received.map_err(|error| PortError::new("ReceiveMessage", error))?;
        Ok(received.messages.into_iter().map(queue_message).collect())
    }

    async fn delete(
        &self,
        receipt_handles: Vec<ReceiptHandle>,
    ) -> Result<Vec<NotDeleted>, PortError> {
        let entries = receipt_handles
            .iter()
            .enumerate()
            .map(|(position, handle)| DeleteMessageBatchRequestEntry {
                id: position.to_string(),
                receipt_handle: handle.as_str().to_owned(),
            });
        let request = DeleteMessageBatch {
            queue_url: self.url.clone(),
            entries: entries.collect(),
        };
        let deleted = self.aws.call(&self.origin, request);
        let deleted = deleted.map_err(|error| PortError::new("DeleteMessageBatch", error))?;
        let refused = deleted.failed.into_iter().filter_map(|entry| {
            let position: usize = entry.id.parse().ok()?;
            Some(NotDeleted {
                receipt_handle: receipt_handles.get(position)?.clone(),
                reason: entry.message.unwrap_or(entry.code),
            })
        });
        Ok(refused.collect())
    }
}

fn queue_message(message: Message) -> QueueMessage {
    let attributes = message.message_attributes.into_iter();
    QueueMessage {
        message_id: message.message_id,
        receipt_handle: ReceiptHandle::new(message.receipt_handle),
        body: message.body,
        md5_of_body: message.md5_of_body,
        attributes: message.attributes,
        message_attributes: attributes
            .map(|(name, value)| (name, message_attribute(value)))
            .collect(),
        md5_of_message_attributes: message.md5_of_message_attributes,
    }
}

fn message_attribute(value: MessageAttributeValue) -> MessageAttribute {
    MessageAttribute {
        string_value: value.string_value,
        binary_value: value
            .binary_value
            .map(|blob| BASE64_STANDARD.encode(blob.0)),
        data_type: value.data_type,
        ..MessageAttribute::default()
    }
}
