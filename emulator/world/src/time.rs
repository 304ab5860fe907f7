//! How time passes: entry by entry, each at its own moment.

use jiff::Timestamp;

use crate::World;
use crate::agenda::Due;

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

    /// The consequences of what just happened, and theirs.
    pub(crate) fn follow_up(&mut self) {
        while let Some(due) = self.agenda.take_soon() {
            self.run(due);
        }
    }

    fn run(&mut self, due: Due) {
        let Self {
            now,
            ids,
            agenda,
            state,
            effects,
            ..
        } = self;
        let region = match &due {
            Due::Queue { region, .. }
            | Due::MoveTask { region, .. }
            | Due::QueueNameFree { region, .. } => region.clone(),
            Due::Deliver(message) => match crate::queue::parse_queue_arn(&message.queue_arn) {
                Some((region, _)) => region,
                None => return,
            },
        };
        // A queue that is gone takes nothing, as on AWS.
        let Some(region_state) = state.regions.get_mut(&region) else {
            return;
        };
        let queues = &mut region_state.queues;
        match due {
            Due::Queue { queue, .. } => queues.settle(*now, queue),
            Due::MoveTask { task, .. } => queues.step_move_task(*now, ids, task),
            Due::QueueNameFree { name, .. } => queues.free_name(&name),
            Due::Deliver(message) => queues.accept(*now, ids, message),
        }
        queues.follow_up(&region, agenda, effects);
    }
}

fn whole_microseconds(moment: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(moment.as_microsecond()).unwrap_or(moment)
}
