//! What an operation's function may use besides its service's state.

use jiff::Timestamp;

use crate::access::Judging;
use crate::agenda::{Agenda, Due};
use crate::effect::Effect;
use crate::id::Ids;
use crate::origin::{Home, Origin};
use crate::service_message::ServiceMessage;
use crate::settings::Settings;
use crate::wait::Wait;

/// What an operation's function may use besides its service's state.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) now: Timestamp,
    pub(crate) origin: &'a Origin,
    /// The unique id of the user or session that sends a message: `AIDA..`, `AROA..:session`. `None` of the root, and of other calls.
    pub(crate) sender: Option<&'a str>,
    /// Where the resource is.
    pub(crate) home: &'a Home,
    /// Of a long poll that asks again.
    pub(crate) waits_until: Option<Timestamp>,
    pub(crate) settings: &'a Settings,
    /// Of what is decided of the call.
    pub(crate) judging: &'a Judging,
    pub(crate) ids: &'a mut Ids,
    /// Of what happens later, or right after this.
    pub(crate) agenda: &'a mut Agenda,
    pub(crate) effects: &'a mut Vec<Effect>,
    /// Set by a call that found nothing and may wait.
    pub(crate) wait: &'a mut Option<Wait>,
    /// No invocation begins any more.
    pub(crate) is_draining: bool,
}

/// What an operation's function that changes nothing may use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) now: Timestamp,
    pub(crate) origin: &'a Origin,
    /// Where the resource is.
    pub(crate) home: &'a Home,
    pub(crate) settings: &'a Settings,
    /// Of what is decided of the call.
    pub(crate) judging: &'a Judging,
}

impl Context<'_> {
    pub(crate) fn view(&self) -> View<'_> {
        View {
            now: self.now,
            origin: self.origin,
            home: self.home,
            settings: self.settings,
            judging: self.judging,
        }
    }

    /// Sends what a service sends by itself, to a queue, or to a function as an event: it is there before anything else happens.
    pub(crate) fn deliver(&mut self, message: ServiceMessage) {
        self.agenda.soon(Due::Deliver(message));
    }
}
