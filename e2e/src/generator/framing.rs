//! How records stand in an object: between records (shape) and around the whole (packing).
//!
//! [`Framed`] takes the compact text of one record after the other and writes the object. It knows
//! nothing of what a record says.

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use flate2::Compression;
use flate2::write::GzEncoder;

/// What stands before, between and after records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Lines,
    CrLf,
    /// A UTF-8 byte-order mark, then lines.
    Bom,
    BlankLines,
    NoFinalNewline,
    /// A JSON array, one record a line.
    Array,
    /// A JSON array, indented.
    PrettyArray,
    /// One record after the other with nothing between.
    Concatenated,
    /// Indented records, one after the other.
    Pretty,
}

/// What is done with the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    Plain,
    Gzip,
    /// A new gzip member every few records.
    GzipMembers,
    /// One gzip member with zeros after it, as written by tape tools.
    GzipPadded,
}

/// One way to write an object, as the CLI spells it: `lines`, `crlf+gzip`, `array+members` ...
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Framing {
    pub shape: Shape,
    pub packing: Packing,
}

impl Framing {
    pub const fn new(shape: Shape, packing: Packing) -> Self {
        Self { shape, packing }
    }
}

/// Twelve framings that meet every shape and every packing.
pub const TWELVE: [Framing; 12] = [
    Framing::new(Shape::Lines, Packing::Gzip),
    Framing::new(Shape::Lines, Packing::GzipMembers),
    Framing::new(Shape::Lines, Packing::Plain),
    Framing::new(Shape::CrLf, Packing::Plain),
    Framing::new(Shape::CrLf, Packing::GzipPadded),
    Framing::new(Shape::Bom, Packing::Gzip),
    Framing::new(Shape::BlankLines, Packing::Plain),
    Framing::new(Shape::NoFinalNewline, Packing::Gzip),
    Framing::new(Shape::Array, Packing::GzipMembers),
    Framing::new(Shape::PrettyArray, Packing::Plain),
    Framing::new(Shape::Concatenated, Packing::Gzip),
    Framing::new(Shape::Pretty, Packing::Plain),
];

/// Records a gzip member holds under [`Packing::GzipMembers`].
const RECORDS_A_MEMBER: u64 = 7;

/// Zeros after the member under [`Packing::GzipPadded`].
const PADDING_BYTES: usize = 512;

const SHAPES: [(&str, Shape); 9] = [
    ("lines", Shape::Lines),
    ("crlf", Shape::CrLf),
    ("bom", Shape::Bom),
    ("blank-lines", Shape::BlankLines),
    ("no-final-newline", Shape::NoFinalNewline),
    ("array", Shape::Array),
    ("pretty-array", Shape::PrettyArray),
    ("concatenated", Shape::Concatenated),
    ("pretty", Shape::Pretty),
];

const PACKINGS: [(&str, Packing); 4] = [
    ("plain", Packing::Plain),
    ("gzip", Packing::Gzip),
    ("members", Packing::GzipMembers),
    ("padded", Packing::GzipPadded),
];

impl Shape {
    /// Whether a line that is cut off takes no neighbour: only then may a generator cut one and know the answer.
    pub(super) fn is_one_line_a_record(self) -> bool {
        matches!(
            self,
            Self::Lines | Self::CrLf | Self::Bom | Self::BlankLines | Self::NoFinalNewline
        )
    }

    fn is_pretty(self) -> bool {
        matches!(self, Self::Pretty | Self::PrettyArray)
    }

    fn before(self) -> &'static [u8] {
        match self {
            Self::Bom => b"\xef\xbb\xbf",
            Self::Array | Self::PrettyArray => b"[\n",
            Self::BlankLines => b"\n\r\n",
            _ => b"",
        }
    }

    fn between(self) -> &'static [u8] {
        match self {
            Self::CrLf => b"\r\n",
            Self::BlankLines => b"\n \n\r\n",
            Self::Array | Self::PrettyArray => b",\n",
            Self::Concatenated => b"",
            _ => b"\n",
        }
    }

    fn after(self) -> &'static [u8] {
        match self {
            Self::NoFinalNewline | Self::Concatenated => b"",
            Self::CrLf => b"\r\n",
            Self::Array | Self::PrettyArray => b"\n]\n",
            Self::BlankLines => b"\n\n\n",
            _ => b"\n",
        }
    }
}

impl fmt::Display for Framing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shape = SHAPES
            .iter()
            .find(|(_, shape)| *shape == self.shape)
            .map_or("?", |(name, _)| *name);
        let packing = PACKINGS
            .iter()
            .find(|(_, packing)| *packing == self.packing)
            .map_or("?", |(name, _)| *name);
        write!(f, "{shape}+{packing}")
    }
}

impl FromStr for Framing {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (shape, packing) = text.split_once('+').unwrap_or((text, "plain"));
        let named =
            |names: Vec<&str>| format!("`{text}` is no framing: one of {}", names.join(", "));
        let shape = SHAPES.iter().find(|(name, _)| *name == shape);
        let shape = shape
            .ok_or_else(|| named(SHAPES.iter().map(|(name, _)| *name).collect()))?
            .1;
        let packing = PACKINGS.iter().find(|(name, _)| *name == packing);
        let packing = packing
            .ok_or_else(|| named(PACKINGS.iter().map(|(name, _)| *name).collect()))?
            .1;
        Ok(Self { shape, packing })
    }
}

/// An object being written.
pub(super) struct Framed<W: Write> {
    framing: Framing,
    level: Compression,
    sink: Sink<W>,
    records: u64,
    text_bytes: u64,
}

/// Where text goes: straight out, or through the current gzip member.
enum Sink<W: Write> {
    Plain(Counted<W>),
    Gzip(Box<GzEncoder<Counted<W>>>),
    /// Between two members, for the moment in which one is finished and the next begun.
    Moved,
}

impl<W: Write> Framed<W> {
    pub(super) fn new(out: W, framing: Framing, level: u32) -> io::Result<Self> {
        let (out, level) = (Counted { out, bytes: 0 }, Compression::new(level));
        let sink = match framing.packing {
            Packing::Plain => Sink::Plain(out),
            _ => Sink::Gzip(Box::new(GzEncoder::new(out, level))),
        };
        let mut framed = Self {
            framing,
            level,
            sink,
            records: 0,
            text_bytes: 0,
        };
        framed.text(framing.shape.before())?;
        Ok(framed)
    }

    pub(super) fn record(&mut self, text: &[u8]) -> io::Result<()> {
        if self.records > 0 {
            self.text(self.framing.shape.between())?;
            if self.framing.packing == Packing::GzipMembers
                && self.records.is_multiple_of(RECORDS_A_MEMBER)
            {
                self.next_member()?;
            }
        }
        self.records += 1;
        if self.framing.shape.is_pretty() {
            return self.text(&indented(text));
        }
        self.text(text)
    }

    /// Bytes of log text so far.
    pub(super) fn text_bytes(&self) -> u64 {
        self.text_bytes
    }

    /// Ends the object: its bytes as stored and of log text.
    pub(super) fn finish(mut self) -> io::Result<(u64, u64)> {
        self.text(self.framing.shape.after())?;
        let mut out = match self.sink {
            Sink::Plain(out) => out,
            Sink::Gzip(encoder) => encoder.finish()?,
            Sink::Moved => unreachable!("no member is open only within next_member"),
        };
        if self.framing.packing == Packing::GzipPadded {
            out.write_all(&[0; PADDING_BYTES])?;
        }
        out.flush()?;
        Ok((out.bytes, self.text_bytes))
    }

    fn text(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.text_bytes += bytes.len() as u64;
        match &mut self.sink {
            Sink::Plain(out) => out.write_all(bytes),
            Sink::Gzip(encoder) => encoder.write_all(bytes),
            Sink::Moved => unreachable!("no member is open only within next_member"),
        }
    }

    fn next_member(&mut self) -> io::Result<()> {
        self.sink = match std::mem::replace(&mut self.sink, Sink::Moved) {
            Sink::Gzip(encoder) => {
                Sink::Gzip(Box::new(GzEncoder::new(encoder.finish()?, self.level)))
            }
            other => other,
        };
        Ok(())
    }
}

fn indented(record: &[u8]) -> Vec<u8> {
    let value: Result<serde_json::Value, _> = serde_json::from_slice(record);
    value
        .and_then(|value| serde_json::to_vec_pretty(&value))
        .unwrap_or_else(|_| record.to_vec())
}

struct Counted<W> {
    out: W,
    bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_framing_reads_back_as_it_is_written() {
        for framing in TWELVE {
            assert_eq!(framing.to_string().parse(), Ok(framing));
        }
        assert_eq!(
            "crlf".parse(),
            Ok(Framing::new(Shape::CrLf, Packing::Plain))
        );
        assert!("zip".parse::<Framing>().is_err());
    }
}
