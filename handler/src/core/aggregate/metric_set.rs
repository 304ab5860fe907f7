//! Some of the metrics.

use super::rules::Metric;

/// Which of the metrics there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MetricSet(u8);

impl MetricSet {
    pub(super) fn contains(self, metric: Metric) -> bool {
        self.0 & (1 << metric as u8) != 0
    }

    pub(super) fn insert(&mut self, metric: Metric) {
        self.0 |= 1 << metric as u8;
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// In the order of [`Metric::ALL`].
    pub(super) fn iter(self) -> impl Iterator<Item = Metric> {
        let all = Metric::ALL.into_iter();
        all.filter(move |&metric| self.contains(metric))
    }
}
