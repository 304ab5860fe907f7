//! What names an event source mapping.

use crate::arn::{Resource, Target};
use crate::origin::Home;

/// Names an event source mapping.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MappingId {
    /// The function's.
    pub home: Home,
    pub uuid: String,
}

/// The mapping of this UUID.
pub(super) fn mapping_target<'a>(home: &'a Home, uuid: &'a str) -> Target<'a> {
    Resource::EventSourceMapping(uuid).of(home)
}
