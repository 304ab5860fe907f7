//! AWS's own metrics: what services publish of themselves, in namespaces that nobody else can publish to.

use jiff::{SignedDuration, Timestamp};

use super::datapoint::Datapoint;
use super::dimension::Dimension;
use super::series::{Series, SeriesKey};
use super::state::Metrics;
use super::tally::{Minute, Samples};
use super::unit::Unit;

/// What AWS's own namespaces begin with.
pub(super) const PREFIX: &str = "AWS/";

/// How long a minute is kept. Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html>, "Metrics
/// retention": "Data points with a period of 60 seconds (1 minute) are available for 15 days". Five minutes and hours, which AWS
/// keeps longer, are not made of them here.
const KEPT: SignedDuration = SignedDuration::from_hours(15 * 24);

impl SeriesKey {
    /// Whether AWS itself publishes to it.
    pub(super) fn is_own(&self) -> bool {
        self.namespace.starts_with(PREFIX)
    }
}

/// A service that publishes what it counted.
pub(crate) struct Own<'a> {
    metrics: &'a mut Metrics,
    namespace: &'static str,
    now: Timestamp,
}

impl<'a> Own<'a> {
    pub(crate) fn new(metrics: &'a mut Metrics, namespace: &'static str, now: Timestamp) -> Self {
        Self {
            metrics,
            namespace,
            now,
        }
    }

    /// Of a minute; nothing where there are no samples.
    pub(crate) fn publish(
        &mut self,
        name: &str,
        dimensions: &[Dimension],
        minute: Minute,
        unit: Unit,
        samples: Samples,
    ) {
        if let Some(set) = samples.set() {
            self.datapoint(name, dimensions, minute, unit).add_set(set);
        }
    }

    /// [`Own::publish`] of values that are known one by one, so that there are percentiles.
    pub(crate) fn publish_values(
        &mut self,
        name: &str,
        dimensions: &[Dimension],
        minute: Minute,
        unit: Unit,
        values: &Datapoint,
    ) {
        if values.sample_count() > 0.0 {
            self.datapoint(name, dimensions, minute, unit).merge(values);
        }
    }

    /// A value of which a minute has one, and which is often that of the minute before.
    pub(crate) fn publish_one(
        &mut self,
        name: &str,
        dimensions: &[Dimension],
        minute: Minute,
        unit: Unit,
        value: f64,
    ) {
        let series = self.series(name, dimensions);
        series.push(minute.second(), unit, value);
    }

    /// To a series in a namespace of users', for whom the service counts. It is kept as what they publish themselves.
    pub(crate) fn publish_for_user(
        &mut self,
        series: &SeriesKey,
        minute: Minute,
        unit: Unit,
        values: &Datapoint,
    ) {
        let second = minute.second();
        let datapoint = self
            .metrics
            .series
            .datapoint_mut(series.clone(), self.now, second, unit);
        datapoint.merge(values);
    }

    fn datapoint(
        &mut self,
        name: &str,
        dimensions: &[Dimension],
        minute: Minute,
        unit: Unit,
    ) -> &mut Datapoint {
        let series = self.series(name, dimensions);
        series.datapoint_mut(minute.second(), unit)
    }

    fn series(&mut self, name: &str, dimensions: &[Dimension]) -> &mut Series {
        let key = SeriesKey::new(self.namespace, name, dimensions);
        let series = self.metrics.series.get_mut(key, self.now);
        let oldest = self.now.saturating_sub(KEPT).unwrap_or(Timestamp::MIN);
        series.drop_before(Minute::of(oldest).second());
        series
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::series::PeriodRange;

    fn publish(metrics: &mut Metrics, namespace: &'static str, minute: Timestamp) {
        let now = minute + SignedDuration::from_mins(1);
        let mut own = Own::new(metrics, namespace, now);
        let minute = Minute::before(now);
        own.publish("m", &[], minute, Unit::COUNT, Samples::one(1.0));
    }

    #[test]
    fn minutes_are_kept_for_fifteen_days() {
        let mut metrics = Metrics::default();
        let first: Timestamp = "2026-04-19T13:28:00Z".parse().unwrap();
        publish(&mut metrics, "AWS/SQS", first);
        publish(
            &mut metrics,
            "AWS/SQS",
            first + SignedDuration::from_hours(1),
        );
        let kept = |metrics: &Metrics| {
            let series = metrics
                .series
                .get(&SeriesKey::new("AWS/SQS", "m", &[]))
                .unwrap();
            series.published().len()
        };
        assert_eq!(kept(&metrics), 2);
        publish(&mut metrics, "AWS/SQS", first + KEPT);
        assert_eq!(kept(&metrics), 2);
    }

    /// Equal minutes in a row are kept as one entry, and read as what they are.
    #[test]
    fn a_value_that_stays_is_read_in_every_minute() {
        let mut metrics = Metrics::default();
        let first: Timestamp = "2026-04-19T13:28:00Z".parse().unwrap();
        for minutes in 1..=10 {
            let now = first + SignedDuration::from_mins(minutes);
            let mut own = Own::new(&mut metrics, "AWS/SQS", now);
            own.publish_one("m", &[], Minute::before(now), Unit::COUNT, 4.0);
        }
        let series = metrics
            .series
            .get(&SeriesKey::new("AWS/SQS", "m", &[]))
            .unwrap();
        let end = first + SignedDuration::from_hours(1);
        let periods = series.periods(PeriodRange::new(first, end, 300), None);
        let read: Vec<_> = periods
            .values()
            .map(|point| (point.sample_count(), point.sum()))
            .collect();
        assert_eq!(read, [(5.0, 20.0), (5.0, 20.0)]);
        let other = series.periods(PeriodRange::new(first, end, 300), Some(Unit::BYTES));
        assert!(other.is_empty());
    }

    #[test]
    fn what_a_replay_shows_leaves_awss_own_out() {
        let mut metrics = Metrics::default();
        let minute = "2026-04-19T13:28:00Z".parse().unwrap();
        publish(&mut metrics, "AWS/Lambda", minute);
        publish(&mut metrics, "Custom/BedrockMetrics", minute);
        let totals = metrics.totals();
        let timelines = metrics.timelines();
        let shown = (
            totals[0].namespace.as_str(),
            timelines[0].namespace.as_str(),
        );
        assert_eq!(shown, ("Custom/BedrockMetrics", "Custom/BedrockMetrics"));
        assert_eq!((totals.len(), timelines.len()), (1, 1));
    }
}
