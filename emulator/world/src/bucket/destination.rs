//! Where a bucket's events go: to a standard queue, a function or a topic.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html>

use serde::{Deserialize, Serialize};

use super::error::BucketError;
use crate::arn::Arn;
use crate::origin::Home;
use crate::queue::parse_queue_arn;
use crate::topic::parse_topic_arn;

/// What is told of an event, by its ARN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Destination {
    Queue(String),
    Function(String),
    Topic(String),
}

impl Destination {
    pub fn arn(&self) -> &str {
        match self {
            Self::Queue(arn) | Self::Function(arn) | Self::Topic(arn) => arn,
        }
    }

    /// Whether it gets `s3:TestEvent` when it becomes a destination: "queues and topics, not functions".
    pub(super) fn is_tested(&self) -> bool {
        !matches!(self, Self::Function(_))
    }

    /// Where it is. That an ARN is none of its service is told before anything is looked for.
    ///
    /// # Errors
    /// What is no ARN of a queue, a function or a topic.
    pub(super) fn home(&self) -> Result<Home, BucketError> {
        let home = match self {
            Self::Queue(arn) => parse_queue_arn(arn).map(|(home, _name)| home),
            Self::Function(arn) => Arn::parse(arn)
                .filter(Arn::is_function)
                .and_then(|arn| arn.home()),
            Self::Topic(arn) => parse_topic_arn(arn).map(|(home, _name)| home),
        };
        home.ok_or_else(|| BucketError::invalid_argument("The ARN could not be parsed"))
    }
}
