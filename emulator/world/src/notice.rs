//! What somebody may have to look after, though nobody asked.

/// Something for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The ARN of what it is about.
    pub about: String,
    pub what: String,
}
