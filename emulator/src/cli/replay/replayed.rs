//! How a replay ended.

/// What became of its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Replayed {
    EveryMessageSettled,
    SomeDeadLetters,
    /// Every message settled, and the function found no record that it could read.
    NothingRead,
}
