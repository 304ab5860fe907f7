//! What was put for a version or an alias as its provisioned concurrency.

use jiff::Timestamp;

/// What was put for a version or an alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Provisioned {
    pub(super) requested: usize,
    pub(super) last_modified: Timestamp,
}
