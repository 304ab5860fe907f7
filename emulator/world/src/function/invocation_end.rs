//! What comes of an invocation that has ended: who is told of it, and who gets its place.
//!
//! The runtime runs what [`Effect::Invoke`] orders, and says by [`World::end_invocation`] what came of it.

use jiff::Timestamp;

use super::desk::Desk;
use super::invocation::{Begun, Cause};
use super::order::InvocationId;
use super::outcome::Ran;
use super::poller::Input;
use super::state::Functions;
use crate::agenda::Due;
use crate::effect::Effect;
use crate::origin::Home;
use crate::world::World;

impl World {
    /// What came of an invocation that [`Effect::Invoke`] ordered. Said a second time it changes nothing.
    pub fn end_invocation(
        &mut self,
        now: Timestamp,
        home: &Home,
        id: &InvocationId,
        ran: impl Into<Ran>,
    ) {
        self.settle_invocation(now, home, id, ran);
        self.follow_up();
    }

    /// [`World::end_invocation`] without what follows from it: that comes with the next call, or with [`World::advance`]. To settle a
    /// batch and to receive the next one are as much as two calls, so whoever shares the world lets others in between.
    pub fn settle_invocation(
        &mut self,
        now: Timestamp,
        home: &Home,
        id: &InvocationId,
        ran: impl Into<Ran>,
    ) {
        self.advance(now);
        self.invocation_ended(home, id, ran.into());
    }

    /// Whether an invocation runs, or waits for a process.
    pub fn has_invocations(&self) -> bool {
        let mut locals = self.state.locals.values();
        locals.any(|local| !local.functions.invocations.is_empty())
    }

    /// Whether an invocation runs.
    pub fn runs_functions(&self) -> bool {
        let locals = self.state.locals.values();
        let mut lines = locals.flat_map(|local| local.functions.invocations.lines.values());
        lines.any(|line| line.running > 0)
    }

    /// From now on nothing is received for a function and none is begun. What runs may end.
    pub fn drain(&mut self) {
        self.is_draining = true;
    }

    /// The functions of an account in a Region, and what it takes to begin an invocation there.
    pub(super) fn functions_at<'a>(
        &'a mut self,
        home: &'a Home,
    ) -> Option<(&'a mut Functions, Desk<'a>)> {
        let desk = Desk {
            now: self.now,
            home,
            concurrency: self.settings.concurrency,
            is_draining: self.is_draining,
            agenda: &mut self.agenda,
            effects: &mut self.effects,
        };
        Some((&mut self.state.locals.get_mut(home)?.functions, desk))
    }

    pub(crate) fn invocation_ended(&mut self, home: &Home, id: &InvocationId, ran: Ran) {
        let Some((functions, mut desk)) = self.functions_at(home) else {
            return;
        };
        let Some(begun) = functions.end(id) else {
            return;
        };
        let Begun {
            invoked,
            version,
            cause,
            began,
        } = begun;
        functions.count_end(&mut desk, &invoked, version, began, &ran);
        let function = invoked.name;
        functions.start_waiting(&mut desk, &function);
        let outcome = ran.outcome;
        match cause {
            Cause::Caller => self.effects.push(Effect::Ended {
                invocation: id.clone(),
                outcome,
            }),
            Cause::Mapping { mapping, batch } => {
                // Whose turn it is to take the place is another question.
                self.poll(&mapping, [Input::Room(0), Input::Ended { batch, outcome }]);
            }
            Cause::Event(mut event) => {
                event.executed = version;
                self.event_ended(home, id, *event, outcome);
            }
        }
        self.agenda.soon(Due::Place {
            home: home.clone(),
            function,
        });
    }
}
