//! Every series by hour: what a replay prints by time.

use std::collections::BTreeMap;

use super::datapoint::Datapoint;
use super::dimension::Dimension;
use super::series::{Metrics, SeriesKey};

const HOUR_SECONDS: i64 = 3_600;

/// What was published to a series for an hour, whatever the unit.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesHour<'a> {
    /// The second since the epoch at which the hour begins.
    pub begins: i64,
    pub name: &'a str,
    /// Sorted by name.
    pub dimensions: &'a [Dimension],
    pub sample_count: f64,
    pub sum: f64,
}

impl Metrics {
    /// One entry per series and hour that has data, ordered by series and hour.
    pub fn hours(&self) -> Vec<SeriesHour<'_>> {
        let mut hours = Vec::new();
        for (key, series) in self.all() {
            let mut by_hour: BTreeMap<i64, Vec<&Datapoint>> = BTreeMap::new();
            for ((second, _), datapoint) in &series.datapoints {
                let begins = second - second.rem_euclid(HOUR_SECONDS);
                by_hour.entry(begins).or_default().push(datapoint);
            }
            let hours_of_it = by_hour.iter();
            hours.extend(hours_of_it.map(|(begins, points)| hour(key, *begins, points)));
        }
        hours
    }
}

fn hour<'a>(key: &'a SeriesKey, begins: i64, points: &[&Datapoint]) -> SeriesHour<'a> {
    SeriesHour {
        begins,
        name: &key.name,
        dimensions: &key.dimensions,
        sample_count: points.iter().map(|point| point.sample_count()).sum(),
        sum: points.iter().map(|point| point.sum()).sum(),
    }
}
