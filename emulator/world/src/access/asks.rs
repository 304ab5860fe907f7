//! What services say of their requests to whoever decides.

use super::handed::Handed;
use super::tagging::{Tagging, is_about_tagging};
use crate::arn::Target;
use crate::origin::Home;
use crate::policy::Value;
use crate::state::State;

/// Something that a request asks for besides its own action.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Demand<'a> {
    /// As policies name it.
    pub(crate) action: &'static str,
    pub(crate) target: Target<'a>,
    /// A condition key that this demand alone has.
    pub(crate) key: Option<(&'static str, &'a str)>,
}

/// What the table of a service cannot say of its operations.
pub(crate) trait Asks {
    /// The action, where it depends on what is asked for; `None` where the table's holds.
    fn action(&self) -> Option<&'static str> {
        None
    }

    /// What is asked for besides.
    fn demands<'a>(&'a self, _home: &'a Home) -> Vec<Demand<'a>> {
        Vec::new()
    }

    /// A role that a service is handed with it.
    fn handed<'a>(&'a self, _state: &'a State, _home: &'a Home) -> Option<Handed<'a>> {
        None
    }

    /// What it does to the tags of what it is for.
    fn tagging(&self) -> Option<Tagging<'_>> {
        None
    }

    /// A condition key of the service by its name in lower case; `None` where this request has none of that name.
    fn key<'a>(&'a self, _target: &Target<'_>, _name: &str) -> Option<Value<'a>> {
        None
    }

    /// [`Asks::key`], and those of tags.
    fn any_key<'a>(&'a self, target: &Target<'_>, name: &str) -> Option<Value<'a>> {
        if is_about_tagging(name) {
            return self.tagging()?.key(name);
        }
        self.key(target, name)
    }

    /// Whether the operation itself decides, for each of its parts.
    fn is_decided_by_part(&self) -> bool {
        false
    }
}
