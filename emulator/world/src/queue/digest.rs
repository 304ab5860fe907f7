//! The MD5 by which clients check what was sent.

use md5::{Digest, Md5};

use crate::hex::pair;

/// An MD5 as 32 lower-case hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Md5Hex([u8; 32]);

impl Md5Hex {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Md5::new_with_prefix(bytes).into()
    }

    pub(super) fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("digits are text")
    }
}

impl From<Md5> for Md5Hex {
    fn from(digest: Md5) -> Self {
        let mut digits = [0; 32];
        for (two, byte) in digits.chunks_exact_mut(2).zip(digest.finalize()) {
            two.copy_from_slice(&pair(byte));
        }
        Self(digits)
    }
}
