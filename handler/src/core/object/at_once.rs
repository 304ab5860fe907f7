//! A small gzip object, inflated in one go: half as fast again as piece by piece.
//!
//! libdeflate checks the member that it inflates, its checksum and its size, and says where it ends. What
//! follows, and whatever it refuses, is left to [`Gunzip`](crate::core::gunzip), which reads any stream and
//! says what is wrong with it. (The reverse may be: some tables of codes that zlib calls incomplete
//! libdeflate takes. The checksum then proves the text.)

use std::ffi::c_void;
use std::ptr::NonNull;

use libdeflate_sys::{
    libdeflate_alloc_decompressor, libdeflate_decompressor, libdeflate_free_decompressor,
    libdeflate_gzip_decompress_ex, libdeflate_result_LIBDEFLATE_SUCCESS,
};

use crate::core::gunzip::{FHCRC, Progress};

/// Bytes as stored of the largest object that is inflated in one go.
pub const MAX_STORED_BYTES: usize = 5 << 20;

/// Bytes of text of the largest such object. Bedrock's own are smaller: a few MB.
pub const MAX_TEXT_BYTES: usize = 6 << 20;

/// Where a member's flags stand.
const FLAGS_AT: usize = 3;

/// Bytes of text of a whole object that is worth trying: as its end says, which may be wrong.
pub(super) fn text_bytes(stored: &[u8], most: usize) -> Option<usize> {
    let size = stored.last_chunk()?;
    let bytes = usize::try_from(u32::from_le_bytes(*size)).ok()?;
    // libdeflate passes over a header's checksum unread.
    let has_header_crc = stored.get(FLAGS_AT)? & FHCRC != 0;
    ((1..=most.min(MAX_TEXT_BYTES)).contains(&bytes) && !has_header_crc).then_some(bytes)
}

/// Inflates the first member, if it is sound and its text has room.
pub(super) fn inflate(stored: &[u8], text: &mut [u8]) -> Option<Progress> {
    Decompressor::new()?.gunzip(stored, text)
}

/// What libdeflate works with.
struct Decompressor(NonNull<libdeflate_decompressor>);

#[expect(
    unsafe_code,
    reason = "the safe wrapper of libdeflate does not tell where in the input a member ends"
)]
impl Decompressor {
    /// `None` where memory is out.
    fn new() -> Option<Self> {
        // SAFETY: there is nothing to hold to.
        NonNull::new(unsafe { libdeflate_alloc_decompressor() }).map(Self)
    }

    fn gunzip(&mut self, stored: &[u8], text: &mut [u8]) -> Option<Progress> {
        let mut progress = Progress {
            consumed: 0,
            produced: 0,
        };
        // SAFETY: the decompressor is alive until it is dropped; both buffers are as long as is said and do
        // not overlap, one being borrowed alone; the two numbers live as long as the call.
        let result = unsafe {
            libdeflate_gzip_decompress_ex(
                self.0.as_ptr(),
                stored.as_ptr().cast::<c_void>(),
                stored.len(),
                text.as_mut_ptr().cast::<c_void>(),
                text.len(),
                &raw mut progress.consumed,
                &raw mut progress.produced,
            )
        };
        (result == libdeflate_result_LIBDEFLATE_SUCCESS).then_some(progress)
    }
}

#[expect(unsafe_code, reason = "what libdeflate gave goes back to it")]
impl Drop for Decompressor {
    fn drop(&mut self) {
        // SAFETY: it came from libdeflate, and is given back once.
        unsafe { libdeflate_free_decompressor(self.0.as_ptr()) }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, GzBuilder};

    use super::{MAX_TEXT_BYTES, inflate, text_bytes};
    use crate::core::gunzip::Gunzip;

    const LINE: &[u8] = b"one line\n";

    fn gzip(text: &[u8], builder: GzBuilder) -> Vec<u8> {
        let mut encoder = builder.write(Vec::new(), Compression::fast());
        encoder.write_all(text).expect("memory takes all");
        encoder.finish().expect("memory takes all")
    }

    /// The first member's text, and how much follows it.
    fn first(stored: &[u8]) -> Option<(Vec<u8>, usize)> {
        let mut text = vec![0; text_bytes(stored, MAX_TEXT_BYTES)?];
        let progress = inflate(stored, &mut text)?;
        text.truncate(progress.produced);
        Some((text, stored.len() - progress.consumed))
    }

    fn streamed(stored: &[u8]) -> Option<Vec<u8>> {
        let mut gunzip = Gunzip::new();
        let mut text = vec![0; 100];
        let progress = gunzip.inflate(stored, &mut text).ok()?;
        gunzip.finish().ok()?;
        text.truncate(progress.produced);
        Some(text)
    }

    #[test]
    fn a_member_is_inflated_whatever_its_header_holds() {
        for builder in [
            GzBuilder::new(),
            GzBuilder::new().filename("a.json"),
            GzBuilder::new().comment("c").extra(vec![1, 2, 3]),
        ] {
            assert_eq!(first(&gzip(LINE, builder)), Some((LINE.to_vec(), 0)));
        }
    }

    #[test]
    fn of_two_equal_members_the_second_is_left() {
        let member = gzip(LINE, GzBuilder::new());
        let read = first(&[&member[..], &member].concat());
        assert_eq!(read, Some((LINE.to_vec(), member.len())));
    }

    #[test]
    fn a_trailer_that_comes_twice_is_left_over() {
        let member = gzip(LINE, GzBuilder::new());
        let trailer = &member[member.len() - 8..];
        let read = first(&[&member[..], trailer].concat());
        assert_eq!(read, Some((LINE.to_vec(), 8)));
    }

    #[test]
    fn what_is_cut_off_is_left_alone() {
        let sound = gzip(LINE, GzBuilder::new());
        for end in 0..sound.len() {
            assert_eq!(first(&sound[..end]), None, "cut at {end}");
        }
    }

    #[test]
    fn of_damage_it_never_makes_other_text_than_the_stream_does() {
        let sound = gzip(LINE, GzBuilder::new());
        for (at, bit) in (0..sound.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
            let mut damaged = sound.clone();
            damaged[at] ^= 1 << bit;
            if let Some((text, left)) = first(&damaged) {
                assert_eq!(left, 0, "bit {bit} of byte {at}");
                assert_eq!(Some(text), streamed(&damaged), "bit {bit} of byte {at}");
            }
        }
    }
}
