//! Why an object fails as a whole.

use thiserror::Error;

/// Why an object fails as a whole: nothing of it is published.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ObjectError {
    /// The gzip stream is damaged.
    #[error("gzip stream is damaged: {0}")]
    CorruptGzip(&'static str),
    /// The gzip stream ends before its end.
    #[error("gzip stream is cut off")]
    TruncatedGzip,
    /// The text is longer than [`Limits::max_text_bytes`](super::object::Limits::max_text_bytes).
    #[error("text is longer than {0} bytes")]
    TextTooLong(u64),
}
