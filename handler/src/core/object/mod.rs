//! An object's bytes, as they arrive, become counts and sums.
//!
//! The shell pushes what S3 sends and asks for records a batch at a time, looking at the deadline
//! in between:
//!
//! ```text
//! loop { match reader.read(batch)? { Step::Paused => look at the deadline,
//!                                    Step::NeedsInput => push the next chunk, or break } }
//! let tally = reader.finish()?;
//! ```

mod at_once;
mod buffers;
mod known;
mod problems;
mod source;
mod tally;
mod text;

use std::sync::Arc;

use thiserror::Error;

pub use at_once::{
    MAX_STORED_BYTES as MAX_WHOLE_STORED_BYTES, MAX_TEXT_BYTES as MAX_WHOLE_TEXT_BYTES,
};
pub use buffers::Buffers;
pub use problems::{Cause, DEFAULT_PLACES, PLACE_BYTES, Place, Problem, Tell};

use source::Source;
use tally::{Outcome, Tally};
use text::Text;

use super::aggregate::{Aggregate, Rules};
use super::frames::Frames;

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
            max_whole_text_bytes: MAX_WHOLE_TEXT_BYTES,
            hash_key: 0,
            tell: Tell::default(),
        }
    }
}

/// Which records are published by their age. Outside of it they are counted as expired.
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

/// What stopped a [`ObjectReader::read`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// All that was pushed is read: push more, or finish.
    NeedsInput,
    /// As many records were read as were asked for; there may be more.
    Paused,
}

/// What one [`ObjectReader::advance`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advance {
    /// All that was pushed is read: push more, or finish.
    NeedsInput,
    /// A buffer of text was filled from what was pushed, decompressed if need be.
    Decoded,
    /// That many records of the text at hand were read and summed.
    Aggregated(usize),
    /// A record is longer than the text at hand. [`ObjectReader::grant`] gives the memory that it takes, at
    /// most as much as [`Limits::max_record_bytes`]; until then this is all that comes.
    NeedsMemory,
}

/// How many records came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecordCounts {
    /// Summed into the aggregate.
    pub counted: u64,
    /// Unreadable, or without what a record needs.
    pub malformed: u64,
    /// A requestId that this object had before.
    pub duplicate: u64,
    /// Outside of the [`AgeWindow`].
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

/// Why a record is malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MalformedReason {
    /// No JSON value can be read there.
    Unreadable,
    /// A value that is not an object.
    NotAnObject,
    /// Longer than [`Limits::max_record_bytes`].
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

/// Why an object fails as a whole: nothing of it is published.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ObjectError {
    /// The gzip stream is damaged.
    #[error("gzip stream is damaged: {0}")]
    CorruptGzip(&'static str),
    /// The gzip stream ends before its end.
    #[error("gzip stream is cut off")]
    TruncatedGzip,
    /// The text is longer than [`Limits::max_text_bytes`].
    #[error("text is longer than {0} bytes")]
    TextTooLong(u64),
}

/// What one object came to.
#[derive(Debug, Clone)]
pub struct ObjectTally {
    /// Records by outcome.
    pub records: RecordCounts,
    /// Malformed records by reason, in the order of [`MalformedReason`], those that occurred.
    pub malformed: Vec<(MalformedReason, u64)>,
    /// The first records that are not counted, in the order of the text: as many as [`Limits::tell`] allows.
    pub problems: Vec<Problem>,
    /// Bytes read.
    pub bytes: ByteCounts,
    /// Records whose dotted modelId has neither a known prefix nor a known vendor.
    pub unrecognised_records: u64,
    /// The first such modelIds, for the log; at most [`MAX_UNRECOGNISED_MODEL_IDS`].
    pub unrecognised_model_ids: Vec<String>,
    /// The first application inference profiles of which nothing is known, by ARN; at most
    /// [`MAX_UNMAPPED_PROFILES`].
    pub unmapped_profiles: Vec<String>,
    /// The sums.
    pub aggregate: Aggregate,
}

/// Unrecognised modelIds that one object's tally names.
pub const MAX_UNRECOGNISED_MODEL_IDS: usize = 16;

/// Application inference profiles that one object's tally names for want of knowledge. An account has a
/// few of them; further ones are named when the first are known.
pub const MAX_UNMAPPED_PROFILES: usize = 16;

/// Reads one object.
#[derive(Debug)]
pub struct ObjectReader {
    source: Source,
    text: Text,
    frames: Frames,
    tally: Tally,
    max_text_bytes: u64,
    /// The text at hand is to be read before more is asked for.
    reading: bool,
}

impl ObjectReader {
    /// A reader of one object.
    pub fn new(rules: &Arc<Rules>, limits: &Limits, window: AgeWindow) -> Self {
        Self::within(Buffers::default(), rules, limits, window)
    }

    /// A reader of one object in the memory of another.
    pub fn within(
        buffers: Buffers,
        rules: &Arc<Rules>,
        limits: &Limits,
        window: AgeWindow,
    ) -> Self {
        Self {
            source: Source::new(buffers.stored, limits.max_whole_text_bytes),
            text: Text::new(buffers.text, limits.max_record_bytes),
            frames: Frames::new(limits.max_record_bytes, limits.tell.at_most),
            tally: Tally::new(rules, window, limits),
            max_text_bytes: limits.max_text_bytes,
            reading: false,
        }
    }

    /// Says how many bytes the object has as stored, before the first are pushed. A small gzip object
    /// is then kept until it is whole and inflated in one go, which is faster. It is a hint: an object
    /// of another length is read all the same.
    pub fn announce(&mut self, stored_bytes: u64) {
        self.source.announce(stored_bytes);
    }

    /// Takes the object's next bytes, compressed or plain, as they arrive, in chunks of any size.
    ///
    /// Call [`ObjectReader::read`] until it needs input before the next push: what is pushed is
    /// kept until it is read.
    pub fn push(&mut self, bytes: &[u8]) {
        self.source.push(bytes, &mut self.text);
    }

    /// Where the object's next bytes can be read into, never empty: saves the copy that
    /// [`ObjectReader::push`] makes. [`ObjectReader::filled`] says how many they were.
    pub fn room(&mut self) -> &mut [u8] {
        self.source.room(&mut self.text)
    }

    /// Takes that many bytes from the beginning of the last [`ObjectReader::room`].
    ///
    /// # Panics
    ///
    /// If that is more than there was room for.
    pub fn filled(&mut self, bytes: usize) {
        self.source.filled(bytes, &mut self.text);
    }

    /// Reads at most `max_records` records, the malformed ones included, from what was pushed. Text
    /// is read a buffer at a time, so a part of it may wait for the next push or the end.
    ///
    /// # Errors
    ///
    /// The object cannot be read any further, and nothing of it may be published.
    pub fn read(&mut self, max_records: usize) -> Result<Step, ObjectError> {
        let mut left = max_records;
        while left > 0 {
            match self.advance(left)? {
                Advance::NeedsInput => return Ok(Step::NeedsInput),
                Advance::Decoded => {}
                Advance::Aggregated(records) => left -= records,
                Advance::NeedsMemory => self.grant(),
            }
        }
        Ok(Step::Paused)
    }

    /// Lets the object take memory for its longest records, from now on.
    pub fn grant(&mut self) {
        self.text.grant();
    }

    /// About how many bytes of memory the object's sums take so far.
    pub fn held_bytes(&self) -> usize {
        self.tally.held_bytes()
    }

    /// No more than [`ObjectReader::held_bytes`], and cheap enough to ask after every few records.
    pub fn held_bytes_at_least(&self) -> usize {
        self.tally.held_bytes_at_least()
    }

    /// The next piece of [`ObjectReader::read`]: either decodes or aggregates, so that a caller can
    /// tell what takes how long. At most `max_records` records are read, possibly none.
    ///
    /// # Errors
    ///
    /// As of [`ObjectReader::read`].
    pub fn advance(&mut self, max_records: usize) -> Result<Advance, ObjectError> {
        if self.text.wants_memory() {
            return Ok(Advance::NeedsMemory);
        }
        if !self.reading {
            self.fill()?;
            self.reading = self.text.is_full();
            return Ok(if self.reading {
                Advance::Decoded
            } else {
                Advance::NeedsInput
            });
        }
        for read in 0..max_records {
            if self.tally.next(&mut self.frames, &mut self.text, false) != Outcome::Record {
                self.text.make_room();
                self.reading = false;
                return Ok(Advance::Aggregated(read));
            }
        }
        Ok(Advance::Aggregated(max_records))
    }

    /// Reads what is left, and tells what the object came to.
    ///
    /// # Errors
    ///
    /// As of [`ObjectReader::read`]; a gzip stream that is cut off shows here.
    pub fn finish(self) -> Result<ObjectTally, ObjectError> {
        let (tally, _) = self.finish_within()?;
        Ok(tally)
    }

    /// As [`ObjectReader::finish`]; with the memory, for another object.
    ///
    /// # Errors
    ///
    /// As of [`ObjectReader::finish`].
    pub fn finish_within(mut self) -> Result<(ObjectTally, Buffers), ObjectError> {
        self.source.end();
        while self.read(usize::MAX)? == Step::Paused {}
        self.source.finish()?;
        while self.tally.next(&mut self.frames, &mut self.text, true) == Outcome::Record {}
        let tally = self.tally.finish(ByteCounts {
            compressed: self.source.taken_bytes(),
            uncompressed: self.text.taken_bytes(),
        });
        let buffers = Buffers::keeping(self.source.into_bytes(), self.text.into_bytes());
        Ok((tally, buffers))
    }

    fn fill(&mut self) -> Result<(), ObjectError> {
        self.source.fill(&mut self.text)?;
        if self.text.taken_bytes() > self.max_text_bytes {
            return Err(ObjectError::TextTooLong(self.max_text_bytes));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
