//! What it takes to begin invocations, and to count them, besides the functions.

use jiff::Timestamp;

use super::concurrency::Concurrency;
use crate::agenda::Agenda;
use crate::context::Context;
use crate::effect::Effect;
use crate::origin::Home;

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
