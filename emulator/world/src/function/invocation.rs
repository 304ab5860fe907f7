//! Invocations: which run, and which wait for a process of their function, in order.
//!
//! Two numbers bound them, and they are not to be mixed. The *limit* is AWS's: an account's concurrent executions in a Region. What is
//! beyond it is throttled. The *places* are this machine's: so many processes of a function run at once. What is within the limit and finds
//! no place waits for one, and costs nobody an attempt.
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html>
//!
//! The runtime runs what [`Effect::Invoke`] orders, and says by [`World::end_invocation`] what came of it.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use super::concurrency::Concurrency;
use super::event::Event;
use super::order::{InvocationId, Order, Payload};
use super::poller::{BatchId, Input};
use super::qualifier::{QualifiedName, Version};
use super::throttle::ThrottleReason;
use super::{FunctionName, Functions, MappingId, Outcome, Ran};
use crate::agenda::{Agenda, Due};
use crate::context::Context;
use crate::effect::Effect;
use crate::origin::Home;
use crate::world::World;

/// Why there is an invocation, and so who is told of its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Somebody waits for its answer.
    Caller,
    Mapping {
        mapping: MappingId,
        batch: BatchId,
    },
    /// Nobody waits, and it is tried again.
    Event(Box<Event>),
}

/// More run already than may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Throttled(pub(crate) ThrottleReason);

/// The invocations of an account in a Region.
#[derive(Debug, Default, PartialEq)]
pub struct Invocations {
    begun: BTreeMap<InvocationId, Begun>,
    lines: BTreeMap<FunctionName, Line>,
}

#[derive(Debug, PartialEq)]
struct Begun {
    /// As it was asked for.
    invoked: QualifiedName,
    /// `None` where what was invoked is not there.
    version: Option<Version>,
    cause: Cause,
    /// When it got its place; until then when it came.
    began: Timestamp,
}

/// Of one function.
#[derive(Debug, Default, PartialEq)]
struct Line {
    running: usize,
    waiting: VecDeque<Waiting>,
}

/// An invocation without a process.
#[derive(Debug, PartialEq)]
struct Waiting {
    id: InvocationId,
    /// `None` where what was invoked is not there.
    version: Option<Version>,
    invoked_arn: String,
    payload: Payload,
}

/// What to begin an invocation takes besides the functions.
pub(super) struct Desk<'a> {
    pub(super) now: Timestamp,
    pub(super) home: &'a Home,
    pub(super) concurrency: Concurrency,
    /// Nothing begins any more.
    pub(super) is_draining: bool,
    pub(super) agenda: &'a mut Agenda,
    pub(super) effects: &'a mut Vec<Effect>,
}

impl<'a> Desk<'a> {
    pub(super) fn of(context: &'a mut Context<'_>) -> Self {
        Self {
            now: context.now,
            home: context.home,
            concurrency: context.settings.concurrency,
            is_draining: context.is_draining,
            agenda: context.agenda,
            effects: context.effects,
        }
    }
}

impl Invocations {
    /// Whether any was begun and has not ended.
    pub(crate) fn is_empty(&self) -> bool {
        self.begun.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.begun.len()
    }

    /// The function of each, and when it began.
    pub(super) fn begun(&self) -> impl Iterator<Item = (&FunctionName, Timestamp)> {
        self.begun
            .values()
            .map(|begun| (&begun.invoked.name, begun.began))
    }

    /// How many there are of this function, and of all: on AWS those that wait for a process here would run.
    pub(super) fn concurrency(&self, function: &FunctionName) -> (usize, usize) {
        let line = self.lines.get(function);
        let of_function = line.map_or(0, |line| line.running + line.waiting.len());
        (of_function, self.begun.len())
    }

    /// Panics where lines and invocations disagree. For simulations, after each step.
    #[cfg(test)]
    pub(crate) fn assert_consistent(&self) {
        let lines = self.lines.values();
        let counted: usize = lines.map(|line| line.running + line.waiting.len()).sum();
        assert_eq!(counted, self.begun.len(), "lines and invocations");
    }

    /// So many run of this function, and so many wait.
    #[cfg(test)]
    pub(crate) fn counts(&self, function: &FunctionName) -> (usize, usize) {
        let line = self.lines.get(function);
        line.map_or((0, 0), |line| (line.running, line.waiting.len()))
    }
}

impl Functions {
    /// Processes that this function may still use, of so many.
    pub(super) fn free_places(&self, function: &FunctionName, places: usize) -> usize {
        let (taken, _) = self.invocations.concurrency(function);
        self.places(function, places).saturating_sub(taken)
    }

    /// Begins an invocation, now or when a process is free. The version that it goes to; `None` where there is none.
    pub(super) fn begin(
        &mut self,
        desk: &mut Desk<'_>,
        id: InvocationId,
        invoked: &QualifiedName,
        cause: Cause,
        payload: Payload,
    ) -> Result<Option<Version>, Throttled> {
        let function = &invoked.name;
        if let Some(reason) = self.throttle(desk.concurrency.limit, function) {
            self.count_throttle(desk, invoked);
            return Err(Throttled(reason));
        }
        let version = self.route(invoked);
        let begun = Begun {
            invoked: invoked.clone(),
            version,
            cause,
            began: desk.now,
        };
        self.invocations.begun.insert(id.clone(), begun);
        let line = self.invocations.lines.entry(function.clone()).or_default();
        line.waiting.push_back(Waiting {
            id,
            version,
            invoked_arn: invoked.arn(desk.home),
            payload,
        });
        self.count_concurrency(desk, function);
        self.start_waiting(desk, function);
        Ok(version)
    }

    /// Gives the free places of a function to those who wait, in order.
    pub(super) fn start_waiting(&mut self, desk: &mut Desk<'_>, name: &FunctionName) {
        let places = self.places(name, desk.concurrency.places);
        while !desk.is_draining {
            let line = self.invocations.lines.get_mut(name);
            let Some(line) = line.filter(|line| line.running < places) else {
                return;
            };
            let Some(waiting) = line.waiting.pop_front() else {
                return;
            };
            let Waiting {
                id,
                version,
                invoked_arn,
                payload,
            } = waiting;
            line.running += 1;
            if let Some(begun) = self.invocations.begun.get_mut(&id) {
                begun.began = desk.now;
            }
            // Looked up only now: it may have been changed while the invocation waited.
            match version.and_then(|version| self.running(name, version)) {
                Some(function) => desk.effects.push(Effect::Invoke(Box::new(Order {
                    id,
                    function: function.clone(),
                    invoked_arn,
                    payload,
                }))),
                None => desk.agenda.soon(Due::InvocationEnded {
                    home: desk.home.clone(),
                    id,
                    outcome: Outcome::Lost(format!("there is no function {invoked_arn}")),
                }),
            }
        }
    }

    /// What it was; its place is free. `None` for one that has ended already.
    fn end(&mut self, id: &InvocationId) -> Option<Begun> {
        let begun = self.invocations.begun.remove(id)?;
        let function = &begun.invoked.name;
        if let Some(line) = self.invocations.lines.get_mut(function) {
            line.running -= 1;
            if line.running == 0 && line.waiting.is_empty() {
                self.invocations.lines.remove(function);
            }
        }
        Some(begun)
    }
}

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
