//! What can be wrong with a record.

/// Why a record is malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MalformedReason {
    /// No JSON value can be read there.
    Unreadable,
    /// A value that is not an object.
    NotAnObject,
    /// Longer than [`Limits::max_record_bytes`](super::object::Limits::max_record_bytes).
    TooLong,
    /// No usable timestamp.
    Timestamp,
    /// No usable region.
    Region,
    /// No usable modelId.
    ModelId,
    /// A token count that is not a non-negative integer.
    TokenCount,
}

impl MalformedReason {
    /// Every reason, in order.
    pub const ALL: [Self; 7] = [
        Self::Unreadable,
        Self::NotAnObject,
        Self::TooLong,
        Self::Timestamp,
        Self::Region,
        Self::ModelId,
        Self::TokenCount,
    ];

    /// What is wrong, for whoever looks at the place.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "no JSON object can be read here",
            Self::NotAnObject => "a JSON value that is no object",
            Self::TooLong => "longer than MAX_RECORD_BYTES",
            Self::Timestamp => "its timestamp is missing, or none of RFC 3339",
            Self::Region => "its region is missing, or no text",
            Self::ModelId => "its modelId is missing, or no text",
            Self::TokenCount => "a token count is no whole number from 0 to 2^64 - 1",
        }
    }
}
