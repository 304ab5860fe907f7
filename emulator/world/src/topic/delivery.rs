//! A message on its way to one queue or function.

use super::addressee::Addressee;
use crate::service_message::ServiceMessage;

/// Something on its way to one queue or function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Delivery {
    pub(super) addressee: Addressee,
    pub(super) message: ServiceMessage,
    /// The dead-letter queue's ARN.
    pub(super) dead_letters: Option<String>,
    /// What a dead-letter queue gets, where that is something else.
    pub(super) letter: Option<String>,
}
