//! Blocks as NEON sees them: four registers of 16 bytes.
//!
//! The only `unsafe`: the call of a function that is compiled for processors with NEON, which all of this
//! architecture have.

use std::arch::aarch64::{
    uint8x16_t, vandq_u8, vceqq_u8, vcleq_u8, vdupq_n_u8, vgetq_lane_u64, vmaxvq_u8, vorrq_u8,
    vpaddq_u8, vreinterpretq_u64_u8, vsubq_u8,
};

use super::blocks::{self, Masks, Processor};
use super::kernel::{BLOCK_BYTES, Compiled, Stop, StringEnd, Task};

/// Runs a task with this kernel.
pub(super) fn run<T: Task>(task: T) -> T::Output {
    #[expect(
        unsafe_code,
        reason = "what is compiled for this architecture may assume NEON"
    )]
    // SAFETY: every 64-bit ARM processor has the feature that the function is compiled for.
    unsafe {
        run_neon(task)
    }
}

#[target_feature(enable = "neon")]
fn run_neon<T: Task>(task: T) -> T::Output {
    task.run(&Compiled {
        string_marks: |block: &[u8; BLOCK_BYTES]| block_marks(block),
        long_string_end: |text: &[u8], at: usize| long_string_end(text, at),
        container_end: |text: &[u8], open: usize| container_end(text, open),
    })
}

#[target_feature(enable = "neon")]
#[inline(never)]
fn long_string_end(text: &[u8], at: usize) -> Result<StringEnd, Stop> {
    blocks::string_end(text, at, |block| block_marks(block))
}

/// A bit for each quote, backslash and control character.
#[target_feature(enable = "neon")]
#[inline]
fn block_marks(block: &[u8; BLOCK_BYTES]) -> u64 {
    joined(quarters(block).map(|quarter| string_marks(quarter)))
}

#[target_feature(enable = "neon")]
fn container_end(text: &[u8], open: usize) -> Result<usize, Stop> {
    let processor = Processor {
        load: |block: &[u8; BLOCK_BYTES]| quarters(block),
        masks: |block: [uint8x16_t; 4]| masks(block),
        is_text: |block: [uint8x16_t; 4]| is_none(block.map(|quarter| string_marks(quarter))),
        is_plain: |block: [uint8x16_t; 4]| is_none(block.map(|quarter| any_marks(quarter))),
        parity,
    };
    blocks::container_end(&processor, text, open)
}

#[target_feature(enable = "neon")]
#[inline]
fn masks(block: [uint8x16_t; 4]) -> Masks {
    let equal = |[a, b, c, d]: [uint8x16_t; 4], byte: u8| {
        let byte = vdupq_n_u8(byte);
        let [a, b] = [vceqq_u8(a, byte), vceqq_u8(b, byte)];
        joined([a, b, vceqq_u8(c, byte), vceqq_u8(d, byte)])
    };
    let [a, b, c, d] = block;
    // `[` and `]` are `{` and `}` less 0x20.
    let case = vdupq_n_u8(0x20);
    let lower = [
        vorrq_u8(a, case),
        vorrq_u8(b, case),
        vorrq_u8(c, case),
        vorrq_u8(d, case),
    ];
    let last_control = vdupq_n_u8(0x1f);
    Masks {
        quotes: equal(block, b'"'),
        backslashes: equal(block, b'\\'),
        opening: equal(lower, b'{'),
        closing: equal(lower, b'}'),
        controls: joined([
            vcleq_u8(a, last_control),
            vcleq_u8(b, last_control),
            vcleq_u8(c, last_control),
            vcleq_u8(d, last_control),
        ]),
    }
}

/// A block as four registers.
#[target_feature(enable = "neon")]
#[inline]
fn quarters(block: &[u8; BLOCK_BYTES]) -> [uint8x16_t; 4] {
    let (quarters, _) = block.as_chunks::<16>();
    [0, 1, 2, 3].map(|quarter: usize| bytemuck::cast(quarters[quarter]))
}

/// All ones for each quote, backslash and control character.
#[target_feature(enable = "neon")]
#[inline]
fn string_marks(bytes: uint8x16_t) -> uint8x16_t {
    let ends = vorrq_u8(
        vceqq_u8(bytes, vdupq_n_u8(b'"')),
        vceqq_u8(bytes, vdupq_n_u8(b'\\')),
    );
    vorrq_u8(ends, vcleq_u8(bytes, vdupq_n_u8(0x1f)))
}

/// All ones for each quote, backslash, bracket and control character, and some others.
#[target_feature(enable = "neon")]
#[inline]
fn any_marks(bytes: uint8x16_t) -> uint8x16_t {
    // `[`, the backslash and `]` follow each other, as do `{`, `|` and `}` 0x20 after them.
    let brackets = vsubq_u8(vorrq_u8(bytes, vdupq_n_u8(0x20)), vdupq_n_u8(b'{'));
    vorrq_u8(string_marks(bytes), vcleq_u8(brackets, vdupq_n_u8(2)))
}

#[target_feature(enable = "neon")]
#[inline]
fn is_none([a, b, c, d]: [uint8x16_t; 4]) -> bool {
    vmaxvq_u8(vorrq_u8(vorrq_u8(a, b), vorrq_u8(c, d))) == 0
}

/// A bit for each of 64 bytes that are all ones or zero: each byte keeps the bit of its place, and
/// neighbours are added until eight bytes have become one.
#[target_feature(enable = "neon")]
#[inline]
fn joined([a, b, c, d]: [uint8x16_t; 4]) -> u64 {
    const PLACES: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];
    let places = bytemuck::cast(PLACES);
    let front = vpaddq_u8(vandq_u8(a, places), vandq_u8(b, places));
    let back = vpaddq_u8(vandq_u8(c, places), vandq_u8(d, places));
    let pairs = vpaddq_u8(front, back);
    vgetq_lane_u64::<0>(vreinterpretq_u64_u8(vpaddq_u8(pairs, pairs)))
}

/// Each bit becomes the parity of itself and all bits below.
fn parity(bits: u64) -> u64 {
    [1, 2, 4, 8, 16, 32]
        .into_iter()
        .fold(bits, |parity, shift| parity ^ parity << shift)
}
