//! Functions are prepared before they are ready.
//!
//! Who prepares a function is the outside ([`Effect::Prepare`]), in its own time: the moment of that is no moment of the world's, so that
//! waiters end on a clock that stands still, too. Where nobody does, functions are ready at once.

use super::definition::Function;
use super::error::FunctionError;
use super::name::FunctionName;
use super::qualifier::Version;
use super::readiness::Readiness;
use super::state::Functions;
use crate::context::Context;
use crate::effect::Effect;
use crate::origin::Caller;

impl Readiness {
    /// After a change of this kind. What this process makes by itself is not waited for, and is ready.
    pub(super) fn after(self, context: &Context<'_>) -> Self {
        let is_prepared = context.settings.functions_are_prepared;
        if is_prepared && context.origin.caller != Caller::Emulator {
            self
        } else {
            Self::Ready
        }
    }
}

impl Function {
    /// Has it prepared, where it is not ready.
    pub(super) fn prepare(&self, effects: &mut Vec<Effect>) {
        if self.readiness != Readiness::Ready {
            effects.push(Effect::Prepare(Box::new(self.clone())));
        }
    }

    /// # Errors
    /// It is being made or changed: it cannot be changed now.
    pub(super) fn refuse_unready(&self) -> Result<(), FunctionError> {
        self.refuse_pending()?;
        self.refuse_updating()
    }

    /// # Errors
    /// It is being changed.
    pub(super) fn refuse_updating(&self) -> Result<(), FunctionError> {
        match self.readiness {
            Readiness::Updating => Err(FunctionError::update_in_progress(&self.arn())),
            Readiness::Creating | Readiness::Ready => Ok(()),
        }
    }

    /// # Errors
    /// It is being made: it cannot be invoked now.
    pub(super) fn refuse_pending(&self) -> Result<(), FunctionError> {
        match self.readiness {
            Readiness::Creating => Err(FunctionError::pending()),
            Readiness::Updating | Readiness::Ready => Ok(()),
        }
    }
}

impl Functions {
    /// This is the function from now on. What it was runs until it is ready.
    /// Source: <https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html>, "Function states during updates"
    pub(super) fn change(&mut self, changed: Function) {
        let (name, readiness) = (changed.name.clone(), changed.readiness);
        let before = self.by_name.insert(name.clone(), changed);
        match before.filter(|_| readiness == Readiness::Updating) {
            Some(before) => self.before_update.insert(name, before),
            None => self.before_update.remove(&name),
        };
    }

    /// What an invocation of this version runs now; `None` where there is no such version.
    pub(super) fn running(&self, name: &FunctionName, version: Version) -> Option<&Function> {
        let before = match version {
            Version::Latest => self.before_update.get(name),
            Version::Published(_) => None,
        };
        before.or_else(|| self.version(name, version))
    }
}
