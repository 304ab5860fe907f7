//! Blocks as AVX2 sees them: two registers of 32 bytes.
//!
//! The only `unsafe`: the call of a function that is compiled for processors with AVX2, after asking this
//! one.

use std::arch::x86_64::{
    __m256i, _mm_clmulepi64_si128, _mm_cvtsi128_si64, _mm_set_epi64x, _mm256_cmpeq_epi8,
    _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8, _mm256_sub_epi8,
    _mm256_testz_si256,
};

use super::blocks::{self, Masks, Processor};
use super::kernel::{BLOCK_BYTES, Compiled, Stop, StringEnd, Task};

/// Runs a task with this kernel; gives it back if this processor cannot.
pub(super) fn run<T: Task>(task: T) -> Result<T::Output, T> {
    if !(std::is_x86_feature_detected!("avx2")
        && std::is_x86_feature_detected!("pclmulqdq")
        && std::is_x86_feature_detected!("popcnt")
        && std::is_x86_feature_detected!("bmi1")
        && std::is_x86_feature_detected!("bmi2"))
    {
        return Err(task);
    }
    #[expect(
        unsafe_code,
        reason = "the processor has just been asked for these features"
    )]
    // SAFETY: the features that the function is compiled for are there.
    unsafe {
        Ok(run_avx2(task))
    }
}

#[target_feature(enable = "avx2,pclmulqdq,popcnt,bmi1,bmi2")]
fn run_avx2<T: Task>(task: T) -> T::Output {
    task.run(&Compiled {
        string_marks: |block: &[u8; BLOCK_BYTES]| block_marks(block),
        long_string_end: |text: &[u8], at: usize| long_string_end(text, at),
        container_end: |text: &[u8], open: usize| container_end(text, open),
    })
}

#[target_feature(enable = "avx2,bmi1")]
#[inline(never)]
fn long_string_end(text: &[u8], at: usize) -> Result<StringEnd, Stop> {
    blocks::string_end(text, at, |block| block_marks(block))
}

/// A bit for each quote, backslash and control character.
#[target_feature(enable = "avx2")]
#[inline]
fn block_marks(block: &[u8; BLOCK_BYTES]) -> u64 {
    let [low, high] = halves(block);
    u64::from(string_marks(low)) | u64::from(string_marks(high)) << 32
}

/// As [`block_marks`], of half a block.
#[target_feature(enable = "avx2")]
#[inline]
fn string_marks(bytes: __m256i) -> u32 {
    let splat = |byte: u8| _mm256_set1_epi8(byte.cast_signed());
    let ends = _mm256_or_si256(
        _mm256_cmpeq_epi8(bytes, splat(b'"')),
        _mm256_cmpeq_epi8(bytes, splat(b'\\')),
    );
    let controls = _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, splat(0x1f)), bytes);
    _mm256_movemask_epi8(_mm256_or_si256(ends, controls)).cast_unsigned()
}

/// All ones for each quote, backslash, bracket and control character, and some others.
#[target_feature(enable = "avx2")]
#[inline]
fn any_marks(bytes: __m256i) -> __m256i {
    let splat = |byte: u8| _mm256_set1_epi8(byte.cast_signed());
    let at_most = |bytes, most| _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, splat(most)), bytes);
    // `[`, the backslash and `]` follow each other, as do `{`, `|` and `}` 0x20 after them.
    let brackets = _mm256_sub_epi8(_mm256_or_si256(bytes, splat(0x20)), splat(b'{'));
    let ends = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, splat(b'"')), at_most(bytes, 0x1f));
    _mm256_or_si256(ends, at_most(brackets, 2))
}

#[target_feature(enable = "avx2,pclmulqdq,popcnt,bmi1,bmi2")]
fn container_end(text: &[u8], open: usize) -> Result<usize, Stop> {
    let splat = |byte: u8| _mm256_set1_epi8(byte.cast_signed());
    let quote = splat(b'"');
    let backslash = splat(b'\\');
    let last_control = splat(0x1f);
    let case = splat(0x20);
    let open_brace = splat(b'{');
    let close_brace = splat(b'}');
    let processor = Processor {
        load: |block: &[u8; BLOCK_BYTES]| halves(block),
        masks: |[low, high]: [__m256i; 2]| {
            let equal = |byte| joined(_mm256_cmpeq_epi8(low, byte), _mm256_cmpeq_epi8(high, byte));
            // `[` and `]` are `{` and `}` less 0x20.
            let (low_case, high_case) = (_mm256_or_si256(low, case), _mm256_or_si256(high, case));
            let bracket = |byte| {
                joined(
                    _mm256_cmpeq_epi8(low_case, byte),
                    _mm256_cmpeq_epi8(high_case, byte),
                )
            };
            Masks {
                quotes: equal(quote),
                backslashes: equal(backslash),
                opening: bracket(open_brace),
                closing: bracket(close_brace),
                controls: joined(
                    _mm256_cmpeq_epi8(_mm256_min_epu8(low, last_control), low),
                    _mm256_cmpeq_epi8(_mm256_min_epu8(high, last_control), high),
                ),
            }
        },
        is_text: |[low, high]: [__m256i; 2]| string_marks(low) | string_marks(high) == 0,
        is_plain: |[low, high]: [__m256i; 2]| {
            let marks = _mm256_or_si256(any_marks(low), any_marks(high));
            _mm256_testz_si256(marks, marks) == 1
        },
        // A product without carries by all ones.
        parity: |bits: u64| {
            let product = _mm_clmulepi64_si128::<0>(
                _mm_set_epi64x(0, bits.cast_signed()),
                _mm_set_epi64x(0, -1),
            );
            _mm_cvtsi128_si64(product).cast_unsigned()
        },
    };
    blocks::container_end(&processor, text, open)
}

/// A block as two registers.
#[target_feature(enable = "avx2")]
#[inline]
fn halves(block: &[u8; BLOCK_BYTES]) -> [__m256i; 2] {
    let (halves, _) = block.as_chunks::<32>();
    [bytemuck::cast(halves[0]), bytemuck::cast(halves[1])]
}

/// The high bits of 64 bytes.
#[target_feature(enable = "avx2")]
#[inline]
fn joined(low: __m256i, high: __m256i) -> u64 {
    let bits = |half| u64::from(_mm256_movemask_epi8(half).cast_unsigned());
    bits(low) | bits(high) << 32
}
