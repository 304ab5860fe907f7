//! A queue behind `aws-sdk-sqs`, as the machine of an event source mapping wants it.

use std::time::Duration;

use aws_sdk_sqs::types::{
    DeleteMessageBatchRequestEntry, Message, MessageAttributeValue, MessageSystemAttributeName,
    QueueAttributeName,
};
use aws_world::function::poller::Input;
use aws_world::function::poller::record::ReceiptHandle;
use aws_world::queue;

use crate::clock;
use crate::deployed::Received;

/// Between two looks at an empty queue: what long polling would do, were a mapping that polls not one that is busy.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// One queue of a remote SQS.
#[derive(Debug)]
pub struct RemoteQueue {
    sqs: aws_sdk_sqs::Client,
    url: String,
    pub received: Received,
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

impl RemoteQueue {
    /// Entries that one request to delete may have.
    pub const MAX_ENTRIES: usize = 10;

    /// Messages that one request hands out.
    const MAX_MESSAGES: usize = 10;

    /// Waits so long for messages, and receives them.
    pub async fn receive(&self, max: usize, patience: Duration) -> Input {
        let looks = patience.as_millis() / LOOK_EVERY.as_millis();
        for _ in 0..looks {
            if self.has_visible().await {
                // Nobody may find a message invisible and nobody at work.
                self.received.set_receiving(true);
                return self.receive_now(max).await;
            }
            clock::wait(LOOK_EVERY).await;
        }
        Input::Received {
            messages: Vec::new(),
            more: false,
        }
    }

    async fn receive_now(&self, max: usize) -> Input {
        let max = max.min(Self::MAX_MESSAGES);
        let receive = self.sqs.receive_message().queue_url(&self.url);
        let receive = receive
            .max_number_of_messages(i32::try_from(max).unwrap_or(1))
            .message_system_attribute_names(MessageSystemAttributeName::All)
            .message_attribute_names("All");
        let answer = match receive.send().await {
            Ok(answer) => answer,
            Err(error) => return Input::Unreachable(format!("{error:?}")),
        };
        let messages = answer.messages.unwrap_or_default().into_iter().map(message);
        Input::Received {
            messages: messages
                .inspect(|message| self.received.note(&message.message_id))
                .collect(),
            more: false,
        }
    }

    /// Deletes up to [`Self::MAX_ENTRIES`] messages; why each was not that was not.
    pub async fn delete(&self, receipts: &[ReceiptHandle]) -> Vec<String> {
        let entries = receipts.iter().enumerate().map(|(number, receipt)| {
            let entry = DeleteMessageBatchRequestEntry::builder()
                .id(number.to_string())
                .receipt_handle(receipt.as_str());
            entry.build().expect("id and handle are set")
        });
        let delete = self
            .sqs
            .delete_message_batch()
            .queue_url(&self.url)
            .set_entries(Some(entries.collect()));
        match delete.send().await {
            Ok(answer) => {
                let failed = answer.failed().iter();
                failed
                    .map(|failed| {
                        let message = failed.message().unwrap_or_default();
                        format!("{}: {message}", failed.code())
                    })
                    .collect()
            }
            Err(error) => vec![format!("{error:?}")],
        }
    }
}

fn message(message: Message) -> queue::Message {
    let attributes = message.attributes.unwrap_or_default().into_iter();
    let own = message.message_attributes.unwrap_or_default().into_iter();
    let body = queue::MessageBody::from(message.body.unwrap_or_default());
    queue::Message {
        message_id: message.message_id.unwrap_or_default().into(),
        receipt_handle: message.receipt_handle.unwrap_or_default(),
        md5_of_body: body.digest(),
        body,
        attributes: attributes
            .map(|(name, value)| (name.as_str().to_owned().into(), value))
            .collect(),
        message_attributes: own.map(|(name, value)| (name, attribute(value))).collect(),
        md5_of_message_attributes: message.md5_of_message_attributes,
    }
}

/// Binary values are left out: no sender of these scenarios has any.
fn attribute(value: MessageAttributeValue) -> queue::MessageAttributeValue {
    queue::MessageAttributeValue {
        string_value: value.string_value,
        data_type: value.data_type,
        binary_value: None,
    }
}
