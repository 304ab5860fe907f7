//! Ids from a seeded generator: unique in a world, the same in every world of the same seed.

/// Makes the ids that AWS would make up.
#[derive(Debug)]
pub struct Ids {
    random: fastrand::Rng,
}

impl Ids {
    pub fn new(seed: u64) -> Self {
        Self {
            random: fastrand::Rng::with_seed(seed),
        }
    }

    /// A version 4 UUID in its usual text form: message ids, request ids, mapping ids.
    pub fn uuid(&mut self) -> String {
        let bits = self.random.u128(..);
        let bits = (bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
        let hex = format!("{bits:032x}");
        format!(
            "{}-{}-{}-{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..]
        )
    }

    /// `length` characters of `[0-9A-F]`: sequencers, S3 request ids.
    pub fn upper_hex(&mut self, length: usize) -> String {
        self.characters(b"0123456789ABCDEF", length)
    }

    /// `length` characters of `[A-Za-z0-9]`: version ids, receipt handles, upload ids.
    pub fn alphanumeric(&mut self, length: usize) -> String {
        self.characters(
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            length,
        )
    }

    fn characters(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length)
            .map(|_| char::from(alphabet[self.random.usize(..alphabet.len())]))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_says_its_version_and_variant() {
        let mut ids = Ids::new(7);
        for _ in 0..100 {
            let uuid = ids.uuid();
            assert_eq!(uuid.len(), 36);
            assert_eq!(uuid.as_bytes()[14], b'4', "{uuid}");
            assert!(b"89ab".contains(&uuid.as_bytes()[19]), "{uuid}");
        }
    }

    #[test]
    fn one_seed_gives_one_sequence() {
        assert_eq!(Ids::new(7).uuid(), Ids::new(7).uuid());
        assert_ne!(Ids::new(7).uuid(), Ids::new(8).uuid());
    }
}
