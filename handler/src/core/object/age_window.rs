//! Which records are published by their age.

/// The seconds whose records are published. Outside of it they are counted as expired.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AgeWindow {
    /// The first epoch second that is published; `None` lifts the bound.
    pub not_before: Option<i64>,
    /// The last epoch second that is published; `None` lifts the bound.
    pub not_after: Option<i64>,
}

impl AgeWindow {
    /// Whether a record of that epoch second is published.
    pub fn contains(self, epoch_seconds: i64) -> bool {
        self.not_before.is_none_or(|first| first <= epoch_seconds)
            && self.not_after.is_none_or(|last| epoch_seconds <= last)
    }
}
