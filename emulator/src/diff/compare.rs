//! What differs between the figures of two builds.

use std::collections::BTreeMap;

use serde::Serialize;

use super::figures::{Figures, Problem, SeriesId, Statistics};

/// Everything that differs, and what is the same in numbers. Its JSON is a contract; fields are added, never changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Difference {
    pub(super) equal: bool,
    pub(super) series: SeriesDifference,
    pub(super) counts: Vec<CountDifference>,
    pub(super) dead_letters: DeadLetters,
    pub(super) places: Places,
    /// What a reader must know before trusting the rest.
    pub(super) notes: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct SeriesDifference {
    pub(super) unchanged: usize,
    pub(super) changed: Vec<SeriesChange>,
    pub(super) added: Vec<SeriesChange>,
    pub(super) gone: Vec<SeriesChange>,
}

/// A series, with what it was and is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct SeriesChange {
    #[serde(flatten)]
    pub(super) id: SeriesId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) before: Option<Statistics>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) after: Option<Statistics>,
    /// Of the sum; nothing where there is none to compare with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) percent: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct CountDifference {
    /// Such as `records malformed`.
    pub(super) name: &'static str,
    pub(super) before: u64,
    pub(super) after: u64,
}

/// The objects whose messages ended in the dead-letter queue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct DeadLetters {
    pub(super) before_only: Vec<String>,
    pub(super) after_only: Vec<String>,
}

/// The records and objects that did not count in one build only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Places {
    pub(super) before_only: Vec<Problem>,
    pub(super) after_only: Vec<Problem>,
}

impl CountDifference {
    pub(super) fn is_equal(&self) -> bool {
        self.before == self.after
    }
}

/// Compares what two builds made of the same logs.
pub(super) fn compare(before: &Figures, after: &Figures) -> Difference {
    let series = compare_series(before, after);
    let counts = compare_counts(before, after);
    let (before_only, after_only) = only_in_one(&before.dead_letters, &after.dead_letters);
    let dead_letters = DeadLetters {
        before_only,
        after_only,
    };
    let (places, mut notes) = compare_places(before, after);
    if before.bytes.compressed != after.bytes.compressed {
        notes.push(format!(
            "the function read {} bytes before and {} after: are these the same logs?",
            before.bytes.compressed, after.bytes.compressed
        ));
    }
    let equal = series.changed.is_empty()
        && series.added.is_empty()
        && series.gone.is_empty()
        && counts.iter().all(CountDifference::is_equal)
        && dead_letters == DeadLetters::default()
        && places == Places::default();
    Difference {
        equal,
        series,
        counts,
        dead_letters,
        places,
        notes,
    }
}

fn compare_series(before: &Figures, after: &Figures) -> SeriesDifference {
    let mut sides: BTreeMap<&SeriesId, [Option<Statistics>; 2]> = BTreeMap::new();
    for (side, figures) in [before, after].into_iter().enumerate() {
        for series in &figures.metrics {
            sides.entry(&series.id).or_default()[side] = Some(series.statistics);
        }
    }
    let mut difference = SeriesDifference::default();
    for (id, [before, after]) in sides {
        if before == after {
            difference.unchanged += 1;
            continue;
        }
        let change = SeriesChange {
            id: id.clone(),
            before,
            after,
            percent: before
                .zip(after)
                .and_then(|(before, after)| percent(before.sum, after.sum)),
        };
        match (before, after) {
            (None, _) => difference.added.push(change),
            (_, None) => difference.gone.push(change),
            _ => difference.changed.push(change),
        }
    }
    difference
}

/// The change from one to the other, in hundredths of a per cent.
pub(super) fn percent(before: f64, after: f64) -> Option<f64> {
    (before != 0.0).then(|| ((after - before) / before * 10_000.0).round() / 100.0)
}

fn compare_counts(before: &Figures, after: &Figures) -> Vec<CountDifference> {
    let counts = |figures: &Figures| {
        let (objects, records) = (figures.objects, figures.records);
        [
            ("objects processed", objects.processed),
            ("objects skipped", objects.skipped),
            ("objects failed", objects.failed),
            ("records counted", records.counted),
            ("records malformed", records.malformed),
            ("records duplicate", records.duplicate),
            ("records expired", records.expired),
            ("dead letters", figures.dead_letters.len() as u64),
        ]
    };
    let pairs = counts(before).into_iter().zip(counts(after));
    let differences = pairs.map(|((name, before), (_, after))| CountDifference {
        name,
        before,
        after,
    });
    differences.collect()
}

/// The kinds of problems whose number the function tells, and that number.
fn counted(figures: &Figures) -> [(&'static str, u64); 5] {
    [
        ("malformed", figures.records.malformed),
        ("duplicate", figures.records.duplicate),
        ("expired", figures.records.expired),
        ("skipped", figures.objects.skipped),
        ("failed", figures.objects.failed),
    ]
}

/// A kind is compared where both builds told all its places: a build tells the first ones of an invocation, and which
/// those are depends on what shared its batch.
fn compare_places(before: &Figures, after: &Figures) -> (Places, Vec<String>) {
    let mut places = Places::default();
    let mut notes = Vec::new();
    for ((kind, before_count), (_, after_count)) in counted(before).into_iter().zip(counted(after))
    {
        let before = of_kind(before, kind);
        let after = of_kind(after, kind);
        let untold: Vec<_> = [
            ("before", before.len(), before_count),
            ("after", after.len(), after_count),
        ]
        .into_iter()
        .filter(|(_, told, count)| (*told as u64) < *count)
        .map(|(side, told, count)| format!("the build {side} told {told} of its {count}"))
        .collect();
        if !untold.is_empty() {
            // Where neither tells any, there is nothing to be missed. What the replay itself skips has no place.
            if kind != "skipped" && !(before.is_empty() && after.is_empty()) {
                notes.push(format!(
                    "{kind}: the places are not compared: {}",
                    untold.join(", ")
                ));
            }
            continue;
        }
        let (before_only, after_only) = only_in_one(&before, &after);
        let problem = |place: &Place<'_>| place.0.clone();
        places.before_only.extend(before_only.iter().map(problem));
        places.after_only.extend(after_only.iter().map(problem));
    }
    (places, notes)
}

fn of_kind<'a>(figures: &'a Figures, kind: &str) -> Vec<Place<'a>> {
    let problems = figures.problems.iter();
    let mut places: Vec<_> = problems
        .filter(|problem| problem.kind == kind)
        .map(Place)
        .collect();
    places.sort();
    places
}

/// A problem by where it is: the words of the reason may change from build to build.
#[derive(Debug, Clone, Copy)]
struct Place<'a>(&'a Problem);

impl Place<'_> {
    fn key(&self) -> (&str, &str, Option<u64>, Option<u64>) {
        let Problem {
            kind,
            object,
            line,
            offset,
            ..
        } = self.0;
        // Lines that have a number need no offset: what it is counted from may change as well.
        (kind, object, *line, offset.filter(|_| line.is_none()))
    }
}

impl PartialEq for Place<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Place<'_> {}

impl PartialOrd for Place<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// What is in one of two sorted lists more often than in the other.
fn only_in_one<T: Ord + Clone>(before: &[T], after: &[T]) -> (Vec<T>, Vec<T>) {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let (mut before, mut after) = (before.iter().peekable(), after.iter().peekable());
    let (mut before_only, mut after_only) = (Vec::new(), Vec::new());
    loop {
        let order = match (before.peek(), after.peek()) {
            (None, None) => return (before_only, after_only),
            (Some(_), None) => Less,
            (None, Some(_)) => Greater,
            (Some(one), Some(other)) => one.cmp(other),
        };
        let (one, other) = match order {
            Less => (before.next(), None),
            Greater => (None, after.next()),
            Equal => {
                before.next();
                after.next();
                (None, None)
            }
        };
        before_only.extend(one.cloned());
        after_only.extend(other.cloned());
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::figures::{Bytes, Objects, Records, Series};
    use super::*;

    pub(in super::super) fn series(name: &str, class: &str, sum: f64, samples: f64) -> Series {
        Series {
            id: SeriesId {
                namespace: "Custom/BedrockMetrics".to_owned(),
                name: name.to_owned(),
                dimensions: [("InferenceProfile".to_owned(), class.to_owned())].into(),
                unit: "Count".to_owned(),
            },
            statistics: Statistics {
                sum,
                samples: Some(samples),
                minimum: Some(1.0),
                maximum: Some(9.0),
            },
        }
    }

    pub(in super::super) fn malformed(object: &str, line: u64) -> Problem {
        Problem {
            kind: "malformed".to_owned(),
            object: object.to_owned(),
            file: Some(format!("logs/{object}")),
            line: Some(line),
            offset: Some(line * 100),
            reason: Some("no modelId".to_owned()),
        }
    }

    /// Two builds of which the second counts a record that was malformed to the first.
    pub(in super::super) fn two_builds() -> [Figures; 2] {
        let before = Figures {
            format: 1,
            objects: Objects {
                processed: 2,
                skipped: 0,
                failed: 0,
            },
            records: Records {
                counted: 1234,
                malformed: 2,
                duplicate: 0,
                expired: 0,
            },
            bytes: Bytes {
                compressed: 10,
                uncompressed: 20,
            },
            dead_letters: Vec::new(),
            problems_untold: 0,
            problems: vec![malformed("a.json", 3), malformed("a.json", 13)],
            metrics: vec![
                series("InputTokens", "CrossRegion", 152_763.0, 91.0),
                series("InputTokens", "Unknown", 10.0, 1.0),
                series("OutputTokens", "CrossRegion", 50.0, 91.0),
            ],
        };
        let mut after = before.clone();
        after.records.counted += 1;
        after.records.malformed -= 1;
        after.problems.remove(0);
        after.dead_letters = vec!["b.json".to_owned()];
        after.metrics[0] = series("InputTokens", "CrossRegion", 152_863.0, 92.0);
        after.metrics[1] = series("InputTokens", "a|`b`", 10.0, 1.0);
        [before, after]
    }

    #[test]
    fn a_build_equals_itself() {
        let [before, after] = two_builds();
        for figures in [before, after] {
            let difference = compare(&figures, &figures);
            assert!(difference.equal, "{difference:?}");
            assert_eq!(difference.series.unchanged, 3);
            assert!(difference.notes.is_empty());
        }
    }

    #[test]
    fn what_differs_is_told_by_series_count_and_place() {
        let [before, after] = two_builds();
        let difference = compare(&before, &after);
        assert!(!difference.equal);
        let SeriesDifference {
            unchanged,
            changed,
            added,
            gone,
        } = &difference.series;
        assert_eq!((*unchanged, added.len(), gone.len()), (1, 1, 1));
        assert_eq!(changed[0].percent, Some(0.07));
        let counts = difference.counts.iter().filter(|count| !count.is_equal());
        let counts: Vec<_> = counts.map(|count| count.name).collect();
        let expected = ["records counted", "records malformed", "dead letters"];
        assert_eq!(counts, expected);
        assert_eq!(difference.places.before_only, [malformed("a.json", 3)]);
        assert!(difference.places.after_only.is_empty());
        assert_eq!(difference.dead_letters.after_only, ["b.json"]);
    }

    #[test]
    fn places_are_compared_only_where_both_builds_told_them_all() {
        let [before, mut after] = two_builds();
        after.records = before.records;
        after.dead_letters.clear();
        after.metrics.clone_from(&before.metrics);
        after.problems.clear();
        let difference = compare(&before, &after);
        assert!(difference.equal, "{difference:?}");
        assert_eq!(
            difference.notes,
            ["malformed: the places are not compared: the build after told 0 of its 2"]
        );
        after.problems = vec![malformed("a.json", 3), malformed("a.json", 14)];
        assert!(!compare(&before, &after).equal, "as many, and others");
    }

    #[test]
    fn the_words_of_a_reason_and_what_an_offset_is_counted_from_may_change() {
        let [before, mut after] = two_builds();
        after.clone_from(&before);
        for problem in &mut after.problems {
            problem.reason = Some("modelId is absent".to_owned());
            problem.offset = None;
        }
        assert!(compare(&before, &after).equal);
    }

    #[test]
    fn the_change_of_a_sum_is_told_where_there_was_one() {
        assert_eq!(percent(200.0, 100.0), Some(-50.0));
        assert_eq!(percent(3.0, 4.0), Some(33.33));
        assert_eq!(percent(0.0, 1.0), None);
    }
}
