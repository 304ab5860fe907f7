//! How much of one object is read, and told.

use super::at_once::MAX_TEXT_BYTES;
use super::problems::Tell;

/// Bytes of one record at most, unless told otherwise.
///
/// Bedrock itself moves bodies above 100 KB out of the log; this leaves room for hand-made ones and
/// keeps one hostile line from filling the function's memory.
pub const DEFAULT_MAX_RECORD_BYTES: usize = 32 << 20;

/// Bytes of text of one object at most, unless told otherwise: more than one invocation can read in
/// Lambda's 15 minutes, and a bound on what a gzip bomb can cost.
pub const DEFAULT_MAX_TEXT_BYTES: u64 = 64 << 30;

/// The bounds of one object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one record; a longer one is given up as malformed, without being kept in memory.
    pub max_record_bytes: usize,
    /// Bytes of the object's text, uncompressed; beyond them the object fails.
    pub max_text_bytes: u64,
    /// Bytes of text of the largest gzip object that is inflated in one go, which takes that much memory and
    /// the object's own bytes beside it; a larger one streams.
    pub max_whole_text_bytes: usize,
    /// Keys the hash that requestIds are found by, and changes no count. Where it is not known to who
    /// writes logs, crafted ids take no longer to find than others.
    pub hash_key: u64,
    /// Which records that are not counted the tally tells by their places.
    pub tell: Tell,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_record_bytes: DEFAULT_MAX_RECORD_BYTES,
            max_text_bytes: DEFAULT_MAX_TEXT_BYTES,
            max_whole_text_bytes: MAX_TEXT_BYTES,
            hash_key: 0,
            tell: Tell::default(),
        }
    }
}
