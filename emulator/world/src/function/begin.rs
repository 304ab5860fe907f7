//! How invocations begin: at once, or when a process of their function is free.

use super::desk::Desk;
use super::invocation::{Begun, Cause, Throttled, Waiting};
use super::name::FunctionName;
use super::order::{InvocationId, Order, Payload};
use super::outcome::Outcome;
use super::qualifier::{QualifiedName, Version};
use super::state::Functions;
use crate::agenda::Due;
use crate::effect::Effect;

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
    pub(super) fn end(&mut self, id: &InvocationId) -> Option<Begun> {
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
