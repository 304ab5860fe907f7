//! What expressions are made of: scalars, time series and lists of them.

use std::sync::Arc;

use super::fault::Fault;

/// A value at some of the moments of a span.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The second at which a period begins and its value, in order of time. What has none is not there.
    pub points: Vec<(i64, f64)>,
    /// Seconds.
    pub period: i64,
    /// What it is called where nobody says otherwise.
    pub label: String,
    /// Of the metric that it is, or was made of.
    pub metric: Option<Arc<Properties>>,
}

/// What `PROP` in a label may ask of a metric.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Properties {
    pub account: String,
    pub region: String,
    pub namespace: String,
    pub name: String,
    pub dimensions: Vec<(String, String)>,
    pub stat: String,
    /// Seconds.
    pub period: i64,
}

impl Series {
    /// One with these data points, called as this one is.
    pub(super) fn with(&self, points: Vec<(i64, f64)>) -> Self {
        Self {
            points,
            period: self.period,
            label: self.label.clone(),
            metric: self.metric.clone(),
        }
    }

    /// Every value put through a function; what has no finite result is dropped.
    pub(super) fn map(&self, of: impl Fn(f64) -> f64) -> Self {
        let points = self.points.iter().map(|(at, value)| (*at, of(*value)));
        self.with(points.filter(|(_, value)| value.is_finite()).collect())
    }

    pub(super) fn at(&self, moment: i64) -> Option<f64> {
        let found = self.points.binary_search_by_key(&moment, |(at, _)| *at);
        found.ok().map(|index| self.points[index].1)
    }
}

/// The moments at which the periods of a span begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// Seconds since the epoch.
    pub start: i64,
    /// Seconds; at least 1.
    pub period: i64,
    pub count: usize,
}

impl Steps {
    pub(super) fn moments(self) -> impl Iterator<Item = i64> {
        (0..self.count).map(move |step| {
            let step = i64::try_from(step).unwrap_or(i64::MAX);
            self.start.saturating_add(step.saturating_mul(self.period))
        })
    }
}

/// What an expression comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// NaN where it has no value, such as the largest of no data points.
    Scalar(f64),
    Series(Series),
    List(Vec<Series>),
}

impl Value {
    /// As the guide abbreviates it.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Scalar(_) => "S",
            Self::Series(_) => "TS",
            Self::List(_) => "TS[]",
        }
    }

    /// Every series put through a function.
    pub(super) fn map(self, of: impl Fn(&Series) -> Result<Series, Fault>) -> Result<Self, Fault> {
        match self {
            Self::Scalar(_) => Err(Fault::ScalarResult),
            Self::Series(series) => of(&series).map(Self::Series),
            Self::List(list) => {
                let list: Result<_, _> = list.iter().map(of).collect();
                list.map(Self::List)
            }
        }
    }

    /// The series that it is, one after the other; none for a scalar.
    pub fn into_series(self) -> Vec<Series> {
        match self {
            Self::Scalar(_) => Vec::new(),
            Self::Series(series) => vec![series],
            Self::List(list) => list,
        }
    }

    /// Whether it is a list, whose series are called by the expression's label and their own.
    pub fn is_list(&self) -> bool {
        matches!(self, Self::List(_))
    }
}
