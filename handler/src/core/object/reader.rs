//! Reads one object: turns what is pushed into text and its text into counts, a step at a time.

use std::sync::Arc;

use super::age_window::AgeWindow;
use super::buffers::Buffers;
use super::counts::ByteCounts;
use super::finished::ObjectTally;
use super::limits::Limits;
use super::source::Source;
use super::tally::{Outcome, Tally};
use super::text::Text;
use crate::core::aggregate::Rules;
use crate::core::frames::Frames;
use crate::core::object_error::ObjectError;

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
