//! POSTs are ordered, and heard of.

use std::time::Duration;

use jiff::Timestamp;

use super::super::error::TopicError;
use super::super::kind::Kind;
use super::order::{PostId, Posted, Verdict};
use super::posting::Posting;
use crate::agenda::Due;
use crate::effect::Effect;
use crate::error::Error;
use crate::ledger::Line;
use crate::moment::after;
use crate::world::World;

impl World {
    /// Sends a message to its endpoint, at once or when its turn comes.
    pub(crate) fn post(&mut self, mut posting: Posting) {
        if !posting.has_turn {
            posting.has_turn = true;
            if let Some(turn) = self.take_turn(&posting) {
                self.agenda.at(turn, Due::Post(Box::new(posting)));
                return;
            }
        }
        let id = PostId(self.ids.serial());
        self.effects.push(Effect::Post(Box::new(posting.order(id))));
        self.state.posts.insert(id, posting);
    }

    /// When the turn of this one is, where it is not now: `maxReceivesPerSecond`, as POSTs that are so far apart.
    fn take_turn(&mut self, posting: &Posting) -> Option<Timestamp> {
        let gap = posting.rules.gap?;
        let addressee = &posting.addressee;
        let topics = &mut self.state.locals.get_mut(&addressee.home)?.topics;
        let subscription = topics.subscription_mut(&addressee.topic, &addressee.subscription)?;
        subscription.take_turn(self.now, gap)
    }

    /// What came of a POST that [`Effect::Post`] ordered. Said a second time it changes nothing.
    pub fn end_post(&mut self, now: Timestamp, id: PostId, posted: Posted) {
        self.advance(now);
        if let Some(posting) = self.state.posts.remove(&id) {
            self.posted(posting, posted);
        }
        self.follow_up();
    }

    /// Whether a POST is under way.
    pub fn has_posts(&self) -> bool {
        !self.state.posts.is_empty()
    }

    fn posted(&mut self, posting: Posting, posted: Posted) {
        let verdict = posted.verdict();
        self.note(&posting, &verdict);
        let (reason, may_try_again) = match verdict {
            Verdict::Taken => {
                if posting.kind == Kind::Notification {
                    self.count_for(&posting.addressee, |tally| tally.delivered += 1);
                }
                return;
            }
            Verdict::TryAgain(reason) => (reason, true),
            Verdict::Refused(reason) => (reason, false),
        };
        self.failed(posting, &reason, may_try_again);
    }

    /// Of endpoints AWS counts every attempt that failed:
    /// <https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html>, `NumberOfNotificationsFailed`.
    fn failed(&mut self, mut posting: Posting, reason: &str, may_try_again: bool) {
        if posting.kind == Kind::Notification {
            self.count_for(&posting.addressee, |tally| tally.failed += 1);
        }
        posting.failures += 1;
        posting.has_turn = false;
        let delay = posting.rules.delay(posting.failures);
        match delay.filter(|_| may_try_again) {
            Some(Duration::ZERO) => self.agenda.soon(Due::Post(Box::new(posting))),
            Some(delay) => {
                let again = after(self.now, delay);
                self.agenda.at(again, Due::Post(Box::new(posting)));
            }
            None => self.give_up(posting, reason),
        }
    }

    fn give_up(&mut self, mut posting: Posting, reason: &str) {
        let what = format!(
            "{} did not take a {}, tried {} times: {reason}",
            posting.url,
            posting.kind.as_str(),
            posting.failures
        );
        self.tell_of_subscription(&posting.addressee, what);
        if let Some(spare) = posting.spare.take() {
            self.redrive(&posting.addressee, *spare);
        }
    }

    /// A line in the ledger: a POST is no call, and is looked for where calls are.
    fn note(&mut self, posting: &Posting, verdict: &Verdict) {
        let refused = match verdict {
            Verdict::Taken => None,
            Verdict::TryAgain(reason) | Verdict::Refused(reason) => {
                let fault = format!("{}: {reason}", posting.url);
                Some(Error::Sns(TopicError::NotDelivered(fault)))
            }
        };
        let addressee = &posting.addressee;
        self.ledger.note(Line {
            at: self.now,
            caller: posting.from.clone(),
            account: addressee.home.account,
            region: addressee.home.region.to_string(),
            service: "sns",
            operation: posting.kind.as_str(),
            resource: addressee.subscription.to_string(),
            refused: refused.map(Box::new),
            ..Line::default()
        });
    }
}
