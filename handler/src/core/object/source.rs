//! Stored bytes become text: inflated if they begin as gzip does, else as they are.
//!
//! Neither the object's name nor its headers say which: only its first two bytes do.

use super::at_once;
use super::buffers::lengthen;
use super::text::Text;
use crate::core::gunzip::{Gunzip, MAGIC};
use crate::core::object_error::ObjectError;

/// Bytes read into a reader's room at a time.
const ROOM_BYTES: usize = 64 << 10;

/// Bytes that were pushed and not yet turned into text.
#[derive(Debug)]
pub(crate) struct Source {
    bytes: Vec<u8>,
    /// Where in `bytes` those that wait begin and end.
    start: usize,
    end: usize,
    taken: u64,
    /// How many there are in all, if that was announced.
    announced: Option<u64>,
    ended: bool,
    framing: Framing,
    /// The room that was last given is the text's own.
    room_is_text: bool,
    /// Bytes of text of the largest object that is inflated in one go.
    max_whole_text_bytes: usize,
}

#[derive(Debug)]
enum Framing {
    NotYetKnown,
    Plain,
    /// Gzip that is small enough to wait for its end.
    SmallGzip,
    Gzip(Box<Gunzip>),
}

impl Source {
    /// Nothing yet; what is pushed goes into that memory.
    pub(crate) fn new(bytes: Vec<u8>, max_whole_text_bytes: usize) -> Self {
        Self {
            bytes,
            start: 0,
            end: 0,
            taken: 0,
            announced: None,
            ended: false,
            framing: Framing::NotYetKnown,
            room_is_text: false,
            max_whole_text_bytes,
        }
    }

    /// The memory, for another object.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Says how many bytes will be pushed in all.
    pub(crate) fn announce(&mut self, bytes: u64) {
        self.announced = Some(bytes);
    }

    pub(crate) fn push(&mut self, bytes: &[u8], text: &mut Text) {
        self.taken += bytes.len() as u64;
        let mut bytes = bytes;
        if self.start == self.end && matches!(self.framing, Framing::Plain) {
            let room = text.room();
            let now = bytes.len().min(room.len());
            room[..now].copy_from_slice(&bytes[..now]);
            text.filled(now);
            bytes = &bytes[now..];
        }
        self.reserve(bytes.len());
        self.bytes[self.end..][..bytes.len()].copy_from_slice(bytes);
        self.end += bytes.len();
    }

    /// Where the object's next bytes may be read into without a copy: of a plain object, the text.
    pub(crate) fn room<'a>(&'a mut self, text: &'a mut Text) -> &'a mut [u8] {
        let nothing_waits = self.start == self.end;
        self.room_is_text =
            nothing_waits && matches!(self.framing, Framing::Plain) && !text.is_full();
        if self.room_is_text {
            return text.room();
        }
        let room = match self.framing {
            Framing::SmallGzip => self.missing_bytes().max(ROOM_BYTES),
            _ => ROOM_BYTES,
        };
        self.reserve(room);
        &mut self.bytes[self.end..][..room]
    }

    /// Bytes that were announced and not yet pushed, of a small object.
    fn missing_bytes(&self) -> usize {
        let announced = self.announced.unwrap_or_default();
        usize::try_from(announced.saturating_sub(self.taken)).unwrap_or_default()
    }

    /// Says that so many bytes were read into the room.
    pub(crate) fn filled(&mut self, bytes: usize, text: &mut Text) {
        if self.room_is_text {
            text.filled(bytes);
        } else {
            assert!(
                self.end + bytes <= self.bytes.len(),
                "more than there was room for"
            );
            self.end += bytes;
        }
        self.taken += bytes as u64;
    }

    fn reserve(&mut self, bytes: usize) {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        }
        lengthen(&mut self.bytes, self.end + bytes, self.end);
    }

    /// Says that no more will be pushed.
    pub(crate) fn end(&mut self) {
        self.ended = true;
    }

    /// Bytes pushed so far.
    pub(crate) fn taken_bytes(&self) -> u64 {
        self.taken
    }

    /// Turns what waits into text, as far as there is room.
    pub(crate) fn fill(&mut self, text: &mut Text) -> Result<(), ObjectError> {
        if matches!(self.framing, Framing::NotYetKnown) {
            let Some(framing) = self.told_framing() else {
                return Ok(());
            };
            self.framing = framing;
        }
        if matches!(self.framing, Framing::SmallGzip) {
            if self.missing_bytes() > 0 && !self.ended {
                return Ok(());
            }
            self.framing = Framing::Gzip(Box::new(self.inflate_at_once(text)));
        }
        let input = &self.bytes[self.start..self.end];
        if let Framing::Gzip(gunzip) = &mut self.framing {
            let progress = gunzip.inflate(input, text.room())?;
            self.start += progress.consumed;
            text.filled(progress.produced);
        } else {
            let room = text.room();
            let bytes = input.len().min(room.len());
            room[..bytes].copy_from_slice(&input[..bytes]);
            self.start += bytes;
            text.filled(bytes);
        }
        Ok(())
    }

    /// What the first bytes say; `None` if they are not here yet.
    fn told_framing(&self) -> Option<Framing> {
        let input = &self.bytes[self.start..self.end];
        if input.len() < MAGIC.len() && !self.ended {
            return None;
        }
        let is_small = self.max_whole_text_bytes > 0
            && self
                .announced
                .is_some_and(|bytes| bytes <= at_once::MAX_STORED_BYTES as u64);
        Some(match (input.starts_with(&MAGIC), is_small) {
            (false, _) => Framing::Plain,
            (true, true) => Framing::SmallGzip,
            (true, false) => Framing::Gzip(Box::new(Gunzip::new())),
        })
    }

    /// Inflates the first member of what waits, if it can be done in one go; how to go on from there.
    fn inflate_at_once(&mut self, text: &mut Text) -> Gunzip {
        let stored = &self.bytes[self.start..self.end];
        let progress = at_once::text_bytes(stored, self.max_whole_text_bytes)
            .and_then(|text_bytes| at_once::inflate(stored, text.whole(text_bytes)));
        let Some(progress) = progress else {
            return Gunzip::new();
        };
        self.start += progress.consumed;
        text.filled(progress.produced);
        Gunzip::after_member()
    }

    /// Whether the object may end here.
    pub(crate) fn finish(&self) -> Result<(), ObjectError> {
        match &self.framing {
            Framing::Gzip(gunzip) => gunzip.finish(),
            Framing::SmallGzip => Err(ObjectError::TruncatedGzip),
            Framing::Plain | Framing::NotYetKnown => Ok(()),
        }
    }
}
