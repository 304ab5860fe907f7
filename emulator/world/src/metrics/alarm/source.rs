//! The series that an alarm watches, period by period: the one place where alarms read metrics.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::super::alarmed::AlarmQueries;
use super::super::dimension::Dimension;
use super::super::query::MetricDataQuery;
use super::super::series::{PeriodRange, SeriesKey};
use super::super::statistic::Statistic;
use super::super::stored::StoredSeries;
use super::super::unit::Unit;
use crate::origin::Home;

/// Seconds.
const MINUTE: i64 = 60;

/// What is watched, as it was said.
#[derive(Debug, PartialEq)]
pub(super) enum Source {
    /// A metric, by `MetricName` and its kin.
    Metric(MetricSource),
    /// `Metrics`: queries of which one returns the series.
    Queries {
        /// As they were said.
        said: Vec<MetricDataQuery>,
        queries: AlarmQueries,
    },
}

/// One metric, and what of it.
#[derive(Debug, PartialEq)]
pub(super) struct MetricSource {
    pub(super) namespace: String,
    pub(super) metric_name: String,
    /// In the order in which they were given.
    pub(super) dimensions: Vec<Dimension>,
    pub(super) statistic: StatisticName,
    /// Seconds.
    pub(super) period: i64,
    pub(super) unit: Option<Unit>,
}

/// By which member the statistic was named.
#[derive(Debug, PartialEq)]
pub(super) enum StatisticName {
    Statistic(String),
    ExtendedStatistic(String),
}

/// The datapoint of a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sample {
    pub(super) value: f64,
    /// How many values it is of; not known of a query's.
    pub(super) sample_count: Option<f64>,
}

/// Periods that follow one another up to a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// The second since the epoch at which the newest period ends.
    pub(super) end: i64,
    /// Seconds.
    pub(super) period: i64,
    /// How many periods.
    pub(super) count: usize,
}

impl Window {
    /// The second at which a period begins; 0 is the newest.
    pub(super) fn start_of(self, index: usize) -> i64 {
        let index = i64::try_from(index).unwrap_or(i64::MAX);
        self.end - self.period.saturating_mul(index.saturating_add(1))
    }

    fn range(self) -> PeriodRange {
        PeriodRange {
            start: self.start_of(self.count.saturating_sub(1)),
            end: self.end,
            period: self.period,
        }
    }
}

impl StatisticName {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Statistic(name) | Self::ExtendedStatistic(name) => name,
        }
    }

    pub(super) fn simple(&self) -> Option<&str> {
        match self {
            Self::Statistic(name) => Some(name),
            Self::ExtendedStatistic(_) => None,
        }
    }

    pub(super) fn extended(&self) -> Option<&str> {
        match self {
            Self::ExtendedStatistic(name) => Some(name),
            Self::Statistic(_) => None,
        }
    }
}

impl Source {
    /// Seconds.
    pub(super) fn period(&self) -> i64 {
        match self {
            Self::Metric(metric) => metric.period,
            Self::Queries { queries, .. } => queries.period(),
        }
    }

    pub(super) fn metric(&self) -> Option<&MetricSource> {
        match self {
            Self::Metric(metric) => Some(metric),
            Self::Queries { .. } => None,
        }
    }

    /// As they were said; none of an alarm on one metric.
    pub(super) fn queries(&self) -> &[MetricDataQuery] {
        match self {
            Self::Metric(_) => &[],
            Self::Queries { said, .. } => said,
        }
    }

    /// Seconds at whose multiples a window may end, where looks are so far apart: queries begin short periods at their multiples.
    pub(super) fn grid(&self, cadence: i64) -> i64 {
        match self {
            Self::Metric(_) => cadence,
            Self::Queries { .. } => cadence.max(self.period().min(MINUTE)),
        }
    }

    /// How many values a period needs, for its percentile to mean something; `None` for any other statistic.
    /// Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html>
    pub(super) fn significant_samples(&self) -> Option<f64> {
        let statistic = Statistic::parse(self.metric()?.statistic.as_str());
        let Some(Statistic::Percentile(percent)) = statistic else {
            return None;
        };
        let share = percent / 100.0;
        Some(10.0 / share.min(1.0 - share))
    }

    /// The datapoint of each period of the window, the newest first.
    pub(super) fn samples(
        &self,
        stored: &StoredSeries,
        home: &Home,
        window: Window,
    ) -> Vec<Option<Sample>> {
        match self {
            Self::Metric(metric) => metric.samples(stored, window),
            Self::Queries { queries, .. } => {
                let range = window.range();
                let moment = |second| Timestamp::from_second(second).unwrap_or(Timestamp::MAX);
                let (start, end) = (moment(range.start), moment(range.end));
                let points = queries.points(stored, home, start, end);
                let points: BTreeMap<i64, f64> = points.into_iter().collect();
                let value = |index| {
                    Some(Sample {
                        value: *points.get(&window.start_of(index))?,
                        sample_count: None,
                    })
                };
                (0..window.count).map(value).collect()
            }
        }
    }
}

impl MetricSource {
    fn samples(&self, stored: &StoredSeries, window: Window) -> Vec<Option<Sample>> {
        let key = SeriesKey::new(&self.namespace, &self.metric_name, &self.dimensions);
        let statistic = Statistic::parse(self.statistic.as_str());
        let mut samples = vec![None; window.count];
        let (Some(series), Some(statistic)) = (stored.get(&key), statistic) else {
            return samples;
        };
        let periods = series.periods(window.range(), self.unit);
        for (index, sample) in samples.iter_mut().enumerate() {
            let start = window.start_of(index);
            // Of several units, which AWS leaves undefined, the first that has the statistic.
            let mut of_period = periods.range((start, Unit::MIN)..(start + 1, Unit::MIN));
            *sample = of_period.find_map(|(_, datapoint)| {
                Some(Sample {
                    value: statistic.of(datapoint)?,
                    sample_count: Some(datapoint.sample_count()),
                })
            });
        }
        samples
    }
}
