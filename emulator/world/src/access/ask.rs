//! Something that somebody wants to do, and whether policies decide it.

use jiff::Timestamp;

use super::enforcement::Enforcement;
use super::judged::{Judging, Unjudged};
use crate::arn::Target;
use crate::context::View;
use crate::origin::{Caller, Origin};
use crate::policy::Keys;
use crate::settings::Settings;

/// Something that somebody wants to do.
#[derive(Clone, Copy)]
pub(crate) struct Ask<'a> {
    pub(crate) now: Timestamp,
    pub(crate) settings: &'a Settings,
    pub(crate) judging: &'a Judging,
    pub(crate) origin: &'a Origin,
    /// As policies name it.
    pub(crate) action: &'static str,
    pub(crate) target: Target<'a>,
    /// The target's ARN, where somebody has spelled it.
    pub(crate) arn: Option<&'a str>,
    /// The condition keys of its service that the request says.
    pub(crate) request: Option<&'a dyn Keys>,
    /// A condition key of its own.
    pub(crate) key: Option<(&'a str, &'a str)>,
}

impl<'a> View<'a> {
    /// That the caller wants to do this, for no condition keys but everybody's.
    pub(crate) fn ask(&self, action: &'static str, target: Target<'a>) -> Ask<'a> {
        Ask {
            now: self.now,
            settings: self.settings,
            judging: self.judging,
            origin: self.origin,
            action,
            target,
            arn: None,
            request: None,
            key: None,
        }
    }
}

/// Source: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>: "No permissions are required". Who may assume a
/// role its trust policy says, with the operation itself.
const ALWAYS_ALLOWED: [&str; 3] = [
    "sts:GetCallerIdentity",
    "sts:AssumeRole",
    "sts:GetSessionToken",
];

impl Ask<'_> {
    /// Why no policy is asked, whatever it is for; `None` where policies decide.
    pub(super) fn unjudged(&self) -> Option<Unjudged> {
        if self.origin.caller == Caller::Emulator {
            return Some(Unjudged::Emulator);
        }
        if !self.is_judged() {
            return Some(Unjudged::NotEnforced);
        }
        let is_free = ALWAYS_ALLOWED.contains(&self.action);
        is_free.then_some(Unjudged::NeedsNoPermission)
    }

    /// Whether a role that it hands over has to be one. What this process makes by itself is held to that too.
    pub(super) fn are_roles_judged(&self) -> bool {
        let is_ours = self.origin.caller == Caller::Emulator;
        self.is_judged() || is_ours && self.settings.enforcement == Enforcement::All
    }

    /// Whether policies decide it.
    fn is_judged(&self) -> bool {
        let enforcement = self.settings.enforcement;
        match self.origin.caller {
            Caller::Emulator => false,
            Caller::Client => enforcement == Enforcement::All,
            Caller::Service { .. } | Caller::Role { .. } => enforcement != Enforcement::Off,
        }
    }
}
