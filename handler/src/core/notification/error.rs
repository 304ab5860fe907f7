//! What can be wrong with a body.

use super::bounds::{
    EVENT_MAJOR_VERSION, MAX_BRACES, MAX_NOTIFICATION_BYTES, MAX_OBJECTS_PER_NOTIFICATION,
};

/// Why a body is not a notification. All of them are poison: reading again cannot help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotificationError {
    #[error("body of {bytes} bytes is longer than {MAX_NOTIFICATION_BYTES}")]
    TooLong { bytes: usize },
    #[error("body is not JSON: {reason}")]
    NotJson { reason: String },
    #[error("body is no S3 notification: {reason}")]
    Foreign { reason: &'static str },
    #[error(
        "body is no notification but a topic's question whether the queue shall be subscribed; \
         hint: confirm it by the body's `SubscribeURL`, nothing arrives before"
    )]
    SubscriptionConfirmation,
    #[error(
        "body is no notification but a topic's word that the queue is subscribed no longer; \
         hint: subscribe it again, or delete the message if that was meant"
    )]
    UnsubscribeConfirmation,
    #[error("body has {braces} opening braces, more than {MAX_BRACES}")]
    TooManyBraces { braces: usize },
    #[error("body names {objects} objects, more than {MAX_OBJECTS_PER_NOTIFICATION}")]
    TooManyObjects { objects: usize },
    #[error("event version `{version}` is not {EVENT_MAJOR_VERSION}.x")]
    UnsupportedVersion { version: String },
    #[error("record {index} has no usable `{field}`")]
    BadField { index: usize, field: &'static str },
}

/// It is another body than those that are known.
pub(super) fn foreign(reason: &'static str) -> NotificationError {
    NotificationError::Foreign { reason }
}
