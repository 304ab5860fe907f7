//! The charts of a replay: each metric over time, by each set of dimensions that it has.

use std::collections::BTreeMap;

use aws_world::metrics::{Dimension, Timeline};
use time_chart::periods::moment;
use time_chart::{Chart, Line, Periods};

/// The dimension of the function's own health, which is published at the time of the replay, not of the logs.
const HEALTH_DIMENSION: &str = "FunctionName";

/// The metric that is drawn where no other is asked for.
pub(super) const DEFAULT_METRIC: &str = "InvocationCount";

/// All charts, by title. They share one axis.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    charts: Vec<Chart>,
    /// What is so far from all else that no axis shows both.
    pub(super) left_out: Option<String>,
}

impl Pictures {
    pub(super) fn of(timelines: &[Timeline]) -> Self {
        let timelines: Vec<_> = timelines.iter().filter(|line| !is_health(line)).collect();
        let seconds = timelines.iter().flat_map(|line| &line.sums);
        let seconds = seconds.map(|(second, _)| *second).collect();
        let Some((periods, left_out)) = Periods::over_most(seconds) else {
            return Self::default();
        };
        let mut charts: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        for timeline in timelines {
            let line = Line::of_sums(values(&timeline.dimensions), &periods, &timeline.sums);
            charts.entry(title(timeline)).or_default().push(line);
        }
        let charts = charts.into_iter();
        let mut charts: Vec<_> = charts
            .map(|(title, lines)| Chart::new(title, periods, lines))
            .collect();
        // How much there was of it at all comes first.
        charts.sort_by_key(|chart| !chart.title.starts_with(DEFAULT_METRIC));
        Self {
            charts,
            left_out: left_out_note(&left_out),
        }
    }

    pub(super) fn charts(&self) -> &[Chart] {
        &self.charts
    }

    /// The chart of this title, else the first of the metric of this name.
    pub(super) fn find(&self, metric: &str) -> Option<&Chart> {
        let by_name = |chart: &&Chart| {
            let rest = chart.title.strip_prefix(metric);
            rest.is_some_and(|rest| rest.starts_with(' '))
        };
        let mut charts = self.charts.iter();
        let by_title = charts.find(|chart| chart.title == metric);
        by_title.or_else(|| self.charts.iter().find(by_name))
    }

    /// What there is, for who asked for something else.
    pub(super) fn names(&self) -> String {
        let titles: Vec<_> = self
            .charts
            .iter()
            .map(|chart| chart.title.as_str())
            .collect();
        titles.join("; ")
    }
}

fn left_out_note(seconds: &[i64]) -> Option<String> {
    let (first, last) = (moment(*seconds.first()?), moment(*seconds.last()?));
    Some(format!(
        "datapoints far from all others are not drawn: {}, from {first} to {last}; the tables count them",
        seconds.len()
    ))
}

fn is_health(timeline: &Timeline) -> bool {
    matches!(timeline.dimensions.as_slice(), [only] if only.name == HEALTH_DIMENSION)
}

/// `InputTokens by InferenceProfile`; the unit is told where it is not a count.
fn title(timeline: &Timeline) -> String {
    let names: Vec<_> = timeline
        .dimensions
        .iter()
        .map(|dimension| dimension.name.as_str())
        .collect();
    let mut title = timeline.name.clone();
    if !names.is_empty() {
        title.push_str(" by ");
        title.push_str(&names.join(", "));
    }
    match timeline.unit.as_str() {
        "Count" | "None" => title,
        unit => format!("{title} ({unit})"),
    }
}

fn values(dimensions: &[Dimension]) -> String {
    if dimensions.is_empty() {
        return "all".to_owned();
    }
    let values: Vec<_> = dimensions
        .iter()
        .map(|dimension| dimension.value.as_str())
        .collect();
    values.join(", ")
}

#[cfg(test)]
pub(super) mod tests {
    use aws_world::metrics::Unit;

    use super::*;

    pub(in super::super) fn timeline(
        name: &str,
        dimensions: &[(&str, &str)],
        sums: &[(i64, f64)],
    ) -> Timeline {
        Timeline {
            namespace: "N".to_owned(),
            name: name.to_owned(),
            dimensions: dimensions
                .iter()
                .map(|(name, value)| Dimension::new(name, value))
                .collect(),
            unit: Unit::parse("Count").unwrap(),
            sums: sums.to_vec(),
        }
    }

    fn pictures() -> Pictures {
        let later = 1_776_556_860;
        Pictures::of(&[
            timeline(
                "InputTokens",
                &[("InferenceProfile", "CrossRegion")],
                &[(1_776_556_800, 5.0), (later, 6.0)],
            ),
            timeline(
                "InputTokens",
                &[("InferenceProfile", "Unknown")],
                &[(later, 7.0)],
            ),
            timeline(
                "InputTokens",
                &[("ModelId", "m"), ("Region", "r")],
                &[(later, 13.0)],
            ),
            timeline("InputTokensPlus", &[], &[(later, 1.0)]),
            timeline(
                "ProcessedObjects",
                &[("FunctionName", "f")],
                &[(later * 2, 1.0)],
            ),
        ])
    }

    #[test]
    fn a_metric_has_a_chart_for_each_set_of_dimensions_and_health_has_none() {
        let pictures = pictures();
        let charts: Vec<_> = pictures
            .charts()
            .iter()
            .map(|chart| (chart.title.as_str(), chart.lines.len()))
            .collect();
        let expected = [
            ("InputTokens by InferenceProfile", 2),
            ("InputTokens by ModelId, Region", 1),
            ("InputTokensPlus", 1),
        ];
        assert_eq!(charts, expected);
        assert_eq!(pictures.charts()[0].lines[0].values, [Some(5.0), Some(6.0)]);
        assert_eq!(pictures.charts()[0].lines[1].values, [None, Some(7.0)]);
    }

    #[test]
    fn what_no_axis_shows_is_told() {
        let begin = 1_776_556_800;
        let mut sums: Vec<_> = (0..200).map(|minute| (begin + minute * 60, 1.0)).collect();
        sums.push((253_370_764_800, 1.0));
        let pictures = Pictures::of(&[timeline("InvocationCount", &[], &sums)]);
        assert_eq!(
            pictures.left_out.as_deref(),
            Some(
                "datapoints far from all others are not drawn: 1, from 9999-01-01 00:00 to 9999-01-01 00:00; the tables count them"
            )
        );
        assert!(self::pictures().left_out.is_none());
    }

    #[test]
    fn a_chart_is_found_by_its_metric_or_its_title() {
        let pictures = pictures();
        let found = |metric| pictures.find(metric).map(|chart| chart.title.as_str());
        assert_eq!(
            found("InputTokens"),
            Some("InputTokens by InferenceProfile")
        );
        assert_eq!(
            found("InputTokens by ModelId, Region"),
            Some("InputTokens by ModelId, Region")
        );
        assert_eq!(found("InputTokensPlus"), Some("InputTokensPlus"));
        assert_eq!(found("Input"), None);
        assert!(
            pictures
                .names()
                .starts_with("InputTokens by InferenceProfile; ")
        );
    }
}
