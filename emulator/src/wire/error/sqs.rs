//! SQS's errors. Shapes and codes: botocore's SQS models, with Query (1.31) and with JSON (today).

use crate::world::queue::QueueError;

use super::Fault;

/// What AWS puts before the names of most shapes in the Query protocol.
macro_rules! legacy {
    ($shape:literal) => {
        concat!("AWS.SimpleQueueService.", $shape)
    };
}

pub(super) fn fault(error: &QueueError) -> Fault {
    let fault = Fault::sender(error.shape(), error);
    match error {
        QueueError::QueueDoesNotExist => fault.code(legacy!("NonExistentQueue")),
        QueueError::QueueNameExists { .. } => fault.code("QueueAlreadyExists"),
        QueueError::QueueDeletedRecently => fault.code(legacy!("QueueDeletedRecently")),
        QueueError::MessageNotInflight => fault.code(legacy!("MessageNotInflight")),
        QueueError::EmptyBatchRequest { .. } => fault.code(legacy!("EmptyBatchRequest")),
        QueueError::TooManyEntriesInBatchRequest { .. } => {
            fault.code(legacy!("TooManyEntriesInBatchRequest"))
        }
        QueueError::BatchEntryIdsNotDistinct { .. } => {
            fault.code(legacy!("BatchEntryIdsNotDistinct"))
        }
        QueueError::InvalidBatchEntryId => fault.code(legacy!("InvalidBatchEntryId")),
        QueueError::BatchRequestTooLong { .. } => fault.code(legacy!("BatchRequestTooLong")),
        QueueError::PurgeQueueInProgress { .. } => {
            fault.code(legacy!("PurgeQueueInProgress")).status(403)
        }
        QueueError::UnsupportedOperation(_) => fault.code(legacy!("UnsupportedOperation")),
        QueueError::OverLimit(_) => fault.status(403),
        QueueError::ResourceNotFoundException(_) | QueueError::InvalidAddress(_) => {
            fault.status(404)
        }
        QueueError::InvalidAttributeName(_)
        | QueueError::InvalidAttributeValue { .. }
        | QueueError::InvalidParameterValue(_)
        | QueueError::MissingParameter(_)
        | QueueError::ReceiptHandleIsInvalid(_)
        | QueueError::InvalidMessageContents => fault,
    }
}
