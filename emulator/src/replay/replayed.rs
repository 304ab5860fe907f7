//! How a replay ended.

/// What became of its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replayed {
    EveryMessageSettled,
    SomeDeadLetters,
    /// Every message settled, and the function found no record that it could read.
    NothingRead,
}
