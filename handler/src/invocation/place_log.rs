//! Logs what sound messages have that is not counted, and where it is.
//!
//! A message that fails tells nothing of it: it comes back, and would tell it again. What failed stands in the
//! message's own line (`report`).

use super::conclude::Concluded;
use super::objects::Objects;
use super::plan::{Ask, Named};
use super::uncounted::Uncounted;
use crate::config::LoggedPlaces;
use crate::core::object::{Problem, RecordCounts};
use crate::core::object_ref::{ObjectRef, SkipReason};

/// The constant message of a place's line.
const PLACE_MESSAGE: &str = "not counted";

/// The constant message of the line that says how many places have none of their own.
const MORE_PLACES_MESSAGE: &str = "further places are not logged";

/// Logs places, as many as an invocation may.
#[derive(Debug)]
pub(super) struct PlaceLog {
    places: LoggedPlaces,
    logged: usize,
    /// Places that have no line.
    more: u64,
}

impl PlaceLog {
    pub(super) fn new(places: LoggedPlaces) -> Self {
        Self {
            places,
            logged: 0,
            more: 0,
        }
    }

    /// Logs what is not counted of a message that is done with.
    pub(super) fn message(&mut self, concluded: &Concluded, objects: &Objects) {
        let (None, Ask::Objects(named)) = (concluded.failure(), &concluded.planned.ask) else {
            return;
        };
        for named in named {
            match named {
                Named::Skipped(reason, object) => self.skipped(object, *reason),
                Named::Slot(slot) => {
                    if let Some(uncounted) = concluded.uncounted.get(slot) {
                        self.object(&objects[*slot], uncounted);
                    }
                }
            }
        }
    }

    /// Says how many places were left out.
    pub(super) fn finish(&self) {
        if self.more > 0 {
            tracing::warn!(
                places = self.more,
                logged = self.logged,
                "{}",
                MORE_PLACES_MESSAGE
            );
        }
    }

    /// What Bedrock writes beside its logs is left alone, which needs no repair: it is told where all is.
    fn skipped(&mut self, object: &ObjectRef, reason: SkipReason) {
        if reason == SkipReason::Empty {
            self.whole(object, "empty", "the object has no bytes");
        } else if self.places.all {
            self.whole(object, "skipped", reason.as_str());
        }
    }

    fn object(&mut self, object: &ObjectRef, uncounted: &Uncounted) {
        match uncounted {
            Uncounted::Empty => self.whole(object, "empty", "the object has no bytes"),
            Uncounted::Replaced if self.places.all => {
                self.whole(
                    object,
                    "skipped",
                    "another write took its place before it was read",
                );
            }
            Uncounted::Replaced => {}
            Uncounted::Records(problems, counts) => self.records(object, problems, *counts),
        }
    }

    fn records(&mut self, object: &ObjectRef, problems: &[Problem], counts: RecordCounts) {
        if counts.counted == 0 {
            self.whole(object, "empty", &nothing_counted(counts));
        }
        for problem in problems {
            self.record(object, *problem);
        }
        let duplicates = if self.places.all { counts.duplicate } else { 0 };
        let all = counts.malformed + counts.expired + duplicates;
        self.more += all.saturating_sub(problems.len() as u64);
    }

    /// The whole of an object.
    fn whole(&mut self, object: &ObjectRef, kind: &str, reason: &str) {
        if self.has_room() {
            let (bucket, key) = (object.bucket.as_str(), object.key.as_str());
            tracing::warn!(kind, bucket, key, reason, "{}", PLACE_MESSAGE);
        }
    }

    fn record(&mut self, object: &ObjectRef, Problem { cause, place }: Problem) {
        if self.has_room() {
            tracing::warn!(
                kind = cause.kind(),
                bucket = object.bucket,
                key = object.key,
                line = place.line,
                offset = place.offset,
                reason = %cause,
                "{}",
                PLACE_MESSAGE
            );
        }
    }

    fn has_room(&mut self) -> bool {
        let has_room = self.logged < self.places.at_most;
        if has_room {
            self.logged += 1;
        } else {
            self.more += 1;
        }
        has_room
    }
}

fn nothing_counted(counts: RecordCounts) -> String {
    if counts == RecordCounts::default() {
        return "there is no record in the object".to_owned();
    }
    format!(
        "no record of the object is counted: {} malformed, {} duplicate, {} expired",
        counts.malformed, counts.duplicate, counts.expired
    )
}
