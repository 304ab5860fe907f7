//! What a comparison found, with what was compared: as JSON, and what its table and its Markdown have in common.

use std::fmt::Write as _;

use serde::Serialize;

use super::compare::{Difference, SeriesChange};
use super::figures::{Cost, Problem, SeriesId, Statistics};
use crate::numbers::{grouped, whole};
use crate::replay::NAMESPACE;

/// The document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Report {
    pub(super) before: Side,
    pub(super) after: Side,
    #[serde(flatten)]
    pub(super) difference: Difference,
}

/// A build that was compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Side {
    /// The path of the executable, the revision, or the saved file.
    pub(super) build: String,
    /// Informative: nothing of it decides whether builds are equal. A saved file has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cost: Option<Cost>,
}

/// One statistic of one series.
pub(super) struct Row {
    pub(super) statistic: &'static str,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) change: String,
}

impl Report {
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("numbers, texts and maps of texts are JSON")
    }

    /// The whole in one line.
    pub(super) fn headline(&self) -> String {
        let series = &self.difference.series;
        let total = series.unchanged + series.changed.len() + series.added.len();
        let counted = |number: usize, what: &str| match number {
            0 => None,
            1 => Some(format!("1 series {what}")),
            _ => Some(format!("{number} series {what}")),
        };
        let mut parts: Vec<_> = [
            counted(series.changed.len(), "changed"),
            counted(series.added.len(), "added"),
            counted(series.gone.len(), "gone"),
        ]
        .into_iter()
        .flatten()
        .collect();
        let counts = self.difference.counts.iter();
        parts.extend(
            counts
                .filter(|count| !count.is_equal())
                .map(|count| format!("{} {}", count.name, signed(count.before, count.after))),
        );
        if self.difference.equal {
            format!("equal: {total} series and all counts are as before")
        } else if parts.is_empty() {
            "different: the same numbers, of other records".to_owned()
        } else {
            format!("different: {}", parts.join(", "))
        }
    }

    /// Every series that differs, with what became of it.
    pub(super) fn changes(&self) -> impl Iterator<Item = (&'static str, &SeriesChange)> {
        let series = &self.difference.series;
        series
            .changed
            .iter()
            .map(|change| ("changed", change))
            .chain(series.added.iter().map(|change| ("added", change)))
            .chain(series.gone.iter().map(|change| ("gone", change)))
    }

    /// What each build cost: name, before, after.
    pub(super) fn costs(&self) -> Vec<[String; 3]> {
        let sides = [self.before.cost, self.after.cost];
        let texts = |of: &dyn Fn(Cost) -> Option<String>| {
            sides.map(|cost| cost.and_then(of).unwrap_or_else(|| NONE.to_owned()))
        };
        let [before, after] = texts(&|cost| Some(format!("{:.2} s", cost.processor_seconds)));
        let [less, more] = texts(&|cost| cost.peak_memory_mb.map(|peak| format!("{peak} MB")));
        vec![
            ["processor time".to_owned(), before, after],
            ["peak memory".to_owned(), less, more],
        ]
    }
}

/// What stands where there is nothing.
pub(super) const NONE: &str = "-";

/// The statistics of a series that differ; of a series that is in one build only, all that it has.
pub(super) fn rows(change: &SeriesChange) -> Vec<Row> {
    type Statistic = (&'static str, fn(&Statistics) -> Option<f64>);
    const STATISTICS: [Statistic; 4] = [
        ("sum", |of| Some(of.sum)),
        ("samples", |of| of.samples),
        ("minimum", |of| of.minimum),
        ("maximum", |of| of.maximum),
    ];
    let mut rows = Vec::new();
    for (statistic, of) in STATISTICS {
        let before = change.before.as_ref().and_then(of);
        let after = change.after.as_ref().and_then(of);
        if before == after {
            continue;
        }
        let percent = before
            .zip(after)
            .and_then(|(before, after)| super::compare::percent(before, after));
        let text = |value: Option<f64>| value.map_or_else(|| NONE.to_owned(), grouped);
        rows.push(Row {
            statistic,
            before: text(before),
            after: text(after),
            change: percent.map_or_else(String::new, percent_text),
        });
    }
    rows
}

/// `+12.34 %`.
fn percent_text(percent: f64) -> String {
    if percent == 0.0 {
        return "<0.01 %".to_owned();
    }
    format!("{percent:+.2} %")
}

/// By how much a count changed, with its sign.
pub(super) fn signed(before: u64, after: u64) -> String {
    let by = whole(before.abs_diff(after));
    match before.cmp(&after) {
        std::cmp::Ordering::Less => format!("+{by}"),
        std::cmp::Ordering::Equal => String::new(),
        std::cmp::Ordering::Greater => format!("-{by}"),
    }
}

/// A series' name and dimensions. The namespace is told where it is not the function's own.
pub(super) fn label(id: &SeriesId) -> String {
    let mut label = match id.namespace.as_str() {
        NAMESPACE => String::new(),
        other => format!("{other} "),
    };
    label.push_str(&id.name);
    for (name, value) in &id.dimensions {
        let _ = write!(label, " {name}={value}");
    }
    label
}

/// Where a problem is, and what it is, as the replay tells it: `logs/a.json:13 (byte 4711): malformed: why`.
pub(super) fn place(problem: &Problem) -> String {
    let mut text = problem.file.as_ref().unwrap_or(&problem.object).clone();
    if let Some(line) = problem.line {
        let _ = write!(text, ":{line}");
    }
    if let Some(offset) = problem.offset {
        let _ = write!(text, " (byte {offset})");
    }
    let _ = write!(text, ": {}", problem.kind);
    if let Some(reason) = &problem.reason {
        let _ = write!(text, ": {reason}");
    }
    text
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::compare::compare;
    use super::super::compare::tests::{malformed, two_builds};
    use super::*;

    pub(in super::super) fn report() -> Report {
        let [before, after] = two_builds();
        let side = |build: &str, processor_seconds, peak| Side {
            build: build.to_owned(),
            cost: Some(Cost {
                processor_seconds,
                peak_memory_mb: Some(peak),
            }),
        };
        Report {
            before: side("main (0123abcd)", 1.5, 31),
            after: side("target/release/bootstrap", 1.25, 33),
            difference: compare(&before, &after),
        }
    }

    #[test]
    fn the_headline_says_it_all() {
        assert_eq!(
            report().headline(),
            "different: 1 series changed, 1 series added, 1 series gone, records counted +1, records malformed -1, dead letters +1"
        );
        let [before, mut after] = two_builds();
        let of = |difference| Report {
            difference,
            ..report()
        };
        assert_eq!(
            of(compare(&before, &before)).headline(),
            "equal: 3 series and all counts are as before"
        );
        after.clone_from(&before);
        after.problems[0] = malformed("b.json", 1);
        assert_eq!(
            of(compare(&before, &after)).headline(),
            "different: the same numbers, of other records"
        );
    }

    #[test]
    fn the_documents_shape_is_a_contract() {
        let document: serde_json::Value = serde_json::from_str(&report().to_json()).unwrap();
        let series = serde_json::json!({"namespace": "Custom/BedrockMetrics", "name": "InputTokens",
            "dimensions": {"InferenceProfile": "CrossRegion"}, "unit": "Count", "percent": 0.07,
            "before": {"sum": 152_763, "samples": 91, "minimum": 1, "maximum": 9},
            "after": {"sum": 152_863, "samples": 92, "minimum": 1, "maximum": 9}});
        assert_eq!(document["series"]["changed"][0], series);
        assert_eq!(document["series"]["unchanged"], 1);
        assert_eq!(document["equal"], false);
        assert_eq!(
            document["before"],
            serde_json::json!({"build": "main (0123abcd)",
                "cost": {"processor_seconds": 1.5, "peak_memory_mb": 31}})
        );
        assert_eq!(
            document["counts"][4],
            serde_json::json!({"name": "records malformed", "before": 2, "after": 1})
        );
        assert_eq!(
            document["places"]["before_only"],
            serde_json::json!([{"kind": "malformed", "object": "a.json", "line": 3, "offset": 300, "reason": "no modelId"}])
        );
        assert_eq!(document["dead_letters"]["after_only"][0], "b.json");
        assert_eq!(document["notes"], serde_json::json!([]));
    }

    #[test]
    fn another_namespace_is_told() {
        let mut id = report().difference.series.changed[0].id.clone();
        assert_eq!(label(&id), "InputTokens InferenceProfile=CrossRegion");
        id.namespace = "Mine".to_owned();
        assert_eq!(label(&id), "Mine InputTokens InferenceProfile=CrossRegion");
    }
}
