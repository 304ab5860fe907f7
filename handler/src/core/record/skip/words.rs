//! Eight bytes at a time in a plain `u64`: for strings with escapes, for the text's end, and wherever
//! there is no wider way.

use super::kernel::{BLOCK_BYTES, Kernel, Stop, StringEnd};

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The kernel of any processor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words;

impl Kernel for Words {
    fn string_marks(&self, block: &[u8; BLOCK_BYTES]) -> u64 {
        let (words, _) = block.as_chunks();
        let bits = |word: &[u8; 8]| one_bit_each(all_string_marks(u64::from_le_bytes(*word)));
        words
            .iter()
            .rev()
            .fold(0, |marks, word| marks << 8 | bits(word))
    }

    fn long_string_end(&self, text: &[u8], at: usize) -> Result<StringEnd, Stop> {
        string_end(text, at)
    }

    fn container_end(&self, text: &[u8], open: usize) -> Result<usize, Stop> {
        container_end(text, open)
    }
}

/// See [`Kernel::long_string_end`].
#[inline]
pub(super) fn string_end(text: &[u8], at: usize) -> Result<StringEnd, Stop> {
    let mut at = at;
    let mut escaped = false;
    loop {
        at = next_string_mark(text, at)?;
        match text[at] {
            b'"' => return Ok(StringEnd { quote: at, escaped }),
            b'\\' => {
                escaped = true;
                match text.get(at + 1) {
                    None => return Err(Stop::Incomplete),
                    Some(0..0x20) => return Err(Stop::Broken),
                    Some(_) => at += 2,
                }
            }
            _ => return Err(Stop::Broken),
        }
    }
}

/// The next quote, backslash or control character, two words at a time.
#[inline]
fn next_string_mark(text: &[u8], at: usize) -> Result<usize, Stop> {
    let mut at = at;
    while let Some(words) = text.get(at..).and_then(<[u8]>::first_chunk::<16>) {
        let [low, high] = [words[..8].as_chunks().0[0], words[8..].as_chunks().0[0]]
            .map(|word| string_marks(u64::from_le_bytes(word)));
        if low != 0 {
            return Ok(at + (low.trailing_zeros() / 8) as usize);
        }
        if high != 0 {
            return Ok(at + 8 + (high.trailing_zeros() / 8) as usize);
        }
        at += 16;
    }
    next_where(text, at, string_marks)
}

/// Marks quotes, backslashes and control characters; exact up to the first.
///
/// With bit 1 flipped, the quote (0x22) follows right after the control characters (0x00 to 0x1f),
/// and the space (0x20) no longer does: one subtraction finds both.
#[inline]
fn string_marks(word: u64) -> u64 {
    let quotes_and_controls = (word ^ (ONES * 0x02)).wrapping_sub(ONES * 0x21);
    let backslashes = (word ^ (ONES * u64::from(b'\\'))).wrapping_sub(ONES);
    (quotes_and_controls | backslashes) & !word & HIGHS
}

/// Marks quotes, backslashes and control characters, all of them exactly: no sum carries from one
/// byte into the next.
#[inline]
fn all_string_marks(word: u64) -> u64 {
    const SEVEN: u64 = !HIGHS;
    let equal = |byte: u8| {
        let zeros = word ^ (ONES * u64::from(byte));
        !(((zeros & SEVEN) + SEVEN) | zeros)
    };
    let controls = !(((word & SEVEN) + ONES * 0x60) | word);
    (equal(b'"') | equal(b'\\') | controls) & HIGHS
}

/// The high bits of eight bytes, side by side.
#[inline]
fn one_bit_each(marks: u64) -> u64 {
    (marks >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// See [`Kernel::container_end`].
fn container_end(text: &[u8], at: usize) -> Result<usize, Stop> {
    let open = at;
    let mut at = at;
    let mut depth = 0_usize;
    loop {
        at = next_where(text, at, |word| {
            let folded = word | (ONES * 0x20);
            matching(word, b'"')
                | matching(word, b'\\')
                | matching(folded, b'{')
                | matching(folded, b'}')
                | controls(word)
        })?;
        match text[at] {
            b'"' => at = string_end(text, at + 1)?.quote,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    let matches = text[at] == text[open] + 2;
                    return if matches {
                        Ok(at + 1)
                    } else {
                        Err(Stop::Broken)
                    };
                }
            }
            b'\\' => return Err(Stop::Broken),
            _ => return Err(Stop::Control),
        }
        at += 1;
    }
}

/// The first index from `at` on whose byte is marked by its high bit in what `marks` makes of eight
/// bytes. Only the lowest mark of a word need be exact.
fn next_where(text: &[u8], at: usize, marks: impl Fn(u64) -> u64) -> Result<usize, Stop> {
    let mut at = at;
    while let Some(word) = text.get(at..).and_then(<[u8]>::first_chunk) {
        let marked = marks(u64::from_le_bytes(*word));
        if marked != 0 {
            return Ok(at + (marked.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    let rest = text.get(at..).unwrap_or_default();
    // Spaces are never looked for.
    let mut padded = [b' '; 8];
    padded[..rest.len()].copy_from_slice(rest);
    match marks(u64::from_le_bytes(padded)) {
        0 => Err(Stop::Incomplete),
        marked => Ok(at + (marked.trailing_zeros() / 8) as usize),
    }
}

/// Marks the bytes that equal `byte`; exact up to the first.
fn matching(word: u64, byte: u8) -> u64 {
    let zeros = word ^ (ONES * u64::from(byte));
    zeros.wrapping_sub(ONES) & !zeros & HIGHS
}

/// Marks the control characters; exact up to the first.
fn controls(word: u64) -> u64 {
    word.wrapping_sub(ONES * 0x20) & !word & HIGHS
}
