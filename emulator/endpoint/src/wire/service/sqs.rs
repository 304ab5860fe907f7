//! Amazon SQS: awsJson and Query. Shapes and codes of its errors: botocore's SQS models, with Query (1.31) and with JSON (today).

use crate::world::queue::{self, QueueError};
use crate::world::{Error, Operation};

use crate::wire::names::{Flat, KEY_VALUE, NAME_VALUE, list, map, only};
use crate::wire::protocols::Protocols;
use crate::wire::refusal::Refusal;

pub const SQS: Protocols = Protocols {
    model: &queue::MODEL,
    signed_as: "sqs",
    target: "AmazonSQS",
    versions: &["2012-11-05", "2011-10-01", "2009-02-01"],
    shapes: "com.amazonaws.sqs#",
    xml: "http://queue.amazonaws.com/doc/2012-11-05/",
    has_query_errors: true,
    requests: REQUESTS,
    replies: REPLIES,
    url_member: Some("QueueUrl"),
    ..Protocols::of(
        |name, tree| Some(queue::Operation::decode(name, tree)?.map(Operation::Sqs)),
        |error| match error {
            Error::Sqs(error) => Some(refusal(error)),
            _ => None,
        },
    )
};

const REQUESTS: &[Flat] = &[
    map("Attributes", "Attribute", NAME_VALUE),
    map("MessageAttributes", "MessageAttribute", NAME_VALUE),
    map(
        "MessageSystemAttributes",
        "MessageSystemAttribute",
        NAME_VALUE,
    ),
    only("CreateQueue", map("tags", "Tag", KEY_VALUE)),
    map("Tags", "Tag", KEY_VALUE),
    list("AWSAccountIds", "AWSAccountId"),
    list("Actions", "ActionName"),
    list("AttributeNames", "AttributeName"),
    list("BinaryListValues", "BinaryListValue"),
    list("Entries", "ChangeMessageVisibilityBatchRequestEntry"),
    list("Entries", "DeleteMessageBatchRequestEntry"),
    list("Entries", "SendMessageBatchRequestEntry"),
    list("MessageAttributeNames", "MessageAttributeName"),
    list("MessageSystemAttributeNames", "MessageSystemAttributeName"),
    list("StringListValues", "StringListValue"),
    list("TagKeys", "TagKey"),
];

const REPLIES: &[Flat] = &[
    map("Attributes", "Attribute", NAME_VALUE),
    map("MessageAttributes", "MessageAttribute", NAME_VALUE),
    map("Tags", "Tag", KEY_VALUE),
    list("BinaryListValues", "BinaryListValue"),
    list("Failed", "BatchResultErrorEntry"),
    list("Messages", "Message"),
    list("QueueUrls", "QueueUrl"),
    list("Results", "ListMessageMoveTasksResultEntry"),
    list("StringListValues", "StringListValue"),
    list("queueUrls", "QueueUrl"),
    only(
        "ChangeMessageVisibilityBatch",
        list("Successful", "ChangeMessageVisibilityBatchResultEntry"),
    ),
    only(
        "DeleteMessageBatch",
        list("Successful", "DeleteMessageBatchResultEntry"),
    ),
    only(
        "SendMessageBatch",
        list("Successful", "SendMessageBatchResultEntry"),
    ),
];

/// What AWS puts before the names of most shapes in the Query protocol.
macro_rules! legacy {
    ($shape:literal) => {
        concat!("AWS.SimpleQueueService.", $shape)
    };
}

fn refusal(error: &QueueError) -> Refusal {
    let refusal = Refusal::sender(error.shape(), error);
    match error {
        QueueError::AccessDenied(denial) => Refusal::denied(denial, error),
        QueueError::QueueDoesNotExist => refusal.code(legacy!("NonExistentQueue")),
        QueueError::QueueNameExists { .. } => refusal.code("QueueAlreadyExists"),
        QueueError::QueueDeletedRecently => refusal.code(legacy!("QueueDeletedRecently")),
        QueueError::MessageNotInflight => refusal.code(legacy!("MessageNotInflight")),
        QueueError::EmptyBatchRequest { .. } => refusal.code(legacy!("EmptyBatchRequest")),
        QueueError::TooManyEntriesInBatchRequest { .. } => {
            refusal.code(legacy!("TooManyEntriesInBatchRequest"))
        }
        QueueError::BatchEntryIdsNotDistinct { .. } => {
            refusal.code(legacy!("BatchEntryIdsNotDistinct"))
        }
        QueueError::InvalidBatchEntryId => refusal.code(legacy!("InvalidBatchEntryId")),
        QueueError::BatchRequestTooLong { .. } => refusal.code(legacy!("BatchRequestTooLong")),
        QueueError::PurgeQueueInProgress { .. } => {
            refusal.code(legacy!("PurgeQueueInProgress")).status(403)
        }
        QueueError::UnsupportedOperation(_) => refusal.code(legacy!("UnsupportedOperation")),
        QueueError::OverLimit(_) => refusal.status(403),
        QueueError::ResourceNotFoundException(_) | QueueError::InvalidAddress(_) => {
            refusal.status(404)
        }
        QueueError::InvalidAttributeName(_)
        | QueueError::InvalidAttributeValue { .. }
        | QueueError::InvalidParameterValue(_)
        | QueueError::MissingParameter(_)
        | QueueError::ReceiptHandleIsInvalid(_)
        | QueueError::InvalidMessageContents => refusal,
    }
}
