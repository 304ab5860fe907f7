//! A series and its datapoints.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::datapoint::Datapoint;
use super::dimension::{self, Dimension};
use super::steady::Steady;
use super::unit::Unit;

/// What tells series apart. Each set of dimensions is a series of its own; nothing is aggregated across them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesKey {
    pub namespace: String,
    pub name: String,
    /// Sorted.
    pub dimensions: Vec<Dimension>,
}

impl SeriesKey {
    pub(crate) fn new(namespace: &str, name: &str, dimensions: &[Dimension]) -> Self {
        Self {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            dimensions: dimension::sorted(dimensions),
        }
    }

    /// [`SeriesKey::new`] of what nobody needs any more.
    pub(super) fn of(namespace: &str, name: String, mut dimensions: Vec<Dimension>) -> Self {
        dimensions.sort_unstable();
        Self {
            namespace: namespace.to_owned(),
            name,
            dimensions,
        }
    }
}

/// The datapoints of a series.
#[derive(Debug, PartialEq)]
pub(super) struct Series {
    /// By the second at which their minute (or second, in high resolution) begins, and by unit: CloudWatch never adds
    /// up what was published in different units.
    datapoints: BTreeMap<(i64, Unit), Datapoint>,
    /// Beside them, what AWS itself publishes once a minute.
    steady: Steady,
    /// When something was last published, whatever its timestamp.
    pub(super) last_put: Timestamp,
}

impl Series {
    /// One to which something is published now for the first time.
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            datapoints: BTreeMap::new(),
            steady: Steady::default(),
            last_put: now,
        }
    }

    /// The datapoint at a moment, to add to.
    pub(super) fn datapoint_mut(&mut self, second: i64, unit: Unit) -> &mut Datapoint {
        self.datapoints.entry((second, unit)).or_default()
    }

    /// The value of a minute that has no other, after all such minutes.
    pub(super) fn push(&mut self, second: i64, unit: Unit, value: f64) {
        self.steady.push(second, unit, value);
    }

    pub(super) fn drop_before(&mut self, second: i64) {
        self.steady.drop_before(second);
        while let Some(first) = self.datapoints.first_entry()
            && first.key().0 < second
        {
            first.remove();
        }
    }

    /// What users published, by moment and unit.
    pub(super) fn published(&self) -> &BTreeMap<(i64, Unit), Datapoint> {
        &self.datapoints
    }

    /// The datapoints of `[start, end)` in seconds, merged into periods that begin at `start`; by the second at which a
    /// period begins, and unit.
    pub(super) fn periods(
        &self,
        range: PeriodRange,
        unit: Option<Unit>,
    ) -> BTreeMap<(i64, Unit), Datapoint> {
        let mut periods: BTreeMap<(i64, Unit), Datapoint> = BTreeMap::new();
        let stored = self
            .datapoints
            .range((range.start, Unit::MIN)..(range.end, Unit::MIN));
        let is_wanted = |stored: &Unit| unit.is_none_or(|unit| unit == *stored);
        let begin = |second: i64| second - (second - range.start).rem_euclid(range.period);
        for (&(second, unit), datapoint) in stored.filter(|((_, unit), _)| is_wanted(unit)) {
            let period = periods.entry((begin(second), unit)).or_default();
            period.merge(datapoint);
        }
        let steady = self.steady.between(range.start, range.end);
        for (second, unit, value) in steady.filter(|(_, unit, _)| is_wanted(unit)) {
            let period = periods.entry((begin(second), unit)).or_default();
            period.add(value, 1.0);
        }
        periods
    }
}

/// A span of time cut into periods. Seconds since the epoch; `end` is not part of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct PeriodRange {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) period: i64,
}

impl PeriodRange {
    /// Rounds the start as CloudWatch does: down to the whole minute, or to the period where that is shorter. A fraction of
    /// a second at the end still includes its second.
    pub(super) fn new(start: Timestamp, end: Timestamp, period: i64) -> Self {
        const MINUTE: i64 = 60;
        let start = start.as_second();
        let end = if end.subsec_nanosecond() > 0 {
            end.as_second() + 1
        } else {
            end.as_second()
        };
        Self {
            start: start - start.rem_euclid(period.clamp(1, MINUTE)),
            end,
            period,
        }
    }

    /// How many periods there are.
    pub(super) fn count(self) -> i64 {
        (self.end - self.start).max(0).div_euclid(self.period)
    }
}
