//! What to generate.

use super::choices::CountSpread;
use super::framing::{Framing, Packing, Shape};
use super::key::Layout;
use super::profile::Profile;

/// How much of what, and how it is framed.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The same plan and seed give the same bytes.
    pub seed: u64,
    /// Bytes of log text in all; the last record may go over it.
    pub total_bytes: u64,
    /// Bytes of log text an object, in turn; the last record may go over it.
    pub object_bytes: Vec<u64>,
    pub profile: Profile,
    /// Framings in turn, one an object.
    pub framings: Vec<Framing>,
    pub layout: Layout,
    /// Epoch second of the first record.
    pub start_epoch_s: i64,
    /// How fast the clock of the records goes: calls a second.
    pub calls_per_second: u32,
    /// Of a thousand records, how many are repeated, cut off or unusable.
    pub odd_per_mille: u32,
    /// How often token counts repeat.
    pub counts: CountSpread,
    /// 1 is the fastest, 9 the smallest; Bedrock's own objects look like 6.
    pub gzip_level: u32,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            seed: 1,
            total_bytes: 1_000_000,
            object_bytes: vec![100_000],
            profile: Profile::Mix,
            framings: vec![Framing::new(Shape::Lines, Packing::Gzip)],
            layout: Layout::Aws,
            start_epoch_s: 1_776_603_600,
            calls_per_second: 20,
            odd_per_mille: 10,
            counts: CountSpread::Drawn,
            gzip_level: 6,
        }
    }
}
