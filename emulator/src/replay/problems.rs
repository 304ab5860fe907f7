//! What is not counted, and where it is: the file, the line and the byte.
//!
//! The function knows objects, lines and bytes, and logs them; which file an object came from is known here.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::inputs::Inputs;

/// The message of a place's line, as the handler's documentation promises it.
pub(super) const PLACE_MESSAGE: &str = "not counted";

/// The message of the line that says how many places have none.
pub(super) const MORE_PLACES_MESSAGE: &str = "further places are not logged";

/// Places that are kept at most: 50 MB of them.
const MAX_PLACES: usize = 200_000;

/// Problems that are told on stderr where not all are asked for.
const FIRST: usize = 20;

/// Kinds that belong to the normal course of things: told where all are.
const NORMAL: [&str; 2] = ["duplicate", "skipped"];

/// A place as the function logs it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Place {
    pub(super) kind: String,
    pub(super) key: String,
    pub(super) line: Option<u64>,
    pub(super) offset: Option<u64>,
    pub(super) reason: String,
}

/// Why the function failed a message, as it logs it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Failure {
    key: Option<String>,
    #[serde(default)]
    reason: String,
}

/// What the function logged of what is not counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Places {
    first: Vec<Place>,
    more: u64,
    /// The last reason for which an object failed, by its key.
    failures: BTreeMap<String, String>,
    /// Keys of objects that failed and do not come back.
    given_up: BTreeSet<String>,
}

impl Places {
    pub(super) fn add(&mut self, place: Place) {
        if self.first.len() < MAX_PLACES {
            self.first.push(place);
        } else {
            self.more += 1;
        }
    }

    /// So many have no line of their own.
    pub(super) fn add_untold(&mut self, places: u64) {
        self.more += places;
    }

    /// An object failed, for the time being or for good.
    pub(super) fn add_failure(&mut self, failure: Failure, is_given_up: bool) {
        let Some(key) = failure.key else {
            return;
        };
        if is_given_up {
            self.given_up.insert(key.clone());
        }
        self.failures.insert(key, failure.reason);
    }
}

/// Something that is not counted. Part of the JSON document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Problem {
    /// Of records `malformed`, `expired`, `duplicate`; of objects `empty`, `failed`, `skipped`.
    pub(super) kind: String,
    /// The object's key.
    pub(super) object: String,
    /// The file as it was found, or `-`.
    pub(super) file: String,
    /// From 1; none where the whole object is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<u64>,
    /// In the decompressed text, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) offset: Option<u64>,
    pub(super) reason: String,
}

/// All that is not counted, in the order of keys and places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Problems {
    pub(super) all: Vec<Problem>,
    /// How many more there are.
    pub(super) untold: u64,
}

impl Problems {
    /// With the objects whose messages are dead letters, each with what is known of its end.
    pub(super) fn new(inputs: &Inputs, places: &Places, dead: &BTreeMap<String, String>) -> Self {
        let file = |key: &str| inputs.get(key).map_or(key, |input| &input.name).to_owned();
        let counted = places.first.iter().map(|place| Problem {
            kind: place.kind.clone(),
            object: place.key.clone(),
            file: file(&place.key),
            line: place.line,
            offset: place.offset,
            reason: place.reason.clone(),
        });
        let given_up = places.given_up.iter().map(|key| (key, ""));
        let dead = dead.iter().map(|(key, reason)| (key, reason.as_str()));
        let failed = dead.chain(given_up).map(|(key, otherwise)| Problem {
            kind: "failed".to_owned(),
            object: key.clone(),
            file: file(key),
            line: None,
            offset: None,
            reason: match places.failures.get(key) {
                Some(reason) => reason.clone(),
                None => otherwise.to_owned(),
            },
        });
        let mut all: Vec<_> = counted.chain(failed).collect();
        all.sort_by(|one, other| {
            (&one.object, one.offset, one).cmp(&(&other.object, other.offset, other))
        });
        // A function that is killed after it told of a message tells of it again at its next delivery.
        all.dedup();
        Self {
            all,
            untold: places.more,
        }
    }
}

/// The lines for a person: the first that need somebody, or all, and how many more there are.
pub(super) fn told(problems: &[Problem], untold: u64, all: bool) -> Vec<String> {
    let needs_somebody = |problem: &&Problem| !NORMAL.contains(&problem.kind.as_str());
    let mut lines: Vec<String> = if all {
        problems.iter().map(ToString::to_string).collect()
    } else {
        let first = problems.iter().filter(needs_somebody).take(FIRST);
        first.map(ToString::to_string).collect()
    };
    if problems.iter().filter(needs_somebody).count() > lines.len() {
        let more = problems.len() - lines.len();
        lines.push(format!(
            "and {more} more: --verbose tells them all, --format json too"
        ));
    }
    if untold > 0 {
        lines.push(format!(
            "and {untold} more without their places: an invocation logs 20,000 at most, and LOGGED_PLACES may set fewer"
        ));
    }
    lines
}

/// `file:line`, which terminals and editors open.
impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.file)?;
        if let (Some(line), Some(offset)) = (self.line, self.offset) {
            write!(formatter, ":{line} (byte {offset})")?;
        }
        write!(formatter, ": {}: {}", self.kind, self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(kind: &str, key: &str, at: Option<(u64, u64)>) -> Place {
        Place {
            kind: kind.to_owned(),
            key: key.to_owned(),
            line: at.map(|(line, _)| line),
            offset: at.map(|(_, offset)| offset),
            reason: "why".to_owned(),
        }
    }

    fn places(all: impl IntoIterator<Item = Place>) -> Places {
        let mut places = Places::default();
        for place in all {
            places.add(place);
        }
        places
    }

    #[test]
    fn problems_come_by_object_and_place_whole_objects_first() {
        let mut places = places([
            place("malformed", "b", Some((3, 30))),
            place("malformed", "b", Some((1, 0))),
            place("malformed", "b", Some((1, 0))),
            place("empty", "b", None),
            place("skipped", "a", None),
        ]);
        let failure = |key: &str| Failure {
            key: Some(key.to_owned()),
            reason: "corrupt".to_owned(),
        };
        places.add_failure(failure("c"), true);
        places.add_failure(failure("d"), false);
        let dead = [
            ("e".to_owned(), "dead".to_owned()),
            ("d".to_owned(), String::new()),
        ]
        .into();
        let problems = Problems::new(&Inputs::default(), &places, &dead);
        assert_eq!(
            told(&problems.all, problems.untold, true),
            [
                "a: skipped: why",
                "b: empty: why",
                "b:1 (byte 0): malformed: why",
                "b:3 (byte 30): malformed: why",
                "c: failed: corrupt",
                "d: failed: corrupt",
                "e: failed: dead",
            ]
        );
        assert_eq!(
            told(&problems.all, problems.untold, false).len(),
            6,
            "what is skipped needs nobody"
        );
    }

    #[test]
    fn the_first_are_told_and_how_many_more_there_are() {
        let mut many = places((0..30).map(|line| place("expired", "a", Some((line, line)))));
        many.add(place("duplicate", "a", Some((1, 1))));
        many.add_untold(5);
        let problems = Problems::new(&Inputs::default(), &many, &BTreeMap::new());
        let lines = told(&problems.all, problems.untold, false);
        assert_eq!(lines.len(), 22);
        assert_eq!(
            lines[20],
            "and 11 more: --verbose tells them all, --format json too"
        );
        assert!(lines[21].starts_with("and 5 more without their places"));
        assert_eq!(told(&problems.all, problems.untold, true).len(), 32);
    }
}
