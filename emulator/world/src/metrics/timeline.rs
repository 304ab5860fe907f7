//! Every series of users over time: what pictures are drawn from.

use super::dimension::Dimension;
use super::state::Metrics;
use super::unit::Unit;

/// The sums of a series in one unit, by moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    pub namespace: String,
    pub name: String,
    /// Sorted by name.
    pub dimensions: Vec<Dimension>,
    pub unit: Unit,
    /// The second since the epoch at which a minute begins (or a second, in high resolution), and the sum of what was
    /// published for it. In order of time; what had nothing is not there.
    pub sums: Vec<(i64, f64)>,
}

impl Metrics {
    /// One entry per series and unit, ordered by namespace, name and dimensions.
    pub fn timelines(&self) -> Vec<Timeline> {
        let mut timelines: Vec<Timeline> = Vec::new();
        for (key, series) in self.series.of_users() {
            let first_of_series = timelines.len();
            for (&(second, unit), datapoint) in series.published() {
                let of_series = &mut timelines[first_of_series..];
                let known = of_series.iter_mut().find(|known| known.unit == unit);
                let point = (second, datapoint.sum());
                match known {
                    Some(timeline) => timeline.sums.push(point),
                    None => timelines.push(Timeline {
                        namespace: key.namespace.clone(),
                        name: key.name.clone(),
                        dimensions: key.dimensions.clone(),
                        unit,
                        sums: vec![point],
                    }),
                }
            }
            timelines[first_of_series..].sort_by_key(|timeline| timeline.unit);
        }
        timelines
    }
}
