//! Many values made one: of a series a scalar, of a list a series.
//!
//! For `SUM`, `AVG` and `STDDEV` a value that is missing is 0, as the guide says of `AVG`; for `MIN` and `MAX` it is not there.

use std::collections::BTreeMap;

use super::series::{Series, Steps};
use super::transform::count;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aggregate {
    Sum,
    Avg,
    Min,
    Max,
    /// Of a whole, not of a sample of it.
    StdDev,
    /// How many data points there are.
    Count,
}

/// What is known of the values of a moment, or of a series.
#[derive(Debug, Clone, Copy)]
struct Tally {
    count: usize,
    sum: f64,
    minimum: f64,
    maximum: f64,
}

impl Tally {
    const NONE: Self = Self {
        count: 0,
        sum: 0.0,
        minimum: f64::NAN,
        maximum: f64::NAN,
    };

    fn add(&mut self, value: f64) {
        self.count += 1;
        self.sum += value;
        self.minimum = self.minimum.min(value);
        self.maximum = self.maximum.max(value);
    }
}

impl Aggregate {
    /// As `SORT` names them.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "SUM" => Self::Sum,
            "AVG" => Self::Avg,
            "MIN" => Self::Min,
            "MAX" => Self::Max,
            _ => return None,
        })
    }

    /// Of all values of a series, in a span of so many periods. NaN where it has none.
    pub(super) fn of(self, series: &Series, steps: Steps) -> f64 {
        let mut tally = Tally::NONE;
        for (_, value) in &series.points {
            tally.add(*value);
        }
        let places = steps.count.max(series.points.len());
        let mean = tally.sum / count(places);
        let squares = series
            .points
            .iter()
            .map(|(_, value)| (value - mean).powi(2));
        self.result(tally, places, squares.sum())
    }

    /// Of the values of each moment.
    pub(super) fn across(self, list: &[Series], period_of_none: i64) -> Series {
        let mut tallies: BTreeMap<i64, Tally> = BTreeMap::new();
        let points = || list.iter().flat_map(|series| &series.points);
        for (at, value) in points() {
            tallies.entry(*at).or_insert(Tally::NONE).add(*value);
        }
        let mut squares: BTreeMap<i64, f64> = BTreeMap::new();
        if self == Self::StdDev {
            for (at, value) in points() {
                let mean = tallies[at].sum / count(list.len());
                *squares.entry(*at).or_default() += (value - mean).powi(2);
            }
        }
        let results = tallies.iter().map(|(at, tally)| {
            let squares = squares.get(at).copied().unwrap_or_default();
            (*at, self.result(*tally, list.len(), squares))
        });
        let periods = list.iter().map(|series| series.period);
        Series {
            points: results.filter(|(_, value)| value.is_finite()).collect(),
            period: periods.max().unwrap_or(period_of_none),
            label: String::new(),
            metric: None,
        }
    }

    /// Of `places` values, of which those that are not tallied are 0; `squares` is the sum of how far those that are there are from the mean.
    fn result(self, tally: Tally, places: usize, squares: f64) -> f64 {
        match self {
            Self::Sum => tally.sum,
            Self::Min => tally.minimum,
            Self::Max => tally.maximum,
            Self::Count => count(tally.count),
            Self::Avg => tally.sum / count(places),
            Self::StdDev => {
                let mean = tally.sum / count(places);
                let missing = count(places.saturating_sub(tally.count)) * mean.powi(2);
                ((squares + missing) / count(places)).sqrt()
            }
        }
    }
}
