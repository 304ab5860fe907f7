//! What becomes of each message: the batch's answer.
//!
//! A message ends in exactly one [`Outcome`]; [`batch_item_failures`] turns the outcomes into the
//! identifiers that the event source takes back. It is the only place that knows which outcomes are
//! returned: with `DLQ_ENABLED=false` poison is acknowledged, everything else is as the outcome says.
//!
//! Where each failure is classified: notification bodies in [`super::notification`], objects and
//! publishes where they fail, in `crate::adapters`. docs/failure-semantics.md has the whole table.

/// How a message ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its objects were read and what they hold was published, or nothing was to be published.
    Published,
    /// It asks for nothing: a test event, another event than a creation, an object seen before.
    Ignored,
    /// It failed for a reason that may pass: the queue shall deliver it again.
    FailedRetry,
    /// It can never succeed: for the dead-letter queue, where somebody looks at it.
    FailedPoison,
}

impl Outcome {
    /// Whether the message is done with, given what is done with poison.
    pub fn is_settled(self, poison: Poison) -> bool {
        match self {
            Self::Published | Self::Ignored => true,
            Self::FailedRetry => false,
            Self::FailedPoison => poison == Poison::Acknowledge,
        }
    }
}

/// What is done with poison (`DLQ_ENABLED`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Poison {
    /// Reported as failed, so that the queue redrives it to its dead-letter queue.
    Redrive,
    /// Logged, counted and acknowledged: there is no dead-letter queue.
    Acknowledge,
}

/// How many messages ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutcomeCounts {
    pub published: u64,
    pub retry: u64,
    pub poison: u64,
    pub ignored: u64,
}

impl OutcomeCounts {
    /// Counts each outcome once.
    pub fn of(outcomes: impl IntoIterator<Item = Outcome>) -> Self {
        let mut counts = Self::default();
        for outcome in outcomes {
            match outcome {
                Outcome::Published => counts.published += 1,
                Outcome::Ignored => counts.ignored += 1,
                Outcome::FailedRetry => counts.retry += 1,
                Outcome::FailedPoison => counts.poison += 1,
            }
        }
        counts
    }

    /// Messages that failed, whether or not they are returned: the alarm's number.
    pub fn failed(self) -> u64 {
        self.retry + self.poison
    }
}

/// The identifiers of the messages to return, in the batch's order, each once.
///
/// A message without an identifier cannot be returned: Lambda takes an unknown or empty
/// `itemIdentifier` for a failure of the whole batch, which would publish its siblings again. The
/// caller logs it.
pub fn batch_item_failures<'a>(
    messages: impl IntoIterator<Item = (Option<&'a str>, Outcome)>,
    poison: Poison,
) -> Vec<&'a str> {
    let mut failures: Vec<&str> = Vec::new();
    let mut returned = std::collections::HashSet::new();
    for (message_id, outcome) in messages {
        let Some(message_id) = message_id else {
            continue;
        };
        if !outcome.is_settled(poison) && returned.insert(message_id) {
            failures.push(message_id);
        }
    }
    failures
}

#[cfg(test)]
mod tests {
    use super::*;
    use Outcome::{FailedPoison, FailedRetry, Ignored, Published};

    const BATCH: [(Option<&str>, Outcome); 6] = [
        (Some("a"), Published),
        (Some("b"), FailedRetry),
        (Some("c"), FailedPoison),
        (Some("d"), Ignored),
        (None, FailedRetry),
        (Some("b"), FailedRetry),
    ];

    #[test]
    fn only_failures_are_returned_in_order_and_once() {
        assert_eq!(batch_item_failures(BATCH, Poison::Redrive), ["b", "c"]);
    }

    #[test]
    fn poison_is_acknowledged_where_there_is_no_dead_letter_queue() {
        assert_eq!(batch_item_failures(BATCH, Poison::Acknowledge), ["b"]);
    }

    #[test]
    fn every_outcome_is_counted_once() {
        let counts = OutcomeCounts::of(BATCH.map(|(_, outcome)| outcome));
        let expected = OutcomeCounts {
            published: 1,
            retry: 3,
            poison: 1,
            ignored: 1,
        };
        assert_eq!(counts, expected);
        assert_eq!(counts.failed(), 4);
    }
}
