//! Where strings end, found for all that are near at once.
//!
//! An envelope is a row of short strings. Looking for the end of each in turn, the walk would wait
//! every time until it knows where the next one begins. So a look takes in 64 bytes, and whatever
//! string ends among them is found by a shift.

use super::kernel::{BLOCK_BYTES, Kernel, Stop, StringEnd};

/// The bytes that were looked at last.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Window {
    at: usize,
    /// A bit for each quote, backslash and control character; bit 0 is the byte at `at`.
    marks: u64,
}

impl Window {
    /// The end of the string whose first character, after the quote, is at `at`. From one call to the
    /// next `at` only grows.
    ///
    /// A control character breaks it: a raw newline cannot stand in a JSON string, so a line that
    /// was cut inside of one ends there and takes no neighbour with it.
    #[inline(always)]
    pub(crate) fn string_end(
        &mut self,
        kernel: &impl Kernel,
        text: &[u8],
        at: usize,
    ) -> Result<StringEnd, Stop> {
        let mut marks = self.marks_from(at);
        if marks == 0 {
            let Some(block) = text.get(at..).and_then(<[u8]>::first_chunk) else {
                return kernel.long_string_end(text, at);
            };
            marks = kernel.string_marks(block);
            *self = Self { at, marks };
            if marks == 0 {
                return kernel.long_string_end(text, at + BLOCK_BYTES);
            }
        }
        let mark = at + marks.trailing_zeros() as usize;
        if text[mark] == b'"' {
            return Ok(StringEnd {
                quote: mark,
                escaped: false,
            });
        }
        kernel.long_string_end(text, mark)
    }

    /// Bit 0 is the byte at `at`.
    #[inline(always)]
    fn marks_from(&self, at: usize) -> u64 {
        debug_assert!(at >= self.at, "a walk does not go back");
        let offset = at - self.at;
        let marks = self.marks >> (offset % BLOCK_BYTES);
        if offset < BLOCK_BYTES { marks } else { 0 }
    }
}
