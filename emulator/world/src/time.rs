//! How time passes: entry by entry, each at its own moment.

use jiff::Timestamp;

use crate::agenda::Due;
use crate::id::Ids;
use crate::origin::Home;
use crate::queue::Queues;
use crate::world::World;

impl World {
    /// Lets time pass until `to`: whatever is due by then happens, each thing at its own moment and with its consequences before the next.
    /// So `advance(a)` and then `advance(b)` come to what `advance(b)` comes to, for any `a` before `b`.
    ///
    /// A part of a microsecond is cut off: the world's moments are whole ones.
    pub fn advance(&mut self, to: Timestamp) {
        self.advance_with(to, |at, _| at);
    }

    /// At which moment an entry runs is a parameter, so that a test can show what becomes of a world in which it is another.
    pub(crate) fn advance_with(
        &mut self,
        to: Timestamp,
        moment: impl Fn(Timestamp, Timestamp) -> Timestamp,
    ) {
        let to = whole_microseconds(to);
        self.follow_up();
        while let Some((at, due)) = self.agenda.take_due(to) {
            self.now = self.now.max(moment(at, to));
            self.run(due);
            self.follow_up();
        }
        self.now = self.now.max(to);
    }

    /// The latest moment that was said.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The next moment at which something happens by itself.
    pub fn next(&self) -> Option<Timestamp> {
        self.agenda.next()
    }

    /// Whether something is still to follow from what just happened: see [`World::settle_invocation`].
    pub fn is_unfinished(&self) -> bool {
        self.agenda.has_soon()
    }

    /// The consequences of what just happened, and theirs.
    pub(crate) fn follow_up(&mut self) {
        while let Some(due) = self.agenda.take_soon() {
            self.run(due);
        }
    }

    fn run(&mut self, due: Due) {
        match due {
            Due::Queue { home, queue } => {
                self.change_queues(&home, |queues, now, _| queues.settle(now, queue));
            }
            Due::MoveTask { home, task } => {
                self.change_queues(&home, |queues, now, ids| {
                    queues.step_move_task(now, ids, task);
                });
            }
            Due::QueueNameFree { home, name } => {
                self.change_queues(&home, |queues, _, _| queues.free_name(&name));
            }
            Due::Deliver(message) => {
                self.deliver(message);
            }
            Due::Notify(delivery) => self.notify(*delivery),
            Due::Post(posting) => self.post(*posting),
            Due::PendingSubscription {
                home,
                topic,
                subscription,
            } => {
                if let Some(local) = self.state.locals.get_mut(&home) {
                    let topics = &mut local.topics;
                    topics.forget_pending(&topic, &subscription, self.now);
                }
            }
            Due::Arrived {
                queue,
                arn,
                messages,
            } => self.queue_arrived(queue, &arn, messages),
            Due::MappingChanged { mapping } => self.mapping_changed(&mapping),
            Due::Mapping { mapping } => self.mapping_due(&mapping),
            Due::Alarm { home, name } => self.alarm_due(&home, &name),
            Due::AlarmChanged { home, name } => self.alarm_changed(&home, &name),
            Due::AlarmAction(action) => self.act_for_alarm(*action),
            Due::Event { home, id } => self.event_due(&home, &id),
            Due::LogExpiry { home, group } => self.expire_log_events(&home, &group),
            Due::LogSubscription {
                home,
                group,
                filter,
            } => self.send_for_subscription(&home, &group, &filter),
            Due::Publish { home, publisher } => self.publish(&home, publisher),
            Due::SendForFunction {
                home,
                function,
                kind,
                message,
            } => self.send_for_function(&home, &function, kind, message),
            Due::Place { home, function } => self.offer_places(&home, &function),
            Due::InvocationEnded { home, id, outcome } => {
                self.invocation_ended(&home, &id, outcome.into());
            }
        }
    }

    fn change_queues(
        &mut self,
        home: &Home,
        change: impl FnOnce(&mut Queues, Timestamp, &mut Ids),
    ) {
        if let Some(local) = self.state.locals.get_mut(home) {
            change(&mut local.queues, self.now, &mut self.ids);
            local.queues.follow_up(self.now, home, &mut self.agenda);
        }
    }
}

fn whole_microseconds(moment: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(moment.as_microsecond()).unwrap_or(moment)
}
