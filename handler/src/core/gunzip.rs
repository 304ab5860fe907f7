//! A gzip stream of any number of members, inflated piece by piece.
//!
//! Not the library's decoder: that stops after the first member or trips over padding. Here every
//! member counts, zero padding between and after members is passed over, and each member's CRC and
//! size are checked. What else follows a member is an error: `gzip(1)` ignores such garbage with a
//! warning, but here it could be records lost without a trace. A member that decompresses to gzip
//! again is text like any other and is not unwrapped.
//!
//! Source: RFC 1952.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::object_error::ObjectError;

/// What a gzip stream begins with.
pub(crate) const MAGIC: [u8; 2] = [0x1f, 0x8b];

pub(crate) const FHCRC: u8 = 1 << 1;
const FEXTRA: u8 = 1 << 2;
const FNAME: u8 = 1 << 3;
const FCOMMENT: u8 = 1 << 4;
const RESERVED: u8 = 0xe0;

const DEFLATE: u8 = 8;

/// What is expected next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// A member, or, after the first, padding or the end.
    Member {
        first: bool,
    },
    /// The header's fixed part, of which so many bytes were seen.
    Header,
    ExtraLength,
    Extra {
        left: u16,
    },
    Name,
    Comment,
    HeaderCrc,
    Body,
    Trailer,
}

/// The state of one stream.
#[derive(Debug)]
pub(crate) struct Gunzip {
    inflate: Decompress,
    expect: Expect,
    /// The bytes of the header's or trailer's current part.
    part: [u8; 10],
    part_len: usize,
    flags: u8,
    header_crc: Crc,
    body_crc: Crc,
}

/// How far one call came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) consumed: usize,
    pub(crate) produced: usize,
}

impl Gunzip {
    pub(crate) fn new() -> Self {
        Self {
            inflate: Decompress::new(false),
            expect: Expect::Member { first: true },
            part: [0; 10],
            part_len: 0,
            flags: 0,
            header_crc: Crc::new(),
            body_crc: Crc::new(),
        }
    }

    /// The state after a member, which was inflated elsewhere.
    pub(crate) fn after_member() -> Self {
        Self {
            expect: Expect::Member { first: false },
            ..Self::new()
        }
    }

    /// Inflates until the input is used up or the output is full.
    pub(crate) fn inflate(
        &mut self,
        input: &[u8],
        output: &mut [u8],
    ) -> Result<Progress, ObjectError> {
        let mut progress = Progress {
            consumed: 0,
            produced: 0,
        };
        while progress.consumed < input.len() && progress.produced < output.len() {
            let rest = &input[progress.consumed..];
            if self.expect == Expect::Body {
                let step = self.inflate_body(rest, &mut output[progress.produced..])?;
                progress.consumed += step.consumed;
                progress.produced += step.produced;
            } else {
                self.frame_byte(rest[0])?;
                progress.consumed += 1;
            }
        }
        Ok(progress)
    }

    /// Whether the input may end here.
    pub(crate) fn finish(&self) -> Result<(), ObjectError> {
        match self.expect {
            Expect::Member { .. } => Ok(()),
            _ => Err(ObjectError::TruncatedGzip),
        }
    }

    fn inflate_body(&mut self, input: &[u8], output: &mut [u8]) -> Result<Progress, ObjectError> {
        let before = (self.inflate.total_in(), self.inflate.total_out());
        let status = self
            .inflate
            .decompress(input, output, FlushDecompress::None)
            .map_err(|_| ObjectError::CorruptGzip("compressed data cannot be inflated"))?;
        let progress = Progress {
            consumed: distance(before.0, self.inflate.total_in()),
            produced: distance(before.1, self.inflate.total_out()),
        };
        self.body_crc.update(&output[..progress.produced]);
        if status == Status::StreamEnd {
            self.await_part(Expect::Trailer);
        } else if progress.consumed == 0 && progress.produced == 0 {
            return Err(ObjectError::CorruptGzip("compressed data leads nowhere"));
        }
        Ok(progress)
    }

    fn frame_byte(&mut self, byte: u8) -> Result<(), ObjectError> {
        if !matches!(
            self.expect,
            Expect::Member { .. } | Expect::Trailer | Expect::HeaderCrc
        ) {
            self.header_crc.update(&[byte]);
        }
        match self.expect {
            Expect::Member { first } => self.member_byte(byte, first)?,
            Expect::Header => {
                if self.collect(byte, 10) {
                    self.header_end()?;
                }
            }
            Expect::ExtraLength => {
                if self.collect(byte, 2) {
                    let left = u16::from_le_bytes([self.part[0], self.part[1]]);
                    self.expect = Expect::Extra { left };
                    if left == 0 {
                        self.next_field(FEXTRA);
                    }
                }
            }
            Expect::Extra { left: 1 } => self.next_field(FEXTRA),
            Expect::Extra { left } => self.expect = Expect::Extra { left: left - 1 },
            Expect::Name if byte == 0 => self.next_field(FNAME),
            Expect::Comment if byte == 0 => self.next_field(FCOMMENT),
            Expect::Name | Expect::Comment => {}
            Expect::HeaderCrc => {
                if self.collect(byte, 2) {
                    self.header_crc_end()?;
                }
            }
            Expect::Body => unreachable!("the body is inflated, not read byte by byte"),
            Expect::Trailer => {
                if self.collect(byte, 8) {
                    self.trailer_end()?;
                }
            }
        }
        Ok(())
    }

    fn member_byte(&mut self, byte: u8, first: bool) -> Result<(), ObjectError> {
        if byte == 0 && !first {
            return Ok(());
        }
        if byte != MAGIC[0] {
            return Err(ObjectError::CorruptGzip("garbage follows a member"));
        }
        self.header_crc.reset();
        self.header_crc.update(&[byte]);
        self.await_part(Expect::Header);
        self.collect(byte, 10);
        Ok(())
    }

    fn header_end(&mut self) -> Result<(), ObjectError> {
        let [id1, id2, method, flags, ..] = self.part;
        if [id1, id2] != MAGIC {
            return Err(ObjectError::CorruptGzip("garbage follows a member"));
        }
        if method != DEFLATE || flags & RESERVED != 0 {
            return Err(ObjectError::CorruptGzip(
                "unknown compression method or flags",
            ));
        }
        self.flags = flags;
        self.next_field(0);
        Ok(())
    }

    /// Goes on to the next field that the flags announce, after those up to `done`.
    fn next_field(&mut self, done: u8) {
        let fields = [
            (FEXTRA, Expect::ExtraLength),
            (FNAME, Expect::Name),
            (FCOMMENT, Expect::Comment),
            (FHCRC, Expect::HeaderCrc),
        ];
        let after = fields.iter().position(|(flag, _)| *flag == done);
        let left = &fields[after.map_or(0, |index| index + 1)..];
        match left.iter().find(|(flag, _)| self.flags & flag != 0) {
            Some(&(_, expect)) => self.await_part(expect),
            None => self.begin_body(),
        }
    }

    fn header_crc_end(&mut self) -> Result<(), ObjectError> {
        let stored = u16::from_le_bytes([self.part[0], self.part[1]]);
        if u32::from(stored) != self.header_crc.sum() & 0xffff {
            return Err(ObjectError::CorruptGzip("header checksum differs"));
        }
        self.begin_body();
        Ok(())
    }

    fn begin_body(&mut self) {
        self.inflate.reset(false);
        self.body_crc.reset();
        self.expect = Expect::Body;
    }

    fn trailer_end(&mut self) -> Result<(), ObjectError> {
        let word = |at: usize| {
            u32::from_le_bytes([
                self.part[at],
                self.part[at + 1],
                self.part[at + 2],
                self.part[at + 3],
            ])
        };
        if word(0) != self.body_crc.sum() {
            return Err(ObjectError::CorruptGzip("checksum differs"));
        }
        if word(4) != self.body_crc.amount() {
            return Err(ObjectError::CorruptGzip("size differs"));
        }
        self.expect = Expect::Member { first: false };
        Ok(())
    }

    fn await_part(&mut self, expect: Expect) {
        self.expect = expect;
        self.part_len = 0;
    }

    /// Keeps one byte of a part; whether that was its last.
    fn collect(&mut self, byte: u8, len: usize) -> bool {
        self.part[self.part_len] = byte;
        self.part_len += 1;
        self.part_len == len
    }
}

/// Bytes between two totals of one call, which fit in memory.
fn distance(before: u64, after: u64) -> usize {
    usize::try_from(after - before).expect("what one call moves lies in memory")
}
