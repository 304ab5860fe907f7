//! The policies of who asks.

use crate::policy::{NamedPolicy, Policies};

/// The policies of who asks, as [`crate::policy::evaluate`] wants them.
#[derive(Debug, Default)]
pub struct OwnPolicies<'a> {
    pub(super) identity: Vec<NamedPolicy<'a>>,
    /// The group that each of them is of, where it is a group's.
    pub(super) groups: Vec<Option<&'a str>>,
    /// `None` where nothing limits the session.
    pub(super) session: Option<Vec<NamedPolicy<'a>>>,
    pub(super) boundary: Option<NamedPolicy<'a>>,
}

impl<'a> OwnPolicies<'a> {
    /// The group that a policy of [`Policies::identity`] is of, by its place there; `None` of the user's or role's own.
    pub(crate) fn group(&self, place: usize) -> Option<&'a str> {
        self.groups.get(place).copied().flatten()
    }

    /// With no policy on the resource.
    pub fn policies(&self) -> Policies<'_> {
        Policies {
            identity: &self.identity,
            boundary: self.boundary,
            session: self.session.as_deref(),
            ..Policies::default()
        }
    }
}
