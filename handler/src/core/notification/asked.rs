//! The objects that a body is about, and the events that ask for nothing.

use super::ignored::IgnoredEvents;
use crate::core::object_ref::ObjectRef;

/// What a message's body asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notification {
    /// The objects that were created, in the order of the body.
    pub created: Vec<ObjectRef>,
    /// Its events about something else than a creation.
    pub ignored: IgnoredEvents,
}
