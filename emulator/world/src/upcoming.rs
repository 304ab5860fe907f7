//! What is due next, and for whom: for whoever moves the clock.

use jiff::Timestamp;

use crate::agenda::Due;
use crate::arn::Resource;
use crate::function::EventSourceMapping;
use crate::function::poller::Waiting;
use crate::origin::Home;
use crate::queue::QueueId;
use crate::world::World;

/// Something that happens by itself when its moment comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upcoming {
    pub at: Timestamp,
    /// What happens, as the end of a sentence.
    pub what: &'static str,
    /// The ARN of whom it happens to.
    pub whom: String,
    /// Somebody waits for what it does. Anything else only tidies up.
    pub is_work: bool,
}

impl World {
    /// Everything that is due, in its order, but for the publications of metrics.
    pub fn upcoming(&self) -> impl Iterator<Item = Upcoming> {
        self.agenda
            .iter()
            .filter_map(|(at, due)| self.describe(at, due))
    }

    /// The next moment at which something happens that somebody waits for: an event source mapping or a move task reads the
    /// queue whose messages become visible, say.
    pub fn next_work(&self) -> Option<Timestamp> {
        let mut entries = self.agenda.iter();
        let (at, _) = entries.find(|(_, due)| self.is_work(due))?;
        Some(at)
    }

    /// The ARN of a queue, wherever it is.
    pub fn arn_of_queue(&self, queue: QueueId) -> Option<&str> {
        let mut locals = self.state.locals.values();
        locals.find_map(|local| local.queues.arn(queue))
    }

    fn describe(&self, at: Timestamp, due: &Due) -> Option<Upcoming> {
        let (what, whom) = match due {
            Due::Queue { home, queue } => {
                let queues = &self.local(home)?.queues;
                let what = if queues.next_visible_at(*queue) == Some(at) {
                    "a message becomes visible"
                } else {
                    "a message reaches the end of its retention"
                };
                (what, queues.arn(*queue)?.to_owned())
            }
            Due::MoveTask { home, task } => {
                let source = self.local(home)?.queues.source_of_task(*task)?;
                ("a redrive moves its next message", source.to_owned())
            }
            Due::QueueNameFree { home, name } => (
                "the name of a deleted queue can be used again",
                crate::queue::queue_arn(home, name.as_str()),
            ),
            Due::Deliver(message) => ("a notification arrives", message.to.clone()),
            Due::Event { home, id } => {
                let function = self.local(home)?.functions.function_of_event(id)?;
                ("an event is tried again", function.arn(home))
            }
            Due::Mapping { mapping } => {
                let mapping = self.mapping(mapping)?;
                let what = match mapping.next()?.what {
                    Waiting::Window => "a batch closes",
                    Waiting::Part => "a large batch goes on",
                    Waiting::Rest => "an event source mapping goes on receiving",
                    Waiting::Retry => "an event source mapping tries its queue again",
                };
                (what, mapping.event_source_arn.clone())
            }
            Due::Post(posting) => (
                "a message is sent to an endpoint",
                posting.subscription_arn().to_owned(),
            ),
            Due::PendingSubscription { subscription, .. } => (
                "a subscription that was not confirmed is gone",
                subscription.to_string(),
            ),
            Due::LogExpiry { home, group } => (
                "log events reach the end of their retention",
                Resource::LogGroup(group).of(home).to_string(),
            ),
            Due::LogSubscription { home, group, .. } => (
                "a subscription filter sends what it collected",
                Resource::LogGroup(group).of(home).to_string(),
            ),
            Due::Alarm { home, name } => {
                let what = if self.is_composite_alarm(home, name) {
                    "the actions of a composite alarm have waited"
                } else {
                    "an alarm is evaluated"
                };
                (what, crate::metrics::alarm_arn(home, name))
            }
            // Each minute, and nobody waits for it. The others are never later: they happen with what they follow from.
            Due::Publish { .. }
            | Due::SendForFunction { .. }
            | Due::Notify(_)
            | Due::Arrived { .. }
            | Due::MappingChanged { .. }
            | Due::AlarmChanged { .. }
            | Due::AlarmAction(_)
            | Due::Place { .. }
            | Due::InvocationEnded { .. } => {
                return None;
            }
        };
        Some(Upcoming {
            at,
            what,
            whom,
            is_work: self.is_work(due),
        })
    }

    fn is_work(&self, due: &Due) -> bool {
        match due {
            Due::Queue { home, queue } => self.is_read(home, *queue),
            Due::Mapping { mapping } => {
                let next = self.mapping(mapping).and_then(EventSourceMapping::next);
                next.is_some_and(|next| next.what != Waiting::Retry)
            }
            Due::QueueNameFree { .. }
            | Due::PendingSubscription { .. }
            | Due::LogExpiry { .. }
            | Due::Publish { .. } => false,
            // That an alarm looks is nothing that waits to be done, and would be done for ever.
            Due::Alarm { home, name } => self.is_composite_alarm(home, name),
            Due::MoveTask { .. }
            | Due::Deliver(_)
            | Due::Notify(_)
            | Due::Post(_)
            | Due::Event { .. }
            | Due::Arrived { .. }
            | Due::MappingChanged { .. }
            | Due::AlarmChanged { .. }
            | Due::AlarmAction(_)
            | Due::LogSubscription { .. }
            | Due::SendForFunction { .. }
            | Due::Place { .. }
            | Due::InvocationEnded { .. } => true,
        }
    }

    fn is_composite_alarm(&self, home: &Home, name: &str) -> bool {
        let local = self.local(home);
        local.is_some_and(|local| local.metrics.is_composite_alarm(name))
    }

    /// Whether this queue hides messages, and a mapping or a move task takes them when they appear.
    fn is_read(&self, home: &Home, queue: QueueId) -> bool {
        let Some(state) = self.local(home) else {
            return false;
        };
        let (Some(_), Some(arn)) = (state.queues.next_visible_at(queue), state.queues.arn(queue))
        else {
            return false;
        };
        let mut readers = self.state.turns.readers(arn);
        readers.any(|id| self.mapping(id).is_some_and(EventSourceMapping::is_polling))
            || state.queues.is_being_moved(arn)
    }
}
