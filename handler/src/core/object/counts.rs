//! Counts of records and of bytes.

/// How many records came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecordCounts {
    /// Summed into the aggregate.
    pub counted: u64,
    /// Unreadable, or without what a record needs.
    pub malformed: u64,
    /// A requestId that this object had before.
    pub duplicate: u64,
    /// Outside of the [`AgeWindow`](super::AgeWindow).
    pub expired: u64,
}

impl RecordCounts {
    /// Adds another object's counts.
    pub fn add(&mut self, other: Self) {
        self.counted += other.counted;
        self.malformed += other.malformed;
        self.duplicate += other.duplicate;
        self.expired += other.expired;
    }
}

/// How many bytes were read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ByteCounts {
    /// As stored in S3; of a plain object the same as `uncompressed`.
    pub compressed: u64,
    /// Of log text.
    pub uncompressed: u64,
}

impl ByteCounts {
    /// Adds another object's counts.
    pub fn add(&mut self, other: Self) {
        self.compressed += other.compressed;
        self.uncompressed += other.uncompressed;
    }
}
