//! What is kept of a moment of a series: each distinct value with its count.
//!
//! Values, not sums, because percentiles need them. Where they are not known (a statistic set) or become too many,
//! a summary stands for the rest, and percentiles are gone, as on AWS.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::statistic_set::StatisticSet;

/// How many distinct values a moment keeps; the next ones go into its summary. A bound on memory that AWS does not state
/// (it folds values into a histogram): 16 bytes each make this at most about 1 MB a minute of a series.
pub const MAX_DISTINCT_VALUES: usize = 20_000;

/// A finite double with a total order. Both zeros are one.
#[derive(Debug, Clone, Copy)]
struct Finite(f64);

impl Finite {
    fn new(value: f64) -> Self {
        // Adding positive zero turns a negative one into a positive one.
        Self(value + 0.0)
    }
}

impl PartialEq for Finite {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Finite {}

impl PartialOrd for Finite {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Finite {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// The values of one moment (or of a longer period, when merged).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Datapoint {
    counts: BTreeMap<Finite, f64>,
    /// Of the values that are not known one by one.
    summary: Option<StatisticSet>,
}

impl Datapoint {
    /// Adds `count` times the same value.
    pub fn add(&mut self, value: f64, count: f64) {
        let value = Finite::new(value);
        let is_full = self.counts.len() >= MAX_DISTINCT_VALUES;
        match self.counts.entry(value) {
            Entry::Occupied(known) => *known.into_mut() += count,
            Entry::Vacant(new) if !is_full => {
                new.insert(count);
            }
            Entry::Vacant(_) => self.summarize(StatisticSet {
                sample_count: count,
                sum: value.0 * count,
                minimum: value.0,
                maximum: value.0,
            }),
        }
    }

    /// Adds a statistic set: as values where it says them all, else as a summary.
    pub fn add_set(&mut self, set: StatisticSet) {
        if set.is_one_value() {
            self.add(set.minimum, set.sample_count);
        } else {
            self.summarize(set);
        }
    }

    /// Adds all of another moment's.
    pub fn merge(&mut self, other: &Self) {
        for (value, count) in &other.counts {
            self.add(value.0, *count);
        }
        if let Some(set) = other.summary {
            self.summarize(set);
        }
    }

    fn summarize(&mut self, set: StatisticSet) {
        self.summary = Some(match self.summary {
            None => set,
            Some(known) => StatisticSet {
                sample_count: known.sample_count + set.sample_count,
                sum: known.sum + set.sum,
                minimum: known.minimum.min(set.minimum),
                maximum: known.maximum.max(set.maximum),
            },
        });
    }

    pub fn sample_count(&self) -> f64 {
        let counted: f64 = self.counts.values().sum();
        counted + self.summary.map_or(0.0, |set| set.sample_count)
    }

    pub fn sum(&self) -> f64 {
        let summed: f64 = self
            .counts
            .iter()
            .map(|(value, count)| value.0 * count)
            .sum();
        summed + self.summary.map_or(0.0, |set| set.sum)
    }

    /// NaN where there is nothing, which no published datapoint is.
    pub fn minimum(&self) -> f64 {
        let known = self.counts.first_key_value().map(|(value, _)| value.0);
        let summary = self.summary.map(|set| set.minimum);
        known
            .into_iter()
            .chain(summary)
            .reduce(f64::min)
            .unwrap_or(f64::NAN)
    }

    /// NaN where there is nothing, which no published datapoint is.
    pub fn maximum(&self) -> f64 {
        let known = self.counts.last_key_value().map(|(value, _)| value.0);
        let summary = self.summary.map(|set| set.maximum);
        known
            .into_iter()
            .chain(summary)
            .reduce(f64::max)
            .unwrap_or(f64::NAN)
    }

    /// Each value with its count, in order. `None` where not every value is known, one is negative, or there is none: AWS has no
    /// percentiles then either.
    pub(super) fn values(&self) -> Option<impl Iterator<Item = (f64, f64)>> {
        let (lowest, _) = self.counts.first_key_value()?;
        let is_known = self.summary.is_none() && lowest.0 >= 0.0;
        is_known.then(|| self.counts.iter().map(|(value, count)| (value.0, *count)))
    }

    /// The smallest value that `percent` per cent of the values do not exceed, where the values are known.
    pub fn percentile(&self, percent: f64) -> Option<f64> {
        let rank = self.sample_count() * percent / 100.0;
        let mut seen = 0.0;
        for (value, count) in self.values()? {
            seen += count;
            if seen >= rank {
                return Some(value);
            }
        }
        Some(self.maximum())
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "sums of small integers are exact")]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_apart_so_that_percentiles_are_exact() {
        let mut datapoint = Datapoint::default();
        for value in 1..=100 {
            datapoint.add(f64::from(value), 1.0);
        }
        assert_eq!(datapoint.percentile(99.0), Some(99.0));
        assert_eq!(datapoint.percentile(50.0), Some(50.0));
        assert_eq!(datapoint.percentile(0.0), Some(1.0));
        assert_eq!(datapoint.percentile(100.0), Some(100.0));
        datapoint.add(1.0, 900.0);
        assert_eq!(datapoint.percentile(90.0), Some(1.0));
    }

    #[test]
    fn a_statistic_set_takes_percentiles_away_unless_it_says_every_value() {
        let set = |sample_count, sum, minimum, maximum| StatisticSet {
            sample_count,
            sum,
            minimum,
            maximum,
        };
        let mut datapoint = Datapoint::default();
        datapoint.add_set(set(3.0, 6.0, 2.0, 2.0));
        datapoint.add_set(set(1.0, 5.0, 5.0, 5.0));
        assert_eq!(datapoint.percentile(100.0), Some(5.0));
        datapoint.add_set(set(2.0, 7.0, 1.0, 6.0));
        assert_eq!(datapoint.percentile(50.0), None);
        assert_eq!(datapoint.sample_count(), 6.0);
        assert_eq!(datapoint.sum(), 18.0);
        assert_eq!(datapoint.minimum(), 1.0);
        assert_eq!(datapoint.maximum(), 6.0);
    }

    #[test]
    fn more_values_than_the_bound_cost_percentiles_never_a_sample() {
        let mut datapoint = Datapoint::default();
        let samples = u32::try_from(MAX_DISTINCT_VALUES).unwrap() + 10;
        for value in 0..samples {
            datapoint.add(f64::from(value), 1.0);
        }
        assert_eq!(datapoint.sample_count(), f64::from(samples));
        assert_eq!(datapoint.maximum(), f64::from(samples - 1));
        assert_eq!(datapoint.percentile(50.0), None);
    }

    #[test]
    fn merging_is_adding() {
        let (mut left, mut right, mut both) = <(Datapoint, Datapoint, Datapoint)>::default();
        for value in [3.0, -0.0, 7.5] {
            left.add(value, 2.0);
            both.add(value, 2.0);
        }
        for value in [3.0, 0.0] {
            right.add(value, 1.0);
            both.add(value, 1.0);
        }
        left.merge(&right);
        assert_eq!(left.counts, both.counts);
        assert_eq!(left.counts.len(), 3, "both zeros are one value");
    }
}
