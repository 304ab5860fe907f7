//! The events that wait to be run: taken, and kept until they are too old.

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use super::desk::Desk;
use super::event::{Event, MAX_EVENT_AGE_SECONDS, MAX_RETRY_ATTEMPTS};
use super::order::InvocationId;
use super::qualifier::QualifiedName;
use super::state::Functions;
use crate::agenda::Due;
use crate::context::Context;
use crate::moment::after;

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
    pub(super) fn expiry(&self, event: &Event) -> Timestamp {
        let config = self.event_configs.get(&event.function);
        let seconds = config.and_then(|config| config.max_event_age_seconds);
        let seconds = seconds.unwrap_or(MAX_EVENT_AGE_SECONDS);
        after(event.accepted, Duration::from_secs(u64::from(seconds)))
    }

    pub(super) fn max_retries(&self, event: &Event) -> u32 {
        let config = self.event_configs.get(&event.function);
        let retries = config.and_then(|config| config.max_retry_attempts);
        retries.unwrap_or(MAX_RETRY_ATTEMPTS)
    }
}
