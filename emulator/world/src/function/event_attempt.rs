//! The attempts at an event, and when the next one is.

use std::time::Duration;

use super::destination::Condition;
use super::event::Event;
use super::invocation::Cause;
use super::order::{InvocationId, Payload};
use super::outcome::Outcome;
use crate::agenda::Due;
use crate::effect::Effect;
use crate::moment::after;
use crate::notice::Notice;
use crate::origin::Home;
use crate::world::World;

/// The wait after the first refusal, and the longest one.
const FIRST_WAIT: Duration = Duration::from_secs(1);

const LONGEST_WAIT: Duration = Duration::from_secs(300);

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
