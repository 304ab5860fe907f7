//! Signatures of messages: RSA over SNS's own canonical text.
//!
//! The key is fixed, and public: it stands in this repository, so that a world signs alike whenever it is made, and says nothing of who
//! made it. It was made for this and signs nothing else. Anybody who trusts its certificate trusts anybody.
//!
//! Sources: <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html> and the page "manual validation" below it
//! for the text; RFC 8017, 8.2.1 and 9.2, for RSASSA-PKCS1-v1_5, with the Chinese remainders of 5.1.2.

use std::sync::LazyLock;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use num_bigint::BigUint;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

/// What signatures are checked with, in PEM.
pub const CERTIFICATE: &str = include_str!("certificate.pem");
/// Under which name it is served. AWS's have 32 hexadecimal digits as well; these are the certificate's MD5.
pub const CERTIFICATE_PATH: &str =
    "/SimpleNotificationService-8b817b74c5a912e3d06ccaaa4ce23619.pem";

/// Bytes of the modulus.
const LENGTH: usize = 256;
/// What stands before a digest: its algorithm, in DER. Source: RFC 8017, 9.2, note 1.
const SHA1_INFO: [u8; 15] = [
    0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14,
];
const SHA256_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

/// Which digest is signed: SHA-1 by version 1, SHA-256 by version 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    One,
    Two,
}

impl Version {
    /// As an attribute says it. One that says nothing has the first.
    pub(super) fn read(text: Option<&str>) -> Self {
        match text {
            Some("2") => Self::Two,
            _ => Self::One,
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::Two => "2",
        }
    }
}

/// Names and values in the order of their names, each on a line of its own.
pub(super) fn canonical<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        text.push_str(name);
        text.push('\n');
        text.push_str(value);
        text.push('\n');
    }
    text
}

/// The signature of a text in base64. It takes about a millisecond.
pub(super) fn sign(version: Version, text: &str) -> String {
    let info = match version {
        Version::One => [&SHA1_INFO[..], &Sha1::digest(text.as_bytes())].concat(),
        Version::Two => [&SHA256_INFO[..], &Sha256::digest(text.as_bytes())].concat(),
    };
    let message = BigUint::from_bytes_be(&encoded(&info));
    let mut signature = KEY.sign(&message).to_bytes_be();
    signature.splice(0..0, vec![0; LENGTH - signature.len()]);
    BASE64_STANDARD.encode(signature)
}

fn encoded(info: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xff; LENGTH];
    bytes[..2].copy_from_slice(&[0x00, 0x01]);
    let start = LENGTH - info.len();
    bytes[start - 1] = 0x00;
    bytes[start..].copy_from_slice(info);
    bytes
}

/// Two primes, the private exponent modulo each of them less one, and the inverse of the second modulo the first.
#[derive(Debug)]
struct Key {
    p: BigUint,
    q: BigUint,
    dp: BigUint,
    dq: BigUint,
    inverse: BigUint,
}

static KEY: LazyLock<Key> = LazyLock::new(|| {
    let mut lines = include_str!("key.txt").lines();
    let mut next = || {
        let digits = lines.next()?.split(' ').nth(1)?;
        BigUint::parse_bytes(digits.as_bytes(), 16)
    };
    let mut number = || next().expect("the key has five numbers");
    Key {
        p: number(),
        q: number(),
        dp: number(),
        dq: number(),
        inverse: number(),
    }
});

impl Key {
    fn sign(&self, message: &BigUint) -> BigUint {
        let first = message.modpow(&self.dp, &self.p);
        let second = message.modpow(&self.dq, &self.q);
        // Never below zero: a multiple of the first prime is added, which is no less than the second.
        let difference = &first + &self.p * 2_u8 - &second;
        second + (difference * &self.inverse % &self.p) * &self.q
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `openssl dgst -sha1 -sign` and `-sha256` make of the same text with the same key.
    #[test]
    fn a_signature_is_the_one_that_openssl_makes() {
        let text = canonical([
            ("Message", "hello"),
            ("MessageId", "id"),
            ("Type", "Notification"),
        ]);
        for (version, expected) in [
            (
                Version::One,
                "FMyJQmRUNafAJXV+UZiikat0PYXy95KCRoEQyqBCPVwj/KYbg1hTbtvTT+hh7sLLXJ0K452KHnOF7po/iPztRFdl73zpRZ0Dl8COdQn+4vOZsuGzaydCpBr6SUpXz9vfPtsS7DV3IYvNq7AvlqxifTQJZkYDla55hoiy+kGEWUbMpIplPBrzrC2yTGExHDvSPPA3hFR3fEHZAFR4ToVaxW8njV3r6GivShIfWuTZZk3J2MzJVJAomQc8aypkxS8Jae/vWVog4ij8NzWpEB64lo+LC2Vx/tdvxTLlCXIybHTv4uery2ZCdCBP1bSmW0jXac4dkS6Al3w2ugls7zCGow==",
            ),
            (
                Version::Two,
                "dFXGY06OkJspJQU4YKU6JKdw1e/tHL5I9/o938xM/7PdF43wTuBWxcQN3FOkHgIbDs3y1/Zxg09k5N4MDibMl5rqv+VpuxwZ38YReg8Mut9mvhyE6pMfexgdNJzmbnFDPkCQtwBLf96DGRYG2zhORgo1cB1tr3FsS22SpeEQXpv8RvOfuNpcapiF2GrqAxeZHCZ8UHWU4maIfhgdf28E8pmEzfg0NkwKCF4Nl9w0vCK+oC62ZkD/InTXxlzk0+SX45sT9tBhL1AGlXbY1hOXz9MaG9q14Jo1s25xHxpmu7GHG6ouJEJ5pm+rEkeKv4zIbRgyyuE2wt88emaxy06ANQ==",
            ),
        ] {
            assert_eq!(sign(version, &text), expected);
        }
    }
}
