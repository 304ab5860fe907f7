//! The `aws-chunked` content coding: how SDKs stream an object with its checksum behind it.
//!
//! ```text
//! <size in hex>[;chunk-signature=...]\r\n<bytes>\r\n ... 0[;chunk-signature=...]\r\n[<trailer>:<value>\r\n]*\r\n
//! ```
//!
//! Signed and unsigned chunks, with and without trailers, are one grammar here: signatures are skipped, as they are
//! everywhere in the emulator.
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>

use bytes::{Buf as _, Bytes, BytesMut};

/// The longest line between chunks, in bytes: a size and a signature, or a trailer with a checksum.
const MAX_LINE_BYTES: usize = 4096;

/// The most trailers of one body.
const MAX_TRAILERS: usize = 16;

/// Why a body is not aws-chunked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChunkError {
    #[error("the body ends before its last chunk")]
    Incomplete,
    #[error("the chunks have {found} bytes, not {expected} as x-amz-decoded-content-length says")]
    Length { expected: u64, found: u64 },
    #[error("a chunk does not begin with its size")]
    Size,
    #[error("a chunk is longer than its size")]
    End,
    #[error("a line between chunks is longer than {MAX_LINE_BYTES} bytes")]
    LongLine,
    #[error("a trailer is not `name:value`")]
    Trailer,
}

/// Takes chunks apart as they arrive.
#[derive(Debug)]
pub struct Decoder {
    state: State,
    line: BytesMut,
    decoded: u64,
    trailers: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// In the line that holds a chunk's size.
    Size,
    /// In a chunk's bytes, of which so many are left.
    Data(u64),
    /// In the line break behind a chunk.
    End,
    /// Behind the last chunk.
    Trailers,
    Done,
}

impl Default for Decoder {
    fn default() -> Self {
        Self {
            state: State::Size,
            line: BytesMut::new(),
            decoded: 0,
            trailers: Vec::new(),
        }
    }
}

impl Decoder {
    /// Takes the next bytes off the wire and appends to `data` what of them is the object's.
    pub fn feed(&mut self, mut wire: Bytes, data: &mut Vec<Bytes>) -> Result<(), ChunkError> {
        while !wire.is_empty() {
            match self.state {
                State::Data(left) => self.take_data(left, &mut wire, data),
                State::Done => return Ok(()),
                State::Size | State::End | State::Trailers => {
                    if self.take_line(&mut wire)? {
                        self.end_line()?;
                    }
                }
            }
        }
        Ok(())
    }

    /// That there are not more bytes so far than there should be in all.
    pub fn check(&self, expected: Option<u64>) -> Result<(), ChunkError> {
        let found = self.decoded;
        match expected {
            Some(expected) if found > expected => Err(ChunkError::Length { expected, found }),
            _ => Ok(()),
        }
    }

    /// What came behind the last chunk. `expected` is how many bytes the chunks together should have had.
    pub fn finish(self, expected: Option<u64>) -> Result<Vec<(String, String)>, ChunkError> {
        // Some clients leave out the empty line behind the last trailer.
        if !matches!(self.state, State::Done | State::Trailers) {
            return Err(ChunkError::Incomplete);
        }
        match expected {
            Some(expected) if expected != self.decoded => Err(ChunkError::Length {
                expected,
                found: self.decoded,
            }),
            _ => Ok(self.trailers),
        }
    }

    fn take_data(&mut self, left: u64, wire: &mut Bytes, data: &mut Vec<Bytes>) {
        let length = usize::try_from(left).map_or(wire.len(), |left| left.min(wire.len()));
        data.push(wire.split_to(length));
        self.decoded += length as u64;
        let left = left - length as u64;
        self.state = if left == 0 {
            State::End
        } else {
            State::Data(left)
        };
    }

    /// Collects up to the next line break; whether it was reached.
    fn take_line(&mut self, wire: &mut Bytes) -> Result<bool, ChunkError> {
        let position = wire.iter().position(|byte| *byte == b'\n');
        let length = position.unwrap_or(wire.len());
        if self.line.len() + length > MAX_LINE_BYTES {
            return Err(ChunkError::LongLine);
        }
        self.line.extend_from_slice(&wire[..length]);
        wire.advance(position.map_or(length, |position| position + 1));
        Ok(position.is_some())
    }

    fn end_line(&mut self) -> Result<(), ChunkError> {
        let line = self.line.split();
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        self.state = match self.state {
            State::Size => match chunk_size(line)? {
                0 => State::Trailers,
                size => State::Data(size),
            },
            State::End if line.is_empty() => State::Size,
            State::End => return Err(ChunkError::End),
            State::Trailers if line.is_empty() => State::Done,
            State::Trailers => {
                self.keep_trailer(line)?;
                State::Trailers
            }
            other => other,
        };
        Ok(())
    }

    fn keep_trailer(&mut self, line: &[u8]) -> Result<(), ChunkError> {
        let text = std::str::from_utf8(line).map_err(|_| ChunkError::Trailer)?;
        let (name, value) = text.split_once(':').ok_or(ChunkError::Trailer)?;
        if self.trailers.len() == MAX_TRAILERS {
            return Err(ChunkError::Trailer);
        }
        let name = name.trim().to_ascii_lowercase();
        self.trailers.push((name, value.trim().to_owned()));
        Ok(())
    }
}

fn chunk_size(line: &[u8]) -> Result<u64, ChunkError> {
    let digits = line.split(|byte| *byte == b';').next().unwrap_or_default();
    let digits = std::str::from_utf8(digits).map_err(|_| ChunkError::Size)?;
    u64::from_str_radix(digits.trim(), 16).map_err(|_| ChunkError::Size)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Decoded = Result<(String, Vec<(String, String)>), ChunkError>;

    /// Feeds the wire bytes in pieces of `size`.
    fn decode(wire: &str, size: usize, expected: Option<u64>) -> Decoded {
        let mut decoder = Decoder::default();
        let mut data = Vec::new();
        for piece in wire.as_bytes().chunks(size) {
            decoder.feed(Bytes::copy_from_slice(piece), &mut data)?;
        }
        let trailers = decoder.finish(expected)?;
        Ok((String::from_utf8(data.concat()).unwrap(), trailers))
    }

    fn check(wire: &str, text: &str, trailers: &[(&str, &str)]) {
        let trailers: Vec<_> = trailers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        for size in 1..=wire.len() {
            let expected = Some(text.len() as u64);
            assert_eq!(
                decode(wire, size, expected),
                Ok((text.to_owned(), trailers.clone())),
                "in pieces of {size}"
            );
        }
    }

    #[test]
    fn signed_chunks() {
        check(
            "5;chunk-signature=ab\r\nhello\r\n6;chunk-signature=cd\r\n world\r\n0;chunk-signature=ef\r\n\r\n",
            "hello world",
            &[],
        );
    }

    #[test]
    fn signed_chunks_with_a_signed_trailer() {
        check(
            "A;chunk-signature=ab\r\n0123456789\r\n0;chunk-signature=cd\r\nx-amz-checksum-crc32:AAAAAA==\r\nx-amz-trailer-signature:ef\r\n\r\n",
            "0123456789",
            &[
                ("x-amz-checksum-crc32", "AAAAAA=="),
                ("x-amz-trailer-signature", "ef"),
            ],
        );
    }

    #[test]
    fn unsigned_chunks_with_a_trailer() {
        check(
            "3\r\na\r\n\r\n0\r\nX-Amz-Checksum-SHA1: xyz\r\n\r\n",
            "a\r\n",
            &[("x-amz-checksum-sha1", "xyz")],
        );
    }

    #[test]
    fn an_empty_body() {
        check("0\r\n\r\n", "", &[]);
        check("0\r\n", "", &[]);
    }

    #[test]
    fn broken_bodies_are_refused() {
        let error = |wire: &str, expected| decode(wire, wire.len().max(1), expected).unwrap_err();
        assert_eq!(error("", None), ChunkError::Incomplete);
        assert_eq!(error("5\r\nhel", None), ChunkError::Incomplete);
        assert_eq!(error("5\r\nhello\r\n", None), ChunkError::Incomplete);
        assert_eq!(error("zz\r\n", None), ChunkError::Size);
        assert_eq!(error("\r\n", None), ChunkError::Size);
        assert_eq!(error("2\r\nhello\r\n", None), ChunkError::End);
        assert_eq!(error("0\r\nnonsense\r\n\r\n", None), ChunkError::Trailer);
        assert_eq!(error(&"1".repeat(5000), None), ChunkError::LongLine);
        assert_eq!(
            error("1\r\na\r\n0\r\n\r\n", Some(2)),
            ChunkError::Length {
                expected: 2,
                found: 1
            }
        );
    }
}
