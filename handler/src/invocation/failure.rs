//! Why something failed, classified once, where the cause is known.

use std::error::Error;

use super::objects::Slot;
use crate::core::settle::Outcome;

/// A classified failure, with its whole chain of causes as text for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// [`Outcome::FailedRetry`] or [`Outcome::FailedPoison`].
    pub outcome: Outcome,
    pub reason: String,
    /// The object that failed, where one did.
    pub slot: Option<Slot>,
}

impl Failure {
    /// It may pass.
    pub(super) fn retry(reason: impl Into<String>) -> Self {
        Self {
            outcome: Outcome::FailedRetry,
            reason: reason.into(),
            slot: None,
        }
    }

    /// It cannot pass.
    pub(super) fn poison(reason: impl Into<String>) -> Self {
        Self {
            outcome: Outcome::FailedPoison,
            reason: reason.into(),
            slot: None,
        }
    }

    pub(super) fn retry_because(error: &dyn Error) -> Self {
        Self::retry(chain(error))
    }

    pub(super) fn poison_because(error: &dyn Error) -> Self {
        Self::poison(chain(error))
    }

    /// The failure that decides a message with both: as long as one cause may pass, the message is
    /// worth delivering again, and poison that is acknowledged would take the other object with it.
    pub(super) fn or_retry(self, other: Self) -> Self {
        if self.outcome == Outcome::FailedPoison && other.outcome == Outcome::FailedRetry {
            other
        } else {
            self
        }
    }
}

/// An error and its causes, outermost first. A cause that only repeats what is already there is left
/// out: SDK errors nest the same text several times.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let layer = error.to_string();
        if !text.contains(&layer) {
            text.push_str(": ");
            text.push_str(&layer);
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_with_one_passing_cause_is_worth_another_delivery() {
        let poison = Failure::poison("corrupt");
        let retry = Failure::retry("throttled");
        assert_eq!(poison.clone().or_retry(retry.clone()), retry);
        assert_eq!(retry.clone().or_retry(poison.clone()), retry);
        assert_eq!(poison.clone().or_retry(Failure::poison("gone")), poison);
    }
}
