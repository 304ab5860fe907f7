//! Each record of an object, counted once.

use std::sync::Arc;

use super::age_window::AgeWindow;
use super::counts::{ByteCounts, RecordCounts};
use super::finished::{MAX_UNMAPPED_PROFILES, MAX_UNRECOGNISED_MODEL_IDS, ObjectTally};
use super::known::KnownLabels;
use super::limits::Limits;
use super::problems::{Cause, Problems};
use super::text::Text;
use crate::core::aggregate::{Aggregate, Invocation, Labels, Rules};
use crate::core::frames::{Cursor, Frame, Frames};
use crate::core::malformed::MalformedReason;
use crate::core::place::Place;
use crate::core::profile::{Classification, classify};
use crate::core::recent_ids::RecentIds;
use crate::core::record::{RawLabels, RawRecord, Record, Timestamps, Wanted};

/// What one look at the text came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A record, or a number of malformed ones, was counted.
    Record,
    NeedsText,
    End,
}

/// A record's sound labels: met before, or judged for the first time.
#[expect(
    clippy::large_enum_variant,
    reason = "it lasts for one record and stays where it is; a box would be one more allocation"
)]
enum Met<'a> {
    /// The slot of [`KnownLabels`].
    Before(usize),
    First(Labels<'a>, Option<RawLabels<'a>>),
}

/// The counts and sums so far.
#[derive(Debug)]
pub(crate) struct Tally {
    rules: Arc<Rules>,
    wanted: Wanted,
    window: AgeWindow,
    request_ids: RecentIds,
    timestamps: Timestamps,
    known: KnownLabels,
    records: RecordCounts,
    malformed: [u64; MalformedReason::ALL.len()],
    problems: Problems,
    unrecognised_records: u64,
    unrecognised_model_ids: Vec<String>,
    unmapped_profiles: Vec<String>,
    aggregate: Aggregate,
}

impl Tally {
    pub(crate) fn new(rules: &Arc<Rules>, window: AgeWindow, limits: &Limits) -> Self {
        Self {
            rules: Arc::clone(rules),
            wanted: Wanted::by(rules),
            window,
            request_ids: RecentIds::new(limits.hash_key),
            timestamps: Timestamps::default(),
            known: KnownLabels::new(),
            records: RecordCounts::default(),
            malformed: [0; MalformedReason::ALL.len()],
            problems: Problems::new(limits.tell),
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
                self.count_malformed(reason, records, frames);
                Outcome::Record
            }
            Frame::NeedsText => Outcome::NeedsText,
            Frame::End => Outcome::End,
        };
        let at = cursor.at;
        text.read_to(at);
        outcome
    }

    /// About how many bytes of memory the sums take so far.
    pub(crate) fn held_bytes(&self) -> usize {
        self.aggregate.held_bytes()
    }

    /// As of [`Aggregate::held_bytes_at_least`].
    pub(crate) fn held_bytes_at_least(&self) -> usize {
        self.aggregate.held_bytes_at_least()
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
            problems: self.problems.into_vec(),
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
        match self.read(raw) {
            Err(reason) => {
                let records = frames.judged(false);
                self.count_malformed(reason, records, frames);
            }
            Ok(record) => {
                let given_up = frames.judged(true);
                self.count_malformed(MalformedReason::Unreadable, given_up, frames);
                self.count(record, frames.began());
            }
        }
    }

    /// What a record says, if it is sound.
    fn read<'a>(&mut self, raw: &RawRecord<'a>) -> Result<Record<'a, Met<'a>>, MalformedReason> {
        let epoch_seconds = self.timestamps.read(raw)?;
        let labels = self.meet(raw, epoch_seconds)?;
        Record::judge(raw, epoch_seconds, labels)
    }

    /// Only labels that are sound are ever known.
    fn meet<'a>(
        &self,
        raw: &RawRecord<'a>,
        epoch_seconds: i64,
    ) -> Result<Met<'a>, MalformedReason> {
        let period_start = self.rules.period.start_of(epoch_seconds);
        let raw_labels = RawLabels::of(raw, self.wanted, period_start);
        let known = raw_labels.and_then(|labels| self.known.find(&labels));
        match known {
            Some(slot) => Ok(Met::Before(slot)),
            None => Ok(Met::First(raw.labels(self.wanted)?, raw_labels)),
        }
    }

    fn count(&mut self, record: Record<'_, Met<'_>>, place: Place) {
        if let Some(request_id) = &record.request_id
            && !self.request_ids.insert(request_id)
        {
            self.records.duplicate += 1;
            self.problems.note(Cause::Duplicate, place);
        } else if self.window.contains(record.epoch_seconds) {
            self.records.counted += 1;
            self.sum(record);
        } else {
            self.records.expired += 1;
            self.problems.note(Cause::Expired, place);
        }
    }

    fn sum(&mut self, record: Record<'_, Met<'_>>) {
        let tokens = record.tokens;
        let slot = match record.labels {
            Met::Before(slot) => slot,
            Met::First(labels, raw_labels) => {
                let classification = self.classify(&labels);
                let invocation = Invocation {
                    epoch_seconds: record.epoch_seconds,
                    labels,
                    class: classification.class,
                    tokens,
                };
                self.learn(
                    &invocation,
                    classification.unrecognised,
                    raw_labels.as_ref(),
                )
            }
        };
        let known = self.known.at(slot);
        self.unrecognised_records += u64::from(known.unrecognised);
        self.aggregate.add_at(&known.places, &tokens);
    }

    /// Tells the class, and notes a model id that leaves it open.
    fn classify(&mut self, labels: &Labels<'_>) -> Classification {
        let classification = classify(
            &labels.model_id,
            &labels.region,
            labels.inference_region.as_deref(),
            &self.rules.profiles,
        );
        if classification.unrecognised {
            let noted = &mut self.unrecognised_model_ids;
            note(noted, MAX_UNRECOGNISED_MODEL_IDS, &labels.model_id);
        }
        if classification.unmapped_profile {
            let noted = &mut self.unmapped_profiles;
            note(noted, MAX_UNMAPPED_PROFILES, &labels.model_id);
        }
        classification
    }

    /// Writes down what follows from a record's labels; the slot where that is.
    fn learn(
        &mut self,
        invocation: &Invocation<'_>,
        unrecognised: bool,
        raw_labels: Option<&RawLabels<'_>>,
    ) -> usize {
        let slot = self.known.claim(raw_labels);
        let known = self.known.at_mut(slot);
        known.unrecognised = unrecognised;
        self.aggregate.find_places(invocation, &mut known.places);
        slot
    }

    /// Counts what the frames have told of, if that is anything.
    fn count_malformed(&mut self, reason: MalformedReason, records: u64, frames: &mut Frames) {
        if records > 0 {
            self.note_malformed(reason, records, frames);
        }
    }

    #[cold]
    fn note_malformed(&mut self, reason: MalformedReason, records: u64, frames: &mut Frames) {
        self.records.malformed += records;
        self.malformed[reason as usize] += records;
        for place in frames.take_given_up() {
            self.problems.note(Cause::Malformed(reason), place);
        }
    }
}

/// Notes a modelId once, unless there are enough.
fn note(noted: &mut Vec<String>, most: usize, model_id: &str) {
    if noted.len() < most && !noted.iter().any(|id| id == model_id) {
        noted.push(model_id.to_owned());
    }
}
