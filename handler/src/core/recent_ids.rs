//! The requestIds that an object has had, of the most recent records.
//!
//! Bounded, since an object is not: an id that comes back after [`MAX_RECENT_IDS`] others is
//! counted again. Bedrock's own objects hold a few thousand records.

use std::hash::{DefaultHasher, Hasher as _};

/// How many ids are remembered: 4 MiB of ids and 2 MiB to find them by.
pub(crate) const MAX_RECENT_IDS: usize = 262_144;

/// Slots of an empty table.
const FIRST_SLOTS: usize = 1_024;

/// A slot of the table that holds no id.
const EMPTY: u32 = 0;

/// Bits of a slot that tell where in the ring its id stands, counted from 1. The others are bits of
/// the id's hash: another id is told by them, without a look at the ring, which is seldom cached.
const PLACE_BITS: u32 = (MAX_RECENT_IDS + 1).next_power_of_two().ilog2();

/// A ring of ids, oldest overwritten first, and a table of where each stands in the ring (open
/// addressing, at most half full: an id is then found within a step or two).
///
/// That holds of crafted ids too, if who crafts them does not know the key: multiplying by a factor
/// that is as good as random and keeping the high bits is a universal hash (Dietzfelbinger et al., "A
/// reliable randomized algorithm for the closest-pair problem", 1997).
#[derive(Debug)]
pub(crate) struct RecentIds {
    factor: u128,
    ring: Vec<u128>,
    /// Where the next id goes once the ring is full.
    next: usize,
    slots: Vec<u32>,
}

impl RecentIds {
    /// No ids yet. The key changes how long they take to find, and nothing else.
    pub(crate) fn new(key: u64) -> Self {
        Self {
            factor: factor(key),
            ring: Vec::new(),
            next: 0,
            slots: vec![EMPTY; FIRST_SLOTS],
        }
    }

    /// Remembers an id; whether it is new.
    pub(crate) fn insert(&mut self, request_id: &[u8]) -> bool {
        let id = identity(request_id);
        let slot = self.find(id);
        if self.slots[slot] != EMPTY {
            return false;
        }
        if self.ring.len() < MAX_RECENT_IDS {
            self.slots[slot] = self.entry(id, self.ring.len());
            self.ring.push(id);
            if self.ring.len() > self.slots.len() / 2 {
                self.grow();
            }
        } else {
            self.replace_oldest(id);
        }
        true
    }

    fn replace_oldest(&mut self, id: u128) {
        let oldest = self.find(self.ring[self.next]);
        self.vacate(oldest);
        self.ring[self.next] = id;
        let slot = self.find(id);
        self.slots[slot] = self.entry(id, self.next);
        self.next = (self.next + 1) % MAX_RECENT_IDS;
    }

    /// The slot that holds the id, or the empty one where it belongs.
    fn find(&self, id: u128) -> usize {
        let tag = self.tag(id);
        let mut slot = self.home(id);
        while self.slots[slot] != EMPTY && !self.holds(slot, id, tag) {
            slot = self.after(slot);
        }
        slot
    }

    fn holds(&self, slot: usize, id: u128, tag: u32) -> bool {
        let entry = self.slots[slot];
        entry >> PLACE_BITS == tag && self.ring[place(entry)] == id
    }

    /// Empties a slot and moves up what was displaced past it, so that every id stays reachable
    /// from its home.
    fn vacate(&mut self, slot: usize) {
        let mut hole = slot;
        let mut next = self.after(hole);
        while self.slots[next] != EMPTY {
            let belongs = self.home(self.ring[place(self.slots[next])]);
            let mask = self.slots.len() - 1;
            if next.wrapping_sub(belongs) & mask >= next.wrapping_sub(hole) & mask {
                self.slots[hole] = self.slots[next];
                hole = next;
            }
            next = self.after(next);
        }
        self.slots[hole] = EMPTY;
    }

    fn grow(&mut self) {
        self.slots = vec![EMPTY; self.slots.len() * 2];
        for index in 0..self.ring.len() {
            let id = self.ring[index];
            let slot = self.find(id);
            self.slots[slot] = self.entry(id, index);
        }
    }

    /// The id's hash: its high bits say where the id is at home, its low bits are its tag.
    fn hash(&self, id: u128) -> u32 {
        ((id ^ (id >> 64)).wrapping_mul(self.factor) >> 96) as u32
    }

    fn home(&self, id: u128) -> usize {
        (self.hash(id) >> (u32::BITS - self.slots.len().ilog2())) as usize
    }

    fn tag(&self, id: u128) -> u32 {
        self.hash(id) & (u32::MAX >> PLACE_BITS)
    }

    fn entry(&self, id: u128, ring_index: usize) -> u32 {
        let place = u32::try_from(ring_index + 1).expect("the ring holds at most MAX_RECENT_IDS");
        self.tag(id) << PLACE_BITS | place
    }

    fn after(&self, slot: usize) -> usize {
        (slot + 1) & (self.slots.len() - 1)
    }
}

/// An odd number of 128 bits: two steps of `SplitMix64` from the key.
fn factor(key: u64) -> u128 {
    let step = |count: u64| {
        let mut word = key.wrapping_add(count.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u128::from(word ^ (word >> 31))
    };
    step(1) << 64 | step(2) | 1
}

/// Where in the ring an entry's id stands.
fn place(entry: u32) -> usize {
    (entry & ((1 << PLACE_BITS) - 1)) as usize - 1
}

/// 128 bits that stand for the whole id: of a UUID in lower case, as AWS writes them, the UUID
/// itself; of any other string two keyed hashes of 64 bits.
fn identity(request_id: &[u8]) -> u128 {
    match uuid(request_id) {
        Some(uuid) => uuid,
        None => u128::from(hash(request_id, b"low")) | u128::from(hash(request_id, b"high")) << 64,
    }
}

fn hash(request_id: &[u8], key: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(key);
    hasher.write(request_id);
    hasher.finish()
}

fn uuid(text: &[u8]) -> Option<u128> {
    let text: &[u8; 36] = text.try_into().ok()?;
    if [text[8], text[13], text[18], text[23]] != *b"----" {
        return None;
    }
    let mut digits = [0; 32];
    digits[..8].copy_from_slice(&text[..8]);
    digits[8..12].copy_from_slice(&text[9..13]);
    digits[12..16].copy_from_slice(&text[14..18]);
    digits[16..20].copy_from_slice(&text[19..23]);
    digits[20..].copy_from_slice(&text[24..]);
    let mut uuid = 0;
    for word in digits.as_chunks().0 {
        uuid = (uuid << 32) | u128::from(hex(u64::from_be_bytes(*word))?);
    }
    Some(uuid)
}

/// The value of eight digits of lower-case hexadecimal, the first in the highest byte.
fn hex(word: u64) -> Option<u64> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = ONES * 0x80;
    // The high bit of each byte from `first` on; of ASCII, which is asked for below.
    let from = |first: u64| ((word | HIGHS) - ONES * first) & HIGHS;
    let digits = from(0x30) & !from(0x3a);
    let letters = from(0x61) & !from(0x67);
    if word & HIGHS != 0 || digits | letters != HIGHS {
        return None;
    }
    let nibbles = (word & (ONES * 0x0f)) + (letters >> 7) * 9;
    let bytes = ((nibbles >> 4) | nibbles) & 0x00ff_00ff_00ff_00ff;
    let pairs = ((bytes >> 8) | bytes) & 0x0000_ffff_0000_ffff;
    Some(((pairs >> 16) | pairs) & 0xffff_ffff)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{MAX_RECENT_IDS, RecentIds, factor};

    #[test]
    fn an_id_is_new_once() {
        let mut ids = RecentIds::new(0);
        let uuid = b"9d6fd7a0-7d52-4a3c-9a3e-1f2e3d4c5b6a";
        assert!(ids.insert(uuid));
        assert!(!ids.insert(uuid));
        assert!(ids.insert(b"9D6FD7A0-7D52-4A3C-9A3E-1F2E3D4C5B6A"));
        assert!(ids.insert(b""));
        assert!(!ids.insert(b""));
    }

    /// Ids that are at home side by side under one key, in any table.
    fn crafted_ids(key: u64) -> impl Iterator<Item = u128> {
        let factor = factor(key);
        // Newton's iteration: each step doubles how many low bits are right.
        let inverse = (0..7).fold(factor, |inverse, _| {
            inverse.wrapping_mul(2_u128.wrapping_sub(factor.wrapping_mul(inverse)))
        });
        (0..3_000_u128).map(move |number| {
            let folded = number.wrapping_mul(inverse);
            folded ^ (folded >> 64)
        })
    }

    #[test]
    fn crafted_ids_meet_only_under_the_key_that_they_were_crafted_for() {
        for (key, meeting) in [(1, true), (2, false)] {
            let mut ids = RecentIds::new(key);
            for id in crafted_ids(1) {
                let mut uuid = format!("{id:032x}");
                for at in [8, 13, 18, 23] {
                    uuid.insert(at, '-');
                }
                assert!(ids.insert(uuid.as_bytes()));
            }
            let homes: HashSet<usize> = crafted_ids(1).map(|id| ids.home(id)).collect();
            assert_eq!(homes.len() < 10, meeting, "{} homes", homes.len());
        }
    }

    #[test]
    fn the_most_recent_ids_are_remembered_and_older_ones_are_not() {
        let mut ids = RecentIds::new(0);
        let id = |number: usize| format!("request-{number}").into_bytes();
        for number in 0..MAX_RECENT_IDS + 1000 {
            assert!(ids.insert(&id(number)), "{number} is new");
        }
        for number in (1000..MAX_RECENT_IDS + 1000).step_by(97) {
            assert!(!ids.insert(&id(number)), "{number} is remembered");
        }
        assert!(ids.insert(&id(0)), "the oldest is forgotten");
        assert!(!ids.insert(&id(0)));
    }
}
