//! The five checksums that S3 keeps of an object, over its bytes or over the checksums of its parts.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use md5::{Digest as _, Md5};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::Sha256;

use crate::hex::hex;

/// One of S3's checksum algorithms, named as in `x-amz-checksum-algorithm`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ChecksumAlgorithm {
    Crc32,
    Crc32c,
    Crc64Nvme,
    Sha1,
    Sha256,
}

/// What the checksum of an object that came in parts is taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChecksumType {
    /// Over all bytes.
    FullObject,
    /// Over the checksums of the parts; the value ends in `-<number of parts>`.
    Composite,
}

/// A checksum in base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Checksum {
    pub algorithm: ChecksumAlgorithm,
    pub kind: ChecksumType,
    pub value: String,
}

impl ChecksumAlgorithm {
    pub const ALL: [Self; 5] = [
        Self::Crc32,
        Self::Crc32c,
        Self::Crc64Nvme,
        Self::Sha1,
        Self::Sha256,
    ];

    /// As in `x-amz-checksum-algorithm`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name().eq_ignore_ascii_case(name))
    }

    /// What an upload in parts gets when it names the algorithm alone.
    pub fn default_type(self) -> ChecksumType {
        match self {
            Self::Crc64Nvme => ChecksumType::FullObject,
            Self::Crc32 | Self::Crc32c | Self::Sha1 | Self::Sha256 => ChecksumType::Composite,
        }
    }

    /// Whether S3 knows this algorithm with this type.
    pub fn allows(self, kind: ChecksumType) -> bool {
        match self {
            Self::Crc32 | Self::Crc32c => true,
            Self::Crc64Nvme => kind == ChecksumType::FullObject,
            Self::Sha1 | Self::Sha256 => kind == ChecksumType::Composite,
        }
    }

    fn crc(self) -> Option<crc_fast::CrcAlgorithm> {
        match self {
            Self::Crc32 => Some(crc_fast::CrcAlgorithm::Crc32IsoHdlc),
            Self::Crc32c => Some(crc_fast::CrcAlgorithm::Crc32Iscsi),
            Self::Crc64Nvme => Some(crc_fast::CrcAlgorithm::Crc64Nvme),
            Self::Sha1 | Self::Sha256 => None,
        }
    }

    /// The bytes of a CRC as S3 writes them: big endian, 4 or 8.
    fn crc_bytes(self, value: u64) -> Vec<u8> {
        let bytes = value.to_be_bytes();
        let width = if self == Self::Crc64Nvme { 8 } else { 4 };
        bytes[bytes.len() - width..].to_vec()
    }
}

/// Computes one checksum over bytes as they pass.
pub struct Hasher {
    algorithm: ChecksumAlgorithm,
    state: HasherState,
}

enum HasherState {
    Crc(crc_fast::Digest),
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Hasher {
    pub fn new(algorithm: ChecksumAlgorithm) -> Self {
        let state = match (algorithm, algorithm.crc()) {
            (_, Some(crc)) => HasherState::Crc(crc_fast::Digest::new(crc)),
            (ChecksumAlgorithm::Sha1, None) => HasherState::Sha1(Sha1::new()),
            (_, None) => HasherState::Sha256(Sha256::new()),
        };
        Self { algorithm, state }
    }

    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.state {
            HasherState::Crc(crc) => crc.update(bytes),
            HasherState::Sha1(sha1) => sha1.update(bytes),
            HasherState::Sha256(sha256) => sha256.update(bytes),
        }
    }

    /// The checksum of all bytes so far.
    pub fn finish(self) -> Checksum {
        let bytes = match self.state {
            HasherState::Crc(crc) => self.algorithm.crc_bytes(crc.finalize()),
            HasherState::Sha1(sha1) => sha1.finalize().to_vec(),
            HasherState::Sha256(sha256) => sha256.finalize().to_vec(),
        };
        Checksum {
            algorithm: self.algorithm,
            kind: ChecksumType::FullObject,
            value: BASE64.encode(bytes),
        }
    }
}

/// The checksum of an object made of parts, each with its checksum in base64 and its size in bytes. `None` when one
/// of them is no checksum of this algorithm.
pub(super) fn of_parts(
    algorithm: ChecksumAlgorithm,
    kind: ChecksumType,
    parts: &[(String, u64)],
) -> Option<Checksum> {
    let value = match kind {
        ChecksumType::Composite => composite(algorithm, parts)?,
        ChecksumType::FullObject => combined(algorithm, parts)?,
    };
    Some(Checksum {
        algorithm,
        kind,
        value,
    })
}

fn composite(algorithm: ChecksumAlgorithm, parts: &[(String, u64)]) -> Option<String> {
    let mut hasher = Hasher::new(algorithm);
    for (value, _) in parts {
        hasher.update(&BASE64.decode(value).ok()?);
    }
    Some(format!("{}-{}", hasher.finish().value, parts.len()))
}

fn combined(algorithm: ChecksumAlgorithm, parts: &[(String, u64)]) -> Option<String> {
    let crc = algorithm.crc()?;
    let mut whole = crc_fast::Digest::new(crc).finalize();
    for (value, size) in parts {
        let bytes = BASE64.decode(value).ok()?;
        let part = bytes
            .iter()
            .fold(0, |value, byte| value << 8 | u64::from(*byte));
        whole = crc_fast::checksum_combine(crc, whole, part, *size);
    }
    Some(BASE64.encode(algorithm.crc_bytes(whole)))
}

/// The ETag of an object made of parts: the MD5 of the parts' MD5s, and how many there were.
pub(super) fn e_tag_of_parts<'a>(part_e_tags: impl ExactSizeIterator<Item = &'a str>) -> String {
    let count = part_e_tags.len();
    let mut md5 = Md5::new();
    for e_tag in part_e_tags {
        md5.update(bytes_of_hex(e_tag));
    }
    let mut e_tag = hex(&md5.finalize());
    let _ = write!(e_tag, "-{count}");
    e_tag
}

fn bytes_of_hex(text: &str) -> Vec<u8> {
    let pair = |pair: &[u8]| {
        std::str::from_utf8(pair)
            .ok()
            .and_then(|pair| u8::from_str_radix(pair, 16).ok())
    };
    text.as_bytes().chunks(2).filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values that each algorithm's own specification gives for "123456789", in base64.
    #[test]
    fn each_algorithm_gives_its_published_check_value() {
        let check = |algorithm| {
            let mut hasher = Hasher::new(algorithm);
            hasher.update(b"1234");
            hasher.update(b"56789");
            hasher.finish().value
        };
        assert_eq!(
            check(ChecksumAlgorithm::Crc32),
            BASE64.encode(0xCBF4_3926_u32.to_be_bytes())
        );
        assert_eq!(
            check(ChecksumAlgorithm::Crc32c),
            BASE64.encode(0xE306_9283_u32.to_be_bytes())
        );
        assert_eq!(
            check(ChecksumAlgorithm::Crc64Nvme),
            BASE64.encode(0xAE8B_1486_0A79_9888_u64.to_be_bytes())
        );
        assert_eq!(
            check(ChecksumAlgorithm::Sha1),
            "98O8HYCOBHMq32eZZczDTKeuNEE="
        );
        assert_eq!(
            check(ChecksumAlgorithm::Sha256),
            "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="
        );
    }

    #[test]
    fn crcs_of_parts_combine_to_the_crc_of_the_whole() {
        let of = |algorithm, bytes: &[u8]| {
            let mut hasher = Hasher::new(algorithm);
            hasher.update(bytes);
            (hasher.finish().value, u64::try_from(bytes.len()).unwrap())
        };
        for algorithm in [
            ChecksumAlgorithm::Crc32,
            ChecksumAlgorithm::Crc32c,
            ChecksumAlgorithm::Crc64Nvme,
        ] {
            let parts = [
                of(algorithm, b"12345"),
                of(algorithm, b"67"),
                of(algorithm, b"89"),
            ];
            let whole = of_parts(algorithm, ChecksumType::FullObject, &parts).unwrap();
            assert_eq!(whole.value, of(algorithm, b"123456789").0, "{algorithm:?}");
        }
    }

    #[test]
    fn a_composite_checksum_is_taken_over_the_parts_and_says_how_many() {
        let part = |bytes: &[u8]| {
            let mut hasher = Hasher::new(ChecksumAlgorithm::Sha256);
            hasher.update(bytes);
            (hasher.finish().value, 1)
        };
        let whole = of_parts(
            ChecksumAlgorithm::Sha256,
            ChecksumType::Composite,
            &[part(b"a"), part(b"b")],
        )
        .unwrap();
        assert_eq!(
            whole.value,
            "5aAf7hTg7VxIcU8iGA8lrYNltT+XefedxKPX6Tlj+Uo=-2"
        );
    }

    #[test]
    fn the_e_tag_of_parts_is_the_md5_of_their_md5s() {
        // MD5 of the two empty MD5s one after the other, by `printf '' | md5sum` and `xxd -r -p | md5sum`.
        let empty = "d41d8cd98f00b204e9800998ecf8427e";
        let e_tag = e_tag_of_parts([empty, empty].into_iter());
        assert_eq!(e_tag, "5873dd45edd01f09c1ef2e7819369e8e-2");
    }
}
