//! What services send each other: a notification of S3's to a queue, an event to a function, a record of an invocation to its destination,
//! a message to a topic. How it is sent, `deliver` says.

use std::collections::BTreeMap;

use crate::origin::{AccountId, Caller};
use crate::queue::MessageAttributeValue;

/// Something that one service sends by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ServiceMessage {
    /// Who sends it, and for what.
    pub(crate) from: Caller,
    /// The account of what it is sent for.
    pub(crate) account: AccountId,
    /// The ARN of a queue, of a topic, or of a function, which is invoked with it as an event.
    pub(crate) to: String,
    pub(crate) body: String,
    /// Of a message to a topic.
    pub(crate) subject: Option<String>,
    /// Of a message to a queue or a topic.
    pub(crate) attributes: BTreeMap<String, MessageAttributeValue>,
    /// Of a message to a queue.
    pub(crate) group_id: Option<String>,
}
