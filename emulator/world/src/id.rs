//! Ids from a seeded generator: unique in a world, the same in every world of the same seed.

use crate::hex::pair;

/// Makes the ids that AWS would make up. The generator is `SplitMix64`, written out here, so that no other version of a library
/// changes what a seed gives. Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ids {
    state: u64,
    last_serial: u64,
}

impl Ids {
    pub fn new(seed: u64) -> Self {
        Self {
            state: seed,
            last_serial: 0,
        }
    }

    /// What the random ids to come depend on.
    pub fn state(&self) -> u64 {
        self.state
    }

    /// 1, 2, 3 ...: what the world tells its own things apart by.
    pub(crate) fn serial(&mut self) -> u64 {
        self.last_serial += 1;
        self.last_serial
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 64 random bits.
    pub(crate) fn random(&mut self) -> u64 {
        self.next()
    }

    /// A version 4 UUID in its usual text form: message ids, request ids, mapping ids.
    pub fn uuid(&mut self) -> String {
        let bits = (u128::from(self.next()) << 64) | u128::from(self.next());
        let bits = (bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
        let mut text = String::with_capacity(36);
        for (place, byte) in bits.to_be_bytes().into_iter().enumerate() {
            if matches!(place, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            text.extend(pair(byte).map(char::from));
        }
        text
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

    /// `length` characters of `[A-Z2-7]`: what follows the prefix of IAM's ids and of access keys.
    pub fn base32(&mut self, length: usize) -> String {
        self.characters(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length)
    }

    fn characters(&mut self, alphabet: &[u8], length: usize) -> String {
        let mut text = String::with_capacity(length);
        for _ in 0..length {
            // The upper bits of a product: no character is likelier than another by more than 2^-57.
            let wide = u128::from(self.next()) * alphabet.len() as u128;
            let index = usize::try_from(wide >> 64).expect("below the alphabet's length");
            text.push(char::from(alphabet[index]));
        }
        text
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
        assert_eq!(
            Ids::new(1_234_567).uuid(),
            "599ed017-fb08-4c85-ac73-f08458540fa5"
        );
    }

    #[test]
    fn one_seed_gives_one_sequence() {
        assert_eq!(Ids::new(7).uuid(), Ids::new(7).uuid());
        assert_ne!(Ids::new(7).uuid(), Ids::new(8).uuid());
        assert_eq!(Ids::new(Ids::new(7).state()), Ids::new(7));
    }

    /// The first numbers of Vigna's reference implementation for the seed 1234567.
    #[test]
    fn a_seed_gives_the_same_numbers_for_ever() {
        let mut ids = Ids::new(1_234_567);
        let numbers = [(); 3].map(|()| ids.next());
        assert_eq!(
            numbers,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }
}
