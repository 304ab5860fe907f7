//! Every way to skip a container against every other, on texts that fall on block edges.

use fastrand::Rng;

use super::kernel::{BLOCK_BYTES, Kernel, Stop, StringEnd, Task};
use super::{Window, Words, blocks};
use blocks::{Masks, Processor};

const TEXTS: u64 = if cfg!(debug_assertions) {
    6_000
} else {
    2_000_000
};

/// Blocks read byte by byte: what every processor must agree with.
fn byte_by_byte(text: &[u8], open: usize) -> Result<usize, Stop> {
    let where_is = |block: &[u8; BLOCK_BYTES], wanted: &dyn Fn(u8) -> bool| {
        let bits = block.iter().enumerate();
        bits.fold(0, |mask, (bit, &byte)| {
            mask | u64::from(wanted(byte)) << bit
        })
    };
    let processor = Processor {
        load: |block: &[u8; BLOCK_BYTES]| *block,
        masks: |block: [u8; BLOCK_BYTES]| Masks {
            quotes: where_is(&block, &|byte| byte == b'"'),
            backslashes: where_is(&block, &|byte| byte == b'\\'),
            opening: where_is(&block, &|byte| matches!(byte, b'{' | b'[')),
            closing: where_is(&block, &|byte| matches!(byte, b'}' | b']')),
            controls: where_is(&block, &|byte| byte < 0x20),
        },
        is_text: |block: [u8; BLOCK_BYTES]| {
            !block
                .iter()
                .any(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))
        },
        is_plain: |block: [u8; BLOCK_BYTES]| {
            !block
                .iter()
                .any(|byte| matches!(byte, b'"' | b'[' | b'\\' | b']' | b'{' | b'}' | 0..0x20))
        },
        parity: |bits: u64| {
            (0..64).fold(0, |all, bit| {
                let below = bits & (u64::MAX >> (63 - bit));
                all | u64::from(below.count_ones() & 1) << bit
            })
        },
    };
    blocks::container_end(&processor, text, open)
}

/// No blocks, no words: one byte after the other.
fn naive(text: &[u8], open: usize) -> Result<usize, Stop> {
    let mut depth = 0;
    let mut at = open;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => at = naive_string_end(text, at + 1)?.quote,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    let matches = byte == text[open] + 2;
                    return if matches {
                        Ok(at + 1)
                    } else {
                        Err(Stop::Broken)
                    };
                }
            }
            b'\\' => return Err(Stop::Broken),
            0..0x20 => return Err(Stop::Control),
            _ => {}
        }
        at += 1;
    }
    Err(Stop::Incomplete)
}

#[test]
fn every_way_finds_the_same_end() {
    let mut rng = Rng::with_seed(8);
    for number in 0..TEXTS {
        let (text, open) = container(&mut rng);
        let expected = naive(&text, open);
        let show = || format!("text {number}: {}", String::from_utf8_lossy(&text));
        assert_eq!(
            Words.container_end(&text, open),
            expected,
            "words, {}",
            show()
        );
        if number % 8 == 0 {
            assert_eq!(byte_by_byte(&text, open), expected, "blocks, {}", show());
        }
        #[cfg(target_arch = "x86_64")]
        if let Ok(end) = super::avx2::run(ContainerEnd(&text, open)) {
            assert_eq!(end, expected, "avx2, {}", show());
        }
        #[cfg(target_arch = "aarch64")]
        assert_eq!(
            super::neon::run(ContainerEnd(&text, open)),
            expected,
            "neon, {}",
            show()
        );
        let expected = string_ends(|at| naive_string_end(&text, at), open + 1);
        let ends = StringEnds(&text, open + 1);
        assert_eq!(ends.run(&Words), expected, "words, {}", show());
        #[cfg(target_arch = "aarch64")]
        assert_eq!(super::neon::run(ends), expected, "neon, {}", show());
        #[cfg(target_arch = "x86_64")]
        if let Ok(ends) = super::avx2::run(ends) {
            assert_eq!(ends, expected, "avx2, {}", show());
        }
    }
}

struct ContainerEnd<'a>(&'a [u8], usize);

impl Task for ContainerEnd<'_> {
    type Output = Result<usize, Stop>;

    fn run(self, kernel: &impl Kernel) -> Self::Output {
        kernel.container_end(self.0, self.1)
    }
}

/// One string after the other, by one window.
#[derive(Clone, Copy)]
struct StringEnds<'a>(&'a [u8], usize);

impl Task for StringEnds<'_> {
    type Output = Vec<Result<StringEnd, Stop>>;

    fn run(self, kernel: &impl Kernel) -> Self::Output {
        let mut window = Window::default();
        string_ends(|at| window.string_end(kernel, self.0, at), self.1)
    }
}

/// The ends of the strings that begin at `start` and after each end, up to one that has none.
fn string_ends(
    mut end: impl FnMut(usize) -> Result<StringEnd, Stop>,
    start: usize,
) -> Vec<Result<StringEnd, Stop>> {
    let mut ends = vec![end(start)];
    while let Some(Ok(last)) = ends.last() {
        ends.push(end(last.quote + 1));
    }
    ends
}

/// One byte after the other.
fn naive_string_end(text: &[u8], at: usize) -> Result<StringEnd, Stop> {
    let mut escaped = false;
    let mut bytes = text.iter().enumerate().skip(at);
    while let Some((quote, byte)) = bytes.next() {
        match byte {
            b'"' => return Ok(StringEnd { quote, escaped }),
            b'\\' => {
                escaped = true;
                if bytes.next().is_some_and(|(_, escape)| *escape < 0x20) {
                    return Err(Stop::Broken);
                }
            }
            0..0x20 => return Err(Stop::Broken),
            _ => {}
        }
    }
    Err(Stop::Incomplete)
}

/// Brackets, strings, runs of backslashes and long plain stretches, mostly balanced, cut sometimes.
fn container(rng: &mut Rng) -> (Vec<u8>, usize) {
    let mut text = vec![b' '; rng.usize(..3)];
    let open = text.len();
    text.push(*rng.choice(b"{[").expect("two brackets"));
    let mut in_string = false;
    for _ in 0..rng.usize(..40) {
        let run = if rng.u8(..) < 30 {
            rng.usize(..140)
        } else {
            rng.usize(..6)
        };
        match rng.u8(..16) {
            0 | 1 => {
                text.push(b'"');
                in_string = !in_string;
            }
            2 if in_string => text.extend(vec![b'\\'; run]),
            3 if in_string => text.extend_from_slice(b"\\\""),
            4 | 5 => text.push(*rng.choice(b"{[").expect("two brackets")),
            6..9 => text.push(*rng.choice(b"}]").expect("two brackets")),
            9 if rng.u8(..) < 12 => text.push(*rng.choice(b"\n\r\x00\\").expect("a fault")),
            _ => text.extend(vec![b'x'; run]),
        }
    }
    if in_string {
        text.push(b'"');
    }
    text.extend(vec![b'}'; rng.usize(..12)]);
    (text, open)
}
