//! The one buffer of text that an object streams through.

use super::buffers::lengthen;

/// Bytes of text at hand at a time: small enough to stay in the processor's second-level cache,
/// large enough that what a record is cut by its end costs little.
pub(crate) const TEXT_BUFFER_BYTES: usize = 512 << 10;

/// A window of the object's text. It grows only for a record that is longer than it, up to the
/// longest record allowed.
#[derive(Debug)]
pub(crate) struct Text {
    bytes: Vec<u8>,
    /// How many of the bytes are in use: a buffer that was larger once is not walked through for it.
    size: usize,
    /// Where the unread text begins and ends.
    start: usize,
    end: usize,
    /// Where `bytes[0]` lies in the object.
    offset: u64,
    max_bytes: usize,
    /// How large it may grow by itself.
    granted: usize,
    /// How large it has to be for the record at hand, where that is more.
    wanted: Option<usize>,
}

impl Text {
    /// An empty text in that memory.
    pub(crate) fn new(bytes: Vec<u8>, max_record_bytes: usize) -> Self {
        let mut text = Self {
            bytes,
            size: 0,
            start: 0,
            end: 0,
            offset: 0,
            max_bytes: max_record_bytes.saturating_add(TEXT_BUFFER_BYTES),
            granted: TEXT_BUFFER_BYTES,
            wanted: None,
        };
        text.widen(TEXT_BUFFER_BYTES);
        text
    }

    /// The memory, for another text.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Where a whole text of that many bytes goes, which is at hand at once when it is
    /// [`Text::filled`]. Nothing may have been read before.
    pub(crate) fn whole(&mut self, bytes: usize) -> &mut [u8] {
        self.granted = self.granted.max(bytes);
        self.widen(bytes);
        &mut self.bytes[..bytes]
    }

    fn widen(&mut self, size: usize) {
        self.size = self.size.max(size);
        lengthen(&mut self.bytes, self.size, self.end);
    }

    /// The text, where the unread part begins in it, and where it lies in the object.
    pub(crate) fn at_hand(&self) -> (&[u8], usize, u64) {
        (&self.bytes[..self.end], self.start, self.offset)
    }

    /// Says that the text was read up to an index of [`Text::at_hand`].
    pub(crate) fn read_to(&mut self, at: usize) {
        self.start = at;
    }

    /// Where more text goes.
    pub(crate) fn room(&mut self) -> &mut [u8] {
        &mut self.bytes[self.end..self.size]
    }

    /// Says that so many bytes were put into the room.
    pub(crate) fn filled(&mut self, bytes: usize) {
        assert!(
            self.end + bytes <= self.size,
            "more than there was room for"
        );
        self.end += bytes;
    }

    pub(crate) fn is_full(&self) -> bool {
        self.end == self.size
    }

    /// Bytes of text that this object had so far.
    pub(crate) fn taken_bytes(&self) -> u64 {
        self.offset + self.end as u64
    }

    /// Makes room for at least as much text as is unread: a value is never scanned again before its
    /// text has doubled.
    pub(crate) fn make_room(&mut self) {
        self.bytes.copy_within(self.start..self.end, 0);
        self.offset += self.start as u64;
        self.end -= self.start;
        self.start = 0;
        if self.end > self.size / 2 {
            let wanted = (self.size * 2).min(self.max_bytes);
            if wanted > self.granted {
                self.wanted = Some(wanted);
            } else {
                self.widen(wanted);
            }
        }
    }

    /// Whether nothing more can be read without more memory.
    pub(crate) fn wants_memory(&self) -> bool {
        self.wanted.is_some()
    }

    /// Lets it grow up to the longest record allowed.
    pub(crate) fn grant(&mut self) {
        self.granted = self.max_bytes;
        if let Some(wanted) = self.wanted.take() {
            self.widen(wanted);
        }
    }
}
