//! What was published of a function, and the aliases that point at it.

use std::collections::BTreeMap;

use super::alias::Alias;
use super::definition::Function;

/// Of one function.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Published {
    pub(super) versions: BTreeMap<u64, Function>,
    /// The number that was given last: none is given twice, also when its version was deleted.
    pub(super) last_number: u64,
    pub(super) aliases: BTreeMap<String, Alias>,
}
