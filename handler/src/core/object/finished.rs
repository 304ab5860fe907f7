//! What one object came to.

use super::counts::{ByteCounts, RecordCounts};
use super::problems::Problem;
use crate::core::aggregate::Aggregate;
use crate::core::malformed::MalformedReason;

/// Its counts and sums.
#[derive(Debug, Clone)]
pub struct ObjectTally {
    /// Records by outcome.
    pub records: RecordCounts,
    /// Malformed records by reason, in the order of [`MalformedReason`], those that occurred.
    pub malformed: Vec<(MalformedReason, u64)>,
    /// The first records that are not counted, in the order of the text: as many as
    /// [`Limits::tell`](super::Limits::tell) allows.
    pub problems: Vec<Problem>,
    /// Bytes read.
    pub bytes: ByteCounts,
    /// Records whose dotted modelId has neither a known prefix nor a known vendor.
    pub unrecognised_records: u64,
    /// The first such modelIds, for the log; at most [`MAX_UNRECOGNISED_MODEL_IDS`].
    pub unrecognised_model_ids: Vec<String>,
    /// The first application inference profiles of which nothing is known, by ARN; at most
    /// [`MAX_UNMAPPED_PROFILES`].
    pub unmapped_profiles: Vec<String>,
    /// The sums.
    pub aggregate: Aggregate,
}

/// Unrecognised modelIds that one object's tally names.
pub const MAX_UNRECOGNISED_MODEL_IDS: usize = 16;

/// Application inference profiles that one object's tally names for want of knowledge. An account has a
/// few of them; further ones are named when the first are known.
pub const MAX_UNMAPPED_PROFILES: usize = 16;
