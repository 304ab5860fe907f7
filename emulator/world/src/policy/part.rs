//! The pieces that a text of a policy is read into.

use super::key::Key;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Text(Box<str>),
    /// `?`
    One,
    /// `*`
    Many,
    Variable {
        key: Key,
        default: Option<Box<str>>,
    },
}
