//! What names an event source mapping.

use crate::origin::Home;

/// Names an event source mapping.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MappingId {
    /// The function's.
    pub home: Home,
    pub uuid: String,
}
