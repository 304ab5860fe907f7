//! Stored bytes become text: inflated if they begin as gzip does, else as they are.
//!
//! Neither the object's name nor its headers say which: only its first two bytes do.

use super::ObjectError;
use super::text::Text;
use crate::core::gunzip::{Gunzip, MAGIC};

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
    ended: bool,
    framing: Framing,
    /// The room that was last given is the text's own.
    room_is_text: bool,
}

#[derive(Debug)]
enum Framing {
    NotYetKnown,
    Plain,
    Gzip(Box<Gunzip>),
}

impl Source {
    pub(crate) fn new() -> Self {
        Self {
            bytes: Vec::new(),
            start: 0,
            end: 0,
            taken: 0,
            ended: false,
            framing: Framing::NotYetKnown,
            room_is_text: false,
        }
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
        self.reserve(ROOM_BYTES);
        &mut self.bytes[self.end..]
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
        if self.bytes.len() - self.end < bytes {
            self.bytes.resize(self.end + bytes, 0);
        }
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
        let input = &self.bytes[self.start..self.end];
        if matches!(self.framing, Framing::NotYetKnown) {
            if input.len() < MAGIC.len() && !self.ended {
                return Ok(());
            }
            self.framing = if input.starts_with(&MAGIC) {
                Framing::Gzip(Box::new(Gunzip::new()))
            } else {
                Framing::Plain
            };
        }
        match &mut self.framing {
            Framing::Gzip(gunzip) => {
                let progress = gunzip.inflate(input, text.room())?;
                self.start += progress.consumed;
                text.filled(progress.produced);
            }
            Framing::Plain | Framing::NotYetKnown => {
                let room = text.room();
                let bytes = input.len().min(room.len());
                room[..bytes].copy_from_slice(&input[..bytes]);
                self.start += bytes;
                text.filled(bytes);
            }
        }
        Ok(())
    }

    /// Whether the object may end here.
    pub(crate) fn finish(&self) -> Result<(), ObjectError> {
        match &self.framing {
            Framing::Gzip(gunzip) => gunzip.finish(),
            Framing::Plain | Framing::NotYetKnown => Ok(()),
        }
    }
}
