//! The series that an alarm watches, period by period: the one place where alarms read metrics.

use super::super::data::{MetricDataQuery, MetricStat};
use super::super::dimension::Dimension;
use super::super::series::{Metrics, PeriodRange, SeriesKey};
use super::super::statistic::Statistic;
use super::super::unit::Unit;

/// What is watched, as it was said.
#[derive(Debug, PartialEq)]
pub(super) enum Source {
    /// A metric, by `MetricName` and its kin.
    Metric(MetricSource),
    /// `Metrics`: the query of the list that returns data. Expressions are refused when the alarm is put.
    Queries {
        queries: Vec<MetricDataQuery>,
        returned: usize,
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
    /// How many values it is of.
    pub(super) sample_count: f64,
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

/// The statistic of that name, whichever member named it.
pub(super) fn statistic(name: &str) -> Option<Statistic> {
    Statistic::simple(name).or_else(|| Statistic::percentile(name))
}

impl Source {
    /// Seconds.
    pub(super) fn period(&self) -> i64 {
        match self {
            Self::Metric(metric) => metric.period,
            Self::Queries { .. } => self.stat().map_or(60, |stat| stat.period),
        }
    }

    /// Of the datapoints' values, where it was said.
    pub(super) fn unit(&self) -> Option<&str> {
        match self {
            Self::Metric(metric) => metric.unit.map(Unit::as_str),
            Self::Queries { .. } => self.stat()?.unit.as_deref(),
        }
    }

    /// As `StateReasonData` names it; a query's list has none.
    pub(super) fn statistic_name(&self) -> Option<&str> {
        match self {
            Self::Metric(metric) => Some(metric.statistic.as_str()),
            Self::Queries { .. } => None,
        }
    }

    pub(super) fn metric(&self) -> Option<&MetricSource> {
        match self {
            Self::Metric(metric) => Some(metric),
            Self::Queries { .. } => None,
        }
    }

    pub(super) fn queries(&self) -> &[MetricDataQuery] {
        match self {
            Self::Metric(_) => &[],
            Self::Queries { queries, .. } => queries,
        }
    }

    fn stat(&self) -> Option<&MetricStat> {
        match self {
            Self::Metric(_) => None,
            Self::Queries { queries, returned } => queries.get(*returned)?.metric_stat.as_ref(),
        }
    }

    /// How many values a period needs, for its percentile to mean something; `None` for any other statistic.
    /// Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html>
    pub(super) fn significant_samples(&self) -> Option<f64> {
        let name = match self {
            Self::Metric(metric) => metric.statistic.as_str(),
            Self::Queries { .. } => &self.stat()?.stat,
        };
        let Some(Statistic::Percentile(percent)) = statistic(name) else {
            return None;
        };
        let share = percent / 100.0;
        Some(10.0 / share.min(1.0 - share))
    }

    /// The datapoint of each period of the window, the newest first.
    pub(super) fn samples(&self, metrics: &Metrics, window: Window) -> Vec<Option<Sample>> {
        let (key, name, unit) = match self {
            Self::Metric(metric) => (
                SeriesKey::new(&metric.namespace, &metric.metric_name, &metric.dimensions),
                metric.statistic.as_str(),
                metric.unit,
            ),
            Self::Queries { .. } => {
                let Some(stat) = self.stat() else {
                    return vec![None; window.count];
                };
                let metric = &stat.metric;
                (
                    SeriesKey::new(&metric.namespace, &metric.metric_name, &metric.dimensions),
                    stat.stat.as_str(),
                    stat.unit.as_deref().and_then(Unit::parse),
                )
            }
        };
        let mut samples = vec![None; window.count];
        let (Some(series), Some(statistic)) = (metrics.series(&key), statistic(name)) else {
            return samples;
        };
        let periods = series.periods(window.range(), unit);
        for (index, sample) in samples.iter_mut().enumerate() {
            let start = window.start_of(index);
            // Of several units, which AWS leaves undefined, the first that has the statistic.
            let mut of_period = periods.range((start, Unit::MIN)..(start + 1, Unit::MIN));
            *sample = of_period.find_map(|(_, datapoint)| {
                Some(Sample {
                    value: statistic.of(datapoint)?,
                    sample_count: datapoint.sample_count(),
                })
            });
        }
        samples
    }
}
