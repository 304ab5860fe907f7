//! Every series of users over all time: what a replay prints.

use std::collections::BTreeMap;

use super::datapoint::Datapoint;
use super::dimension::Dimension;
use super::state::Metrics;
use super::unit::Unit;

/// All that was ever published to a series in one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesTotal {
    pub namespace: String,
    pub name: String,
    /// Sorted by name.
    pub dimensions: Vec<Dimension>,
    pub unit: Unit,
    pub sample_count: f64,
    pub sum: f64,
    pub minimum: f64,
    pub maximum: f64,
}

impl Metrics {
    /// One entry per series and unit, ordered by namespace, name and dimensions.
    pub fn totals(&self) -> Vec<SeriesTotal> {
        let mut totals = Vec::new();
        for (key, series) in self.series.of_users() {
            let mut by_unit: BTreeMap<Unit, Vec<&Datapoint>> = BTreeMap::new();
            for ((_, unit), datapoint) in series.published() {
                by_unit.entry(*unit).or_default().push(datapoint);
            }
            for (unit, datapoints) in by_unit {
                totals.push(SeriesTotal {
                    namespace: key.namespace.clone(),
                    name: key.name.clone(),
                    dimensions: key.dimensions.clone(),
                    unit,
                    sample_count: datapoints.iter().map(|point| point.sample_count()).sum(),
                    sum: datapoints.iter().map(|point| point.sum()).sum(),
                    minimum: fold(&datapoints, Datapoint::minimum, f64::min),
                    maximum: fold(&datapoints, Datapoint::maximum, f64::max),
                });
            }
        }
        totals
    }
}

fn fold(
    datapoints: &[&Datapoint],
    of: impl Fn(&Datapoint) -> f64,
    choose: impl Fn(f64, f64) -> f64,
) -> f64 {
    datapoints
        .iter()
        .map(|point| of(point))
        .reduce(choose)
        .unwrap_or(f64::NAN)
}
