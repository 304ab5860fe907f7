//! Asynchronous invocations: events that nobody waits for, and what becomes of those that the function does not take.
//!
//! An event is run at once where it may be. After an error of the function it is tried again, after one and then two minutes; what is
//! throttled, or could not be run, is tried again for as long as it is not too old, 1 s after the first refusal and up to 5 minutes after
//! the later ones; of a function for which nothing is reserved it is given up at once. <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use super::destination::Condition;
use super::invocation::{Cause, Desk};
use super::order::{InvocationId, Payload};
use super::qualifier::{QualifiedName, Version};
use super::{Functions, Outcome};
use crate::agenda::Due;
use crate::context::Context;
use crate::effect::Effect;
use crate::moment::after;
use crate::notice::Notice;
use crate::origin::Home;
use crate::world::World;

/// How often an event is tried again after errors of the function, and for how long at all, where nobody says.
/// Source: the page above, "two more times" and "up to 6 hours".
pub(super) const MAX_RETRY_ATTEMPTS: u32 = 2;
pub(super) const MAX_EVENT_AGE_SECONDS: u32 = 21_600;

/// The wait after the first refusal, and the longest one.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// An event on its way to a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub(super) function: QualifiedName,
    pub(super) payload: Bytes,
    accepted: Timestamp,
    /// Times that the function was run on it.
    pub(super) runs: u32,
    /// Times that it was not, since then.
    refusals: u32,
    /// What the function answered at last.
    pub(super) answer: Option<Bytes>,
    /// The version that was run at last.
    pub(super) executed: Option<Version>,
}

impl Event {
    fn new(function: QualifiedName, payload: Bytes, accepted: Timestamp) -> Self {
        Self {
            function,
            payload,
            accepted,
            runs: 0,
            refusals: 0,
            answer: None,
            executed: None,
        }
    }
}

impl Functions {
    /// Takes an event, to be run right after the call.
    pub(super) fn accept(
        &mut self,
        context: &mut Context<'_>,
        id: InvocationId,
        function: QualifiedName,
        payload: Bytes,
    ) {
        let mut desk = Desk::of(context);
        self.count_received(&mut desk, &function);
        let event = Event::new(function, payload, context.now);
        self.events.insert(id.clone(), event);
        let home = context.home.clone();
        context.agenda.soon(Due::Event { home, id });
    }

    /// For which function an event waits.
    pub(crate) fn function_of_event(&self, id: &InvocationId) -> Option<&QualifiedName> {
        self.events.get(id).map(|event| &event.function)
    }

    /// When an event is too old to be tried.
    fn expiry(&self, event: &Event) -> Timestamp {
        let config = self.event_configs.get(&event.function);
        let seconds = config.and_then(|config| config.max_event_age_seconds);
        let seconds = seconds.unwrap_or(MAX_EVENT_AGE_SECONDS);
        after(event.accepted, Duration::from_secs(u64::from(seconds)))
    }

    fn max_retries(&self, event: &Event) -> u32 {
        let config = self.event_configs.get(&event.function);
        let retries = config.and_then(|config| config.max_retry_attempts);
        retries.unwrap_or(MAX_RETRY_ATTEMPTS)
    }
}

impl World {
    /// The moment has come to run an event.
    pub(crate) fn event_due(&mut self, home: &Home, id: &InvocationId) {
        let Some((functions, mut desk)) = self.functions_at(home) else {
            return;
        };
        let Some(event) = functions.events.remove(id) else {
            return;
        };
        if functions.resolve(&event.function).is_none() {
            self.count_dropped(home, &event.function);
            self.tell_of_function(home, &event, "an event was given up: the function is gone");
            return;
        }
        if functions.expiry(&event) <= desk.now {
            self.conclude(home, id, &event, Condition::EventAgeExceeded);
            return;
        }
        let name = &event.function.name;
        if functions.throttle(desk.concurrency.limit, name).is_some() {
            functions.count_throttle(&mut desk, &event.function);
            if functions.is_switched_off(name) {
                self.conclude(home, id, &event, Condition::ZeroReservedConcurrency);
                return;
            }
            self.event_ended(home, id, event, Outcome::Throttled);
            return;
        }
        let (invoked, payload) = (
            event.function.clone(),
            Payload::Event(event.payload.clone()),
        );
        functions.count_age(&mut desk, &invoked, event.accepted);
        let cause = Cause::Event(Box::new(event));
        let begun = functions.begin(&mut desk, id.clone(), &invoked, cause, payload);
        debug_assert!(begun.is_ok(), "it was looked whether it may");
    }

    /// What came of one attempt.
    pub(super) fn event_ended(
        &mut self,
        home: &Home,
        id: &InvocationId,
        mut event: Event,
        outcome: Outcome,
    ) {
        let Some(functions) = self.local(home).map(|local| &local.functions) else {
            return;
        };
        match outcome {
            Outcome::Response(answer) => {
                event.runs += 1;
                event.answer = Some(answer);
                self.conclude(home, id, &event, Condition::Success);
            }
            Outcome::Failure(failure) => {
                event.runs += 1;
                event.refusals = 0;
                event.answer = Some(failure.payload);
                if event.runs > functions.max_retries(&event) {
                    self.conclude(home, id, &event, Condition::RetriesExhausted);
                } else {
                    let wait = Duration::from_secs(60 * u64::from(event.runs));
                    self.try_again(home, id, event, wait);
                }
            }
            Outcome::Throttled | Outcome::Lost(_) => {
                let wait = wait_after(event.refusals);
                event.refusals = event.refusals.saturating_add(1);
                self.try_again(home, id, event, wait);
            }
        }
    }

    /// Later, or when the event is too old if that is sooner.
    fn try_again(&mut self, home: &Home, id: &InvocationId, event: Event, wait: Duration) {
        let Some(local) = self.state.locals.get_mut(home) else {
            return;
        };
        let at = after(self.now, wait).min(local.functions.expiry(&event));
        local.functions.events.insert(id.clone(), event);
        let due = Due::Event {
            home: home.clone(),
            id: id.clone(),
        };
        self.agenda.at(at, due);
    }

    pub(super) fn tell_of_function(&mut self, home: &Home, event: &Event, what: &str) {
        self.effects.push(Effect::Tell(Notice {
            about: event.function.arn(home),
            what: what.to_owned(),
        }));
    }
}

/// The wait after so many refusals before this one: doubled each time.
fn wait_after(refusals: u32) -> Duration {
    let factor = 2_u32.checked_pow(refusals).unwrap_or(u32::MAX);
    FIRST_WAIT.saturating_mul(factor).min(LONGEST_WAIT)
}
