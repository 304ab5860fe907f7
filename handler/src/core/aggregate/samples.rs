//! The samples of one metric in one minute of one series: exact, whatever their order.

use crate::core::datapoint::{MAX_DISTINCT_VALUES, Samples};
use crate::core::encoded_size::{STATISTICS_BYTES, values_bytes};

/// Counts of distinct values while there are at most [`MAX_DISTINCT_VALUES`], their statistics
/// always.
///
/// Integers throughout, so that merging is associative and commutative and no sum is rounded before
/// it is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Histogram {
    sample_count: u64,
    sum: u128,
    minimum: u64,
    maximum: u64,
    /// Ascending by value; empty once there were too many.
    distinct: Vec<(u64, u64)>,
}

impl Histogram {
    /// The histogram of a value that occurred `count` times; `count` is at least 1.
    pub(super) fn of(value: u64, count: u64, keep_distinct: bool) -> Self {
        Self {
            sample_count: count,
            sum: u128::from(value) * u128::from(count),
            minimum: value,
            maximum: value,
            distinct: if keep_distinct {
                vec![(value, count)]
            } else {
                Vec::new()
            },
        }
    }

    /// One more sample.
    pub(super) fn add(&mut self, value: u64) {
        self.sample_count += 1;
        self.sum += u128::from(value);
        self.minimum = self.minimum.min(value);
        self.maximum = self.maximum.max(value);
        self.add_distinct(value, 1);
    }

    /// All samples of another.
    pub(super) fn merge(&mut self, other: &Self) {
        self.sample_count += other.sample_count;
        self.sum += other.sum;
        self.minimum = self.minimum.min(other.minimum);
        self.maximum = self.maximum.max(other.maximum);
        if other.distinct.is_empty() {
            self.distinct = Vec::new();
        }
        for &(value, count) in &other.distinct {
            self.add_distinct(value, count);
        }
    }

    fn add_distinct(&mut self, value: u64, count: u64) {
        if self.distinct.is_empty() {
            return;
        }
        match self.distinct.binary_search_by_key(&value, |entry| entry.0) {
            Ok(index) => self.distinct[index].1 += count,
            Err(_) if self.distinct.len() == MAX_DISTINCT_VALUES => self.distinct = Vec::new(),
            Err(index) => self.distinct.insert(index, (value, count)),
        }
    }

    /// Bytes of memory, itself included.
    pub(super) fn held_bytes(&self) -> usize {
        size_of::<Self>() + self.distinct.capacity() * size_of::<(u64, u64)>()
    }

    /// How many samples.
    pub fn sample_count(&self) -> u64 {
        self.sample_count
    }

    /// The exact sum.
    pub fn sum(&self) -> u128 {
        self.sum
    }

    /// The smallest sample.
    pub fn minimum(&self) -> u64 {
        self.minimum
    }

    /// The largest sample.
    pub fn maximum(&self) -> u64 {
        self.maximum
    }

    /// No fewer bytes than the samples take encoded.
    pub(super) fn encoded_bytes(&self) -> usize {
        match self.distinct.len() {
            0 => STATISTICS_BYTES,
            values => values_bytes(values),
        }
    }

    /// The samples as CloudWatch takes them. Values beyond 2^53 are rounded to the nearest `f64`.
    #[expect(
        clippy::cast_precision_loss,
        reason = "CloudWatch's values are doubles; what is beyond 2^53 is rounded, as documented"
    )]
    pub(super) fn to_samples(&self) -> Samples {
        if self.distinct.is_empty() {
            return Samples::Statistics {
                sample_count: self.sample_count as f64,
                sum: self.sum as f64,
                minimum: self.minimum as f64,
                maximum: self.maximum as f64,
            };
        }
        Samples::Distinct {
            values: self.distinct.iter().map(|entry| entry.0 as f64).collect(),
            counts: self.distinct.iter().map(|entry| entry.1 as f64).collect(),
        }
    }
}
