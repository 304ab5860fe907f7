//! Each record of an object, counted once.

use std::sync::Arc;

use super::text::Text;
use super::{
    AgeWindow, ByteCounts, MAX_UNMAPPED_PROFILES, MAX_UNRECOGNISED_MODEL_IDS, MalformedReason,
    ObjectTally, RecordCounts,
};
use crate::core::aggregate::{Aggregate, Invocation, Rules};
use crate::core::frames::{Cursor, Frame, Frames};
use crate::core::profile::classify;
use crate::core::recent_ids::RecentIds;
use crate::core::record::{RawRecord, Record, Wanted};

/// What one look at the text came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A record, or a number of malformed ones, was counted.
    Record,
    NeedsText,
    End,
}

/// The counts and sums so far.
#[derive(Debug)]
pub(crate) struct Tally {
    rules: Arc<Rules>,
    wanted: Wanted,
    window: AgeWindow,
    request_ids: RecentIds,
    records: RecordCounts,
    malformed: [u64; MalformedReason::ALL.len()],
    unrecognised_records: u64,
    unrecognised_model_ids: Vec<String>,
    unmapped_profiles: Vec<String>,
    aggregate: Aggregate,
}

impl Tally {
    pub(crate) fn new(rules: &Arc<Rules>, window: AgeWindow) -> Self {
        Self {
            rules: Arc::clone(rules),
            wanted: Wanted::by(rules),
            window,
            request_ids: RecentIds::new(),
            records: RecordCounts::default(),
            malformed: [0; MalformedReason::ALL.len()],
            unrecognised_records: 0,
            unrecognised_model_ids: Vec::new(),
            unmapped_profiles: Vec::new(),
            aggregate: Aggregate::new(rules),
        }
    }

    /// Counts the text's next record.
    pub(crate) fn next(&mut self, frames: &mut Frames, text: &mut Text, is_last: bool) -> Outcome {
        let (bytes, at, offset) = text.at_hand();
        let mut cursor = Cursor {
            bytes,
            at,
            offset,
            is_last,
        };
        let mut record = RawRecord::default();
        let outcome = match frames.next(&mut cursor, &mut record) {
            Frame::Record => {
                self.judge(&record, frames);
                Outcome::Record
            }
            Frame::Malformed(reason, records) => {
                self.count_malformed(reason, records);
                Outcome::Record
            }
            Frame::NeedsText => Outcome::NeedsText,
            Frame::End => Outcome::End,
        };
        let at = cursor.at;
        text.read_to(at);
        outcome
    }

    pub(crate) fn finish(self, bytes: ByteCounts) -> ObjectTally {
        let malformed = MalformedReason::ALL
            .into_iter()
            .zip(self.malformed)
            .filter(|&(_, records)| records > 0)
            .collect();
        ObjectTally {
            records: self.records,
            malformed,
            bytes,
            unrecognised_records: self.unrecognised_records,
            unrecognised_model_ids: self.unrecognised_model_ids,
            unmapped_profiles: self.unmapped_profiles,
            aggregate: self.aggregate,
        }
    }

    /// Malformed is decided before duplicate, so that a malformed copy never hides its sound twin;
    /// duplicate before expired, so that a copy is a duplicate whatever its age.
    fn judge(&mut self, raw: &RawRecord<'_>, frames: &mut Frames) {
        match Record::judge(raw, self.wanted) {
            Err(reason) => {
                let records = frames.judged(false);
                self.count_malformed(reason, records);
            }
            Ok(mut record) => {
                let given_up = frames.judged(true);
                self.count_malformed(MalformedReason::Unreadable, given_up);
                self.count(&mut record);
            }
        }
    }

    fn count(&mut self, record: &mut Record<'_>) {
        if let Some(request_id) = &record.request_id
            && !self.request_ids.insert(request_id)
        {
            self.records.duplicate += 1;
        } else if self.window.contains(record.invocation.epoch_seconds) {
            self.records.counted += 1;
            self.sum(&mut record.invocation);
        } else {
            self.records.expired += 1;
        }
    }

    fn sum(&mut self, invocation: &mut Invocation<'_>) {
        let classification = classify(
            &invocation.model_id,
            &invocation.region,
            invocation.inference_region.as_deref(),
            &self.rules.profiles,
        );
        if classification.unrecognised {
            self.unrecognised_records += 1;
            let noted = &mut self.unrecognised_model_ids;
            note(noted, MAX_UNRECOGNISED_MODEL_IDS, &invocation.model_id);
        }
        if classification.unmapped_profile {
            let noted = &mut self.unmapped_profiles;
            note(noted, MAX_UNMAPPED_PROFILES, &invocation.model_id);
        }
        invocation.class = classification.class;
        self.aggregate.add(invocation);
    }

    fn count_malformed(&mut self, reason: MalformedReason, records: u64) {
        self.records.malformed += records;
        self.malformed[reason as usize] += records;
    }
}

/// Notes a modelId once, unless there are enough.
fn note(noted: &mut Vec<String>, most: usize, model_id: &str) {
    if noted.len() < most && !noted.iter().any(|id| id == model_id) {
        noted.push(model_id.to_owned());
    }
}
