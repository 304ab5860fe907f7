//! A small gzip object, inflated in one go: half as fast again as piece by piece.
//!
//! Only where nothing can go wrong unseen: one member and nothing else, whose checksum and size are
//! those at the object's end. Whatever does not look so is left to [`Gunzip`](crate::core::gunzip),
//! which also tells what is wrong with it.

use libdeflater::{Decompressor, crc32};
use memchr::memmem;

use crate::core::gunzip::{FNAME, MEMBER};

/// Bytes as stored of the largest object that is inflated in one go.
pub(super) const MAX_STORED_BYTES: usize = 4 << 20;

/// Bytes of text of the largest such object. Bedrock's own are smaller.
const MAX_TEXT_BYTES: usize = 4 << 20;

/// Bytes of a header without optional fields.
const HEADER_BYTES: usize = 10;

/// Bytes of a checksum and a size.
const TRAILER_BYTES: usize = 8;

/// One member, by the looks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Member<'a> {
    deflated: &'a [u8],
    crc: u32,
    text_bytes: usize,
}

impl<'a> Member<'a> {
    /// The one member of a whole object.
    ///
    /// A second one would begin with the same three bytes as the first. Nowhere behind the header do
    /// they stand, so there is none: the decompressor alone would not tell, since it stops after the
    /// first, and of two equal ones also the trailer is equal. Deflated data seldom has the three by
    /// chance, once in 16 MB.
    pub(super) fn of(stored: &'a [u8]) -> Option<Self> {
        let (front, trailer) = stored.split_last_chunk::<TRAILER_BYTES>()?;
        let (header, fields) = front.split_at_checked(HEADER_BYTES)?;
        let behind_name = match header[3] {
            0 => fields,
            FNAME => &fields[fields.iter().position(|&byte| byte == 0)? + 1..],
            _ => return None,
        };
        let [c0, c1, c2, c3, size @ ..] = *trailer;
        let text_bytes = usize::try_from(u32::from_le_bytes(size)).ok()?;
        let is_one = header.starts_with(&MEMBER) && memmem::find(fields, &MEMBER).is_none();
        (is_one && text_bytes <= MAX_TEXT_BYTES).then_some(Self {
            deflated: behind_name,
            crc: u32::from_le_bytes([c0, c1, c2, c3]),
            text_bytes,
        })
    }

    /// Bytes of its text, if it tells the truth.
    pub(super) fn text_bytes(&self) -> usize {
        self.text_bytes
    }

    /// Inflates it into as many bytes as its text has; whether all was as the trailer says.
    pub(super) fn inflate(&self, text: &mut [u8]) -> bool {
        let inflated = Decompressor::new().deflate_decompress(self.deflated, text);
        inflated == Ok(self.text_bytes) && crc32(text) == self.crc
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, GzBuilder};

    use super::Member;
    use crate::core::gunzip::Gunzip;

    fn gzip(text: &[u8], builder: GzBuilder) -> Vec<u8> {
        let mut encoder = builder.write(Vec::new(), Compression::fast());
        encoder.write_all(text).expect("memory takes all");
        encoder.finish().expect("memory takes all")
    }

    fn text_of(stored: &[u8]) -> Option<Vec<u8>> {
        let member = Member::of(stored)?;
        let mut text = vec![0; member.text_bytes()];
        member.inflate(&mut text).then_some(text)
    }

    #[test]
    fn one_member_is_inflated_with_and_without_a_name() {
        for text in [&b""[..], b"one line\n"] {
            assert_eq!(
                text_of(&gzip(text, GzBuilder::new())).as_deref(),
                Some(text)
            );
            let named = gzip(text, GzBuilder::new().filename("a.json"));
            assert_eq!(text_of(&named).as_deref(), Some(text));
        }
    }

    #[test]
    fn two_equal_members_are_not_taken_for_one() {
        let member = gzip(b"one line\n", GzBuilder::new());
        assert_eq!(text_of(&[&member[..], &member].concat()), None);
    }

    #[test]
    fn what_is_not_one_sound_member_is_left_alone() {
        let sound = gzip(b"one line\n", GzBuilder::new());
        let commented = gzip(b"one line\n", GzBuilder::new().comment("c"));
        assert_eq!(text_of(&commented), None, "a comment");
        assert_eq!(text_of(&[&sound[..], &[0; 3]].concat()), None, "padding");
        for end in 0..sound.len() {
            assert_eq!(text_of(&sound[..end]), None, "cut at {end}");
        }
    }

    #[test]
    fn of_damage_it_never_makes_other_text_than_the_stream_does() {
        let sound = gzip(b"one line\n", GzBuilder::new());
        for (at, bit) in (0..sound.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
            let mut damaged = sound.clone();
            damaged[at] ^= 1 << bit;
            if let Some(text) = text_of(&damaged) {
                let streamed = streamed(&damaged);
                assert_eq!(Some(text), streamed, "bit {bit} of byte {at}");
            }
        }
    }

    fn streamed(stored: &[u8]) -> Option<Vec<u8>> {
        let mut gunzip = Gunzip::new();
        let mut text = vec![0; 100];
        let progress = gunzip.inflate(stored, &mut text).ok()?;
        gunzip.finish().ok()?;
        text.truncate(progress.produced);
        Some(text)
    }
}
