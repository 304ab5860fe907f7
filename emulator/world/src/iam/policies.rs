//! The policies of a role, a user or a group: its own (inline) ones, and managed ones that are attached to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::error::IamError;
use crate::policy::Policy;

/// The policies of an entity.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Policies {
    pub(super) inline: BTreeMap<String, Policy>,
    /// ARNs.
    pub(super) attached: BTreeSet<Arc<str>>,
}

impl Policies {
    /// # Errors
    /// There are any, which keeps their entity from being deleted. Texts recorded.
    pub(super) fn check_none(&self) -> Result<(), IamError> {
        let conflict = if !self.attached.is_empty() {
            "Cannot delete entity, must detach all policies first."
        } else if !self.inline.is_empty() {
            "Cannot delete entity, must delete policies first."
        } else {
            return Ok(());
        };
        Err(IamError::DeleteConflict(conflict.to_owned()))
    }
}
