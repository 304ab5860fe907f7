//! The names of condition keys.

/// A condition key as a policy names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    name: Box<str>,
    folded: Box<str>,
}

impl Key {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            folded: name.to_ascii_lowercase().into(),
        }
    }

    /// As it is written.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn folded(&self) -> &str {
        &self.folded
    }
}
