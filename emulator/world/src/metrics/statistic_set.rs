//! A statistic set: what is known of several values without knowing them.

use serde::{Deserialize, Serialize};

/// What is known of several values without knowing them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StatisticSet {
    pub sample_count: f64,
    pub sum: f64,
    pub minimum: f64,
    pub maximum: f64,
}

impl StatisticSet {
    /// Whether every value is known after all, so that percentiles are. AWS's conditions: a count of 1 and all three equal,
    /// or minimum and maximum equal and the sum that many of them.
    #[expect(clippy::float_cmp, reason = "AWS's conditions are equalities")]
    pub(super) fn is_one_value(&self) -> bool {
        self.minimum == self.maximum && self.sum == self.minimum * self.sample_count
    }
}
