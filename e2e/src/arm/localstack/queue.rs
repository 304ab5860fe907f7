//! A queue behind `aws-sdk-sqs`, as the emulator's delivery sees it.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_sqs::types::{
    DeleteMessageBatchRequestEntry, Message, MessageAttributeValue, MessageSystemAttributeName,
    QueueAttributeName,
};
use emulator::delivery::message::{MessageAttribute, QueueMessage};
use emulator::delivery::port::{NotDeleted, PortError, QueuePort, ReceiptHandle};

use crate::clock;
use crate::deployed::Received;

/// Between two looks at an empty queue: what long polling would do, were the delivery not to call itself
/// busy while it polls.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// One queue of a remote SQS.
#[derive(Debug)]
pub struct RemoteQueue {
    sqs: aws_sdk_sqs::Client,
    url: String,
    received: Received,
}

impl RemoteQueue {
    pub fn new(sqs: aws_sdk_sqs::Client, url: String, received: Received) -> Self {
        Self { sqs, url, received }
    }

    async fn has_visible(&self) -> bool {
        let get = self.sqs.get_queue_attributes().queue_url(&self.url);
        let get = get.attribute_names(QueueAttributeName::ApproximateNumberOfMessages);
        let Ok(answer) = get.send().await else {
            return false;
        };
        let count = answer
            .attributes()
            .and_then(|all| all.get(&QueueAttributeName::ApproximateNumberOfMessages));
        count.is_some_and(|count| count != "0")
    }
}

impl QueuePort for RemoteQueue {
    async fn ready(&self) {
        while !self.has_visible().await {
            clock::wait(LOOK_EVERY).await;
        }
    }

    async fn receive(&self, max: usize, wait: Duration) -> Result<Vec<QueueMessage>, PortError> {
        let receive = self.sqs.receive_message().queue_url(&self.url);
        let receive = receive
            .max_number_of_messages(i32::try_from(max).unwrap_or(10))
            .wait_time_seconds(i32::try_from(wait.as_secs()).unwrap_or(20).min(1))
            .message_system_attribute_names(MessageSystemAttributeName::All)
            .message_attribute_names("All");
        let answer = receive
            .send()
            .await
            .map_err(|error| PortError::new("ReceiveMessage", error))?;
        let messages = answer.messages.unwrap_or_default().into_iter().map(message);
        Ok(messages
            .inspect(|message| self.received.note(&message.message_id))
            .collect())
    }

    async fn delete(
        &self,
        receipt_handles: Vec<ReceiptHandle>,
    ) -> Result<Vec<NotDeleted>, PortError> {
        let entries = receipt_handles.iter().enumerate().map(|(number, handle)| {
            let entry = DeleteMessageBatchRequestEntry::builder()
                .id(number.to_string())
                .receipt_handle(handle.as_str());
            entry.build().expect("id and handle are set")
        });
        let delete = self
            .sqs
            .delete_message_batch()
            .queue_url(&self.url)
            .set_entries(Some(entries.collect()));
        let answer = delete
            .send()
            .await
            .map_err(|error| PortError::new("DeleteMessageBatch", error))?;
        let refused = answer.failed().iter().filter_map(|failed| {
            let handle = receipt_handles.get(failed.id().parse::<usize>().ok()?)?;
            Some(NotDeleted {
                receipt_handle: handle.clone(),
                reason: format!(
                    "{}: {}",
                    failed.code(),
                    failed.message().unwrap_or_default()
                ),
            })
        });
        Ok(refused.collect())
    }
}

fn message(message: Message) -> QueueMessage {
    let attributes = message.attributes.unwrap_or_default().into_iter();
    let own = message.message_attributes.unwrap_or_default().into_iter();
    QueueMessage {
        message_id: message.message_id.unwrap_or_default(),
        receipt_handle: ReceiptHandle::new(message.receipt_handle.unwrap_or_default()),
        body: message.body.unwrap_or_default(),
        md5_of_body: message.md5_of_body.unwrap_or_default(),
        attributes: attributes
            .map(|(name, value)| (name.as_str().to_owned(), value))
            .collect(),
        message_attributes: own
            .map(|(name, value)| (name, attribute(value)))
            .collect::<BTreeMap<_, _>>(),
        md5_of_message_attributes: message.md5_of_message_attributes,
    }
}

/// Binary values are left out: no sender of these scenarios has any.
fn attribute(value: MessageAttributeValue) -> MessageAttribute {
    MessageAttribute {
        string_value: value.string_value,
        data_type: value.data_type,
        ..MessageAttribute::default()
    }
}
