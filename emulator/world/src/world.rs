//! The world itself.

use std::vec::Drain;

use jiff::Timestamp;

use crate::access::LeastPrivilege;
use crate::agenda::Agenda;
use crate::effect::Effect;
use crate::iam::Identities;
use crate::id::Ids;
use crate::ledger::Ledger;
use crate::origin::Home;
use crate::settings::Settings;
use crate::state::{Local, State};

/// All of AWS that this process plays.
#[derive(Debug, PartialEq)]
pub struct World {
    /// Never runs back: the latest moment that was said.
    pub(crate) now: Timestamp,
    pub(crate) ids: Ids,
    pub(crate) agenda: Agenda,
    pub(crate) settings: Settings,
    pub(crate) state: State,
    pub(crate) effects: Vec<Effect>,
    pub(crate) ledger: Ledger,
    /// Nothing is begun any more.
    pub(crate) is_draining: bool,
}

impl World {
    /// An empty AWS. Worlds of one seed hand out the same ids in the same order.
    pub fn new(seed: u64) -> Self {
        Self {
            now: Timestamp::MIN,
            ids: Ids::new(seed),
            agenda: Agenda::default(),
            settings: Settings::default(),
            state: State::default(),
            effects: Vec::new(),
            ledger: Ledger::default(),
            is_draining: false,
        }
    }

    /// The same world with other settings.
    pub fn with_settings(self, settings: Settings) -> Self {
        Self { settings, ..self }
    }

    /// What calls and time made the outside's business since the last time.
    pub fn take_effects(&mut self) -> Drain<'_, Effect> {
        self.effects.drain(..)
    }

    /// What a role or user needed so far, and what it may do beyond; `arn` is its own. `None` of who never asked for anything that a policy
    /// decides.
    pub fn least_privilege(&self, arn: &str) -> Option<LeastPrivilege> {
        LeastPrivilege::new(self.ledger.usage(), &self.state.identities, arn)
    }

    /// The ARNs of the roles and users that asked for something that a policy decides.
    pub fn askers(&self) -> impl Iterator<Item = &str> {
        self.ledger.usage().entities()
    }

    /// What calls came to.
    pub fn ledger(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    /// Everybody who may ask for something.
    pub fn identities(&self) -> &Identities {
        &self.state.identities
    }

    /// What an account has in a Region; `None` while nothing was ever made there.
    pub fn local(&self, home: &Home) -> Option<&Local> {
        self.state.locals.get(home)
    }

    /// Everywhere something was made.
    pub fn locals(&self) -> impl Iterator<Item = (&Home, &Local)> {
        self.state.locals.iter()
    }
}
