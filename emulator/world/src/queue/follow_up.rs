//! What queues do by themselves, and who is told after each change.

use std::sync::Arc;

use jiff::Timestamp;

use super::address::QueueName;
use super::id::QueueId;
use super::state::Queues;
use crate::agenda::{Agenda, Due};
use crate::effect::Effect;
use crate::origin::Home;
use crate::publisher::Publisher;

impl Queues {
    /// Lets the messages of a queue become visible or expire that do so by `now`. Its entry on the agenda has come.
    pub(crate) fn settle(&mut self, now: Timestamp, queue: QueueId) {
        if let Some(queue) = self.registry.get_mut(queue) {
            queue.slot.has_come();
            let retention = queue.attributes.message_retention;
            queue.messages.settle(now, retention);
        }
    }

    /// The name of a deleted queue can be used again.
    pub(crate) fn free_name(&mut self, name: &QueueName) {
        self.deleted.remove(name);
    }

    /// After a call or an entry of the agenda: says when each queue and task that was touched moves next by itself, who waits for
    /// a queue that there is news, and that its metrics are published.
    pub(crate) fn follow_up(&mut self, now: Timestamp, home: &Home, agenda: &mut Agenda) {
        let activity = &mut self.activity;
        self.registry.each_touched(|queue| {
            let id = queue.id;
            activity.note(now, id, &mut queue.watch);
            agenda.set(
                &mut queue.slot,
                queue
                    .messages
                    .next_moment(queue.attributes.message_retention),
                || Due::Queue {
                    home: home.clone(),
                    queue: id,
                },
            );
            let mut messages = queue.messages.take_news();
            if std::mem::take(&mut queue.is_changed) {
                messages = Effect::EVERYBODY;
            }
            if messages > 0 {
                agenda.soon(Due::Arrived {
                    queue: id,
                    arn: Arc::clone(&queue.arn),
                    messages,
                });
            }
        });
        self.move_tasks.follow_up(home, agenda);
        if !self.activity.is_none() {
            let publication = self.activity.publication();
            publication.expect_of(Publisher::Sqs, now, home, agenda);
        }
    }
}
