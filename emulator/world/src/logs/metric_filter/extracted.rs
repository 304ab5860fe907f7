//! What metric filters found, minute by minute, until it is published.
//!
//! A datapoint is of the minute of its event, and is published when the minute of the clock is over in which the event came in. Source: guide,
//! Filter pattern syntax, "The metric value is aggregated and reported every minute"; that the moment is the event's is unverified.

use jiff::Timestamp;

use super::model::MetricFilter;
use crate::logs::pattern::Candidate;
use crate::metrics::Unit;
use crate::metrics::datapoint::Datapoint;
use crate::metrics::series::SeriesKey;
use crate::metrics::tally::Tallies;

/// By series and unit.
#[derive(Debug, Default, PartialEq)]
pub(in crate::logs) struct Extracted(pub(super) Tallies<(SeriesKey, Unit), Datapoint>);

impl Extracted {
    /// Notes what a filter makes of an event.
    pub(in crate::logs) fn observe(
        &mut self,
        filter: &MetricFilter,
        timestamp: Timestamp,
        candidate: &Candidate<'_>,
    ) {
        let Some((value, dimensions)) = filter.value(candidate) else {
            return;
        };
        let transformation = &filter.transformation;
        let series = SeriesKey::new(
            &transformation.metric_namespace,
            &transformation.metric_name,
            &dimensions,
        );
        let counts = self.0.at(&(series, transformation.unit()), timestamp);
        counts.add(value, 1.0);
    }
}
