//! Every series of a Region.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::datapoint::Datapoint;
use super::series::{Series, SeriesKey};
use super::unit::Unit;

/// The series that something was published to.
#[derive(Debug, Default, PartialEq)]
pub(super) struct StoredSeries {
    series: BTreeMap<SeriesKey, Series>,
}

impl StoredSeries {
    /// The datapoint at a moment of a series, to add to.
    pub(super) fn datapoint_mut(
        &mut self,
        key: SeriesKey,
        now: Timestamp,
        second: i64,
        unit: Unit,
    ) -> &mut Datapoint {
        self.get_mut(key, now).datapoint_mut(second, unit)
    }

    /// A series, to which something is published now.
    pub(super) fn get_mut(&mut self, key: SeriesKey, now: Timestamp) -> &mut Series {
        let series = self.series.entry(key).or_insert_with(|| Series::new(now));
        series.last_put = now;
        series
    }

    /// The one series of exactly these dimensions.
    pub(super) fn get(&self, key: &SeriesKey) -> Option<&Series> {
        self.series.get(key)
    }

    /// Every series, AWS's own too.
    pub(super) fn all(&self) -> impl Iterator<Item = (&SeriesKey, &Series)> {
        self.series.iter()
    }

    /// Every series that users publish to.
    pub(super) fn of_users(&self) -> impl Iterator<Item = (&SeriesKey, &Series)> {
        self.series.iter().filter(|(key, _)| !key.is_own())
    }

    /// The series after this one, in order.
    pub(super) fn after(
        &self,
        start: Option<&SeriesKey>,
    ) -> impl Iterator<Item = (&SeriesKey, &Series)> {
        use std::ops::Bound::{Excluded, Unbounded};
        let lower = start.map_or(Unbounded, Excluded);
        self.series.range::<SeriesKey, _>((lower, Unbounded))
    }
}
