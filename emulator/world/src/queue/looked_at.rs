//! Which queue an operation looks at.

use super::address::{name_in_url, parse_queue_arn};
use super::table::Operation;

impl Operation {
    /// The queue that this operation looks at: whatever changes one touches it anyway.
    pub(crate) fn looked_at(&self) -> Option<&str> {
        match self {
            Self::CreateQueue(request) => Some(&request.queue_name),
            Self::GetQueueAttributes(request) => name_in_url(&request.queue_url).ok(),
            Self::GetQueueUrl(request) => Some(&request.queue_name),
            Self::ListDeadLetterSourceQueues(request) => name_in_url(&request.queue_url).ok(),
            Self::ListMessageMoveTasks(request) => {
                parse_queue_arn(&request.source_arn).map(|(_, name)| name)
            }
            Self::ListQueueTags(request) => name_in_url(&request.queue_url).ok(),
            _ => None,
        }
    }
}
