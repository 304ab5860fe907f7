//! Skipping by blocks of 64 bytes, each a set of masks with a bit for every byte.
//!
//! How a block becomes masks is the processor's business and comes from outside; what the masks
//! mean is here, once for every processor.

#![expect(
    clippy::inline_always,
    reason = "what is compiled for one processor is only fast where it is inlined into a function for it"
)]

use super::kernel::{BLOCK_BYTES, Stop, StringEnd};
use super::words;

/// Where the bytes that matter stand in a block: bit 0 is its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Masks {
    pub(super) quotes: u64,
    pub(super) backslashes: u64,
    /// `{` and `[`.
    pub(super) opening: u64,
    /// `}` and `]`.
    pub(super) closing: u64,
    /// Below 0x20.
    pub(super) controls: u64,
}

/// What a processor can do with a block.
///
/// Closures and not a trait: a closure is compiled for the processor that the function around it is
/// compiled for.
pub(super) struct Processor<L, M, S, N, P> {
    /// A block in registers.
    pub(super) load: L,
    pub(super) masks: M,
    /// Whether a block has no quote, backslash or control character: inside of a string, it is nothing but
    /// more of it.
    pub(super) is_text: S,
    /// Whether a block surely has no bracket either: outside of strings, it changes nothing.
    pub(super) is_plain: N,
    /// Each bit becomes the parity of itself and all bits below.
    pub(super) parity: P,
}

/// See [`super::Kernel::long_string_end`]. `marks` are those of [`super::Kernel::string_marks`].
#[inline(always)]
pub(super) fn string_end(
    text: &[u8],
    at: usize,
    marks: impl Fn(&[u8; BLOCK_BYTES]) -> u64,
) -> Result<StringEnd, Stop> {
    let mut at = at;
    while let Some(block) = text.get(at..).and_then(<[u8]>::first_chunk) {
        let marks = marks(block);
        if marks == 0 {
            at += BLOCK_BYTES;
            continue;
        }
        at += marks.trailing_zeros() as usize;
        if text[at] == b'"' {
            return Ok(StringEnd {
                quote: at,
                escaped: false,
            });
        }
        // Few strings have a backslash.
        break;
    }
    words::string_end(text, at)
}

/// See [`super::Kernel::container_end`].
#[inline(always)]
pub(super) fn container_end<B, L, M, S, N, P>(
    processor: &Processor<L, M, S, N, P>,
    text: &[u8],
    open: usize,
) -> Result<usize, Stop>
where
    B: Copy,
    L: Fn(&[u8; BLOCK_BYTES]) -> B,
    M: Fn(B) -> Masks,
    S: Fn(B) -> bool,
    N: Fn(B) -> bool,
    P: Fn(u64) -> u64,
{
    let mut skip = Skip {
        depth: 1,
        ..Skip::default()
    };
    let mut at = open + 1;
    let (blocks, rest) = text[at..].as_chunks::<BLOCK_BYTES>();
    for block in blocks {
        if let Some(end) = skip.block(processor, block) {
            return finish(text, open, at, end);
        }
        at += BLOCK_BYTES;
    }
    // Spaces mean nothing, in strings and outside.
    let mut last = [b' '; BLOCK_BYTES];
    last[..rest.len()].copy_from_slice(rest);
    match skip.block(processor, &last) {
        Some(end) => finish(text, open, at, end),
        None => Err(Stop::Incomplete),
    }
}

#[inline(always)]
fn finish(
    text: &[u8],
    open: usize,
    block_at: usize,
    end: Result<usize, Stop>,
) -> Result<usize, Stop> {
    let close = block_at + end?;
    if text[close] == text[open] + 2 {
        Ok(close + 1)
    } else {
        Err(Stop::Broken)
    }
}

/// What one block leaves to the next.
#[derive(Debug, Default)]
struct Skip {
    /// Open brackets, the container's own one too.
    depth: u32,
    /// All ones inside of a string, else zero.
    in_string: u64,
    /// 1 if the next byte is escaped, else 0.
    escaped: u64,
}

impl Skip {
    /// Passes a block; or where in it the container closes or breaks.
    #[inline(always)]
    fn block<B, L, M, S, N, P>(
        &mut self,
        processor: &Processor<L, M, S, N, P>,
        block: &[u8; BLOCK_BYTES],
    ) -> Option<Result<usize, Stop>>
    where
        B: Copy,
        L: Fn(&[u8; BLOCK_BYTES]) -> B,
        M: Fn(B) -> Masks,
        S: Fn(B) -> bool,
        N: Fn(B) -> bool,
        P: Fn(u64) -> u64,
    {
        let block = (processor.load)(block);
        if self.passes(processor, block) {
            return None;
        }
        let masks = (processor.masks)(block);
        let quotes = masks.quotes & !self.escaped_bytes(masks.backslashes);
        let strings = (processor.parity)(quotes) ^ self.in_string;
        // All ones if the last byte is inside of a string.
        self.in_string = 0_u64.wrapping_sub(strings >> 63);
        let opening = masks.opening & !strings;
        let closing = masks.closing & !strings;
        let faults = masks.controls | masks.backslashes & !strings;
        // Brackets that open before the first one closes: with them, the depth most often suffices for all
        // that close.
        let opening_first = opening & (closing ^ closing.wrapping_sub(1));
        if faults == 0 && closing.count_ones() < self.depth + opening_first.count_ones() {
            self.depth = self.depth + opening.count_ones() - closing.count_ones();
            return None;
        }
        self.end_in(opening, closing, faults, masks.controls & !strings)
    }

    /// Whether a block surely leaves everything as it is.
    #[inline(always)]
    fn passes<B, L, M, S, N, P>(&self, processor: &Processor<L, M, S, N, P>, block: B) -> bool
    where
        S: Fn(B) -> bool,
        N: Fn(B) -> bool,
    {
        if self.in_string == 0 {
            (processor.is_plain)(block)
        } else {
            self.escaped == 0 && (processor.is_text)(block)
        }
    }

    /// Where the depth comes to zero, unless a fault comes first.
    fn end_in(
        &mut self,
        opening: u64,
        closing: u64,
        faults: u64,
        controls_outside: u64,
    ) -> Option<Result<usize, Stop>> {
        let fault_at = faults.trailing_zeros();
        let mut left = closing;
        let mut closed = 0;
        while left != 0 {
            let at = left.trailing_zeros();
            if at > fault_at {
                break;
            }
            closed += 1;
            let opened = (opening & ((1 << at) - 1)).count_ones();
            if self.depth + opened == closed {
                return Some(Ok(at as usize));
            }
            left &= left - 1;
        }
        if faults != 0 {
            let is_control = controls_outside >> fault_at & 1 == 1;
            return Some(Err(if is_control {
                Stop::Control
            } else {
                Stop::Broken
            }));
        }
        self.depth = self.depth + opening.count_ones() - closing.count_ones();
        None
    }

    /// The bytes that a backslash escapes: those after an odd number of them.
    ///
    /// Adding the odd backslashes' bits carries along each run and ends after it, at an odd or an
    /// even place as the run's length is.
    #[inline(always)]
    fn escaped_bytes(&mut self, backslashes: u64) -> u64 {
        const ODD: u64 = 0xaaaa_aaaa_aaaa_aaaa;
        if backslashes == 0 {
            return std::mem::take(&mut self.escaped);
        }
        // An escaped backslash escapes nothing.
        let escaping = backslashes & !self.escaped;
        let ends = ((escaping << 1) | ODD).wrapping_sub(escaping) ^ ODD;
        let escaped = ends ^ (backslashes | self.escaped);
        self.escaped = (ends & backslashes) >> 63;
        escaped
    }
}
