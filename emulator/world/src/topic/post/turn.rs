//! Turns: POSTs to one subscription that are not to come too fast.

use std::time::Duration;

use jiff::Timestamp;

use super::super::state::Topics;
use super::super::subscription::Subscription;
use crate::moment::after;

impl Topics {
    pub(super) fn subscription_mut(&mut self, topic: &str, arn: &str) -> Option<&mut Subscription> {
        let topic = self.by_name.get_mut(topic)?;
        let mut subscriptions = topic.subscriptions.iter_mut();
        subscriptions.find(|known| *known.arn == *arn)
    }
}

impl Subscription {
    /// The moment of the next turn, which is taken; `None` where it is now.
    pub(super) fn take_turn(&mut self, now: Timestamp, gap: Duration) -> Option<Timestamp> {
        let turn = self.next_post.filter(|next| *next > now);
        self.next_post = Some(after(turn.unwrap_or(now), gap));
        turn
    }
}
