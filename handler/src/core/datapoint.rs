//! One datum of a `PutMetricData` request, valid by construction.
//!
//! CloudWatch refuses a whole request for one invalid datum, so nothing invalid can be made here:
//! what a [`Datapoint`] holds, CloudWatch takes.
//!
//! Source: Amazon CloudWatch API reference, `MetricDatum`, `Dimension`, `PutMetricData`.

use std::fmt;

use thiserror::Error;

/// Dimensions of one datum at most.
pub const MAX_DIMENSIONS: usize = 30;

/// Distinct values of one datum at most (`Values` and `Counts`).
pub const MAX_DISTINCT_VALUES: usize = 150;

/// Characters of a metric's or a dimension's name at most.
pub const MAX_NAME_CHARS: usize = 255;

/// Characters of a dimension's value at most.
pub const MAX_DIMENSION_VALUE_CHARS: usize = 1024;

/// 2^360: the largest magnitude of a value.
pub const MAX_MAGNITUDE: f64 = f64::from_bits((1023 + 360) << 52);

/// The unit of a datum, of those that this function uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// `Count`.
    Count,
}

impl Unit {
    /// The unit as the API writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Count => "Count",
        }
    }
}

/// The samples of one datum.
#[derive(Debug, Clone, PartialEq)]
pub enum Samples {
    /// Each distinct value and how often it occurred: `Values` and `Counts`. Percentiles work.
    Distinct {
        /// Ascending, at most [`MAX_DISTINCT_VALUES`].
        values: Vec<f64>,
        /// As many as `values`, each at least 1.
        counts: Vec<f64>,
    },
    /// `StatisticValues`. Percentiles are lost unless all samples are equal.
    Statistics {
        /// How many samples.
        sample_count: f64,
        /// Their sum.
        sum: f64,
        /// The smallest.
        minimum: f64,
        /// The largest.
        maximum: f64,
    },
}

/// What keeps a datum from being taken by CloudWatch.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DatapointError {
    /// The metric's name is empty, too long or not printable ASCII.
    #[error("metric name {0:?} is not 1 to {MAX_NAME_CHARS} printable ASCII characters")]
    MetricName(String),
    /// There are too many dimensions.
    #[error("{0} dimensions are more than {MAX_DIMENSIONS}")]
    TooManyDimensions(usize),
    /// A dimension occurs twice.
    #[error("dimension {0:?} occurs twice")]
    RepeatedDimension(String),
    /// A dimension's name is empty, too long, begins with a colon or is not printable ASCII.
    #[error("dimension name {0:?} is not 1 to {MAX_NAME_CHARS} printable ASCII characters")]
    DimensionName(String),
    /// A dimension's value is blank, too long, begins with a colon or is not printable ASCII.
    #[error(
        "value of dimension {0:?} is not 1 to {MAX_DIMENSION_VALUE_CHARS} printable ASCII characters"
    )]
    DimensionValue(String),
    /// The timestamp lies before 1970.
    #[error("timestamp {0} lies before 1970")]
    Timestamp(i64),
    /// A value is no number, infinite or beyond 2^360, a count is not positive, or the samples
    /// contradict each other.
    #[error("samples cannot be published: {0}")]
    Samples(&'static str),
}

/// One valid datum.
#[derive(Debug, Clone, PartialEq)]
pub struct Datapoint {
    metric: String,
    unit: Unit,
    dimensions: Vec<(String, String)>,
    epoch_seconds: i64,
    samples: Samples,
}

impl Datapoint {
    /// A datum that CloudWatch takes.
    ///
    /// # Errors
    ///
    /// What CloudWatch would refuse; see [`DatapointError`]. Whether the timestamp is too old or
    /// too far ahead depends on `now` and is not judged here.
    pub fn new(
        metric: impl Into<String>,
        unit: Unit,
        dimensions: Vec<(String, String)>,
        epoch_seconds: i64,
        samples: Samples,
    ) -> Result<Self, DatapointError> {
        let metric = metric.into();
        if !is_name(&metric) {
            return Err(DatapointError::MetricName(metric));
        }
        check_dimensions(&dimensions)?;
        if epoch_seconds < 0 {
            return Err(DatapointError::Timestamp(epoch_seconds));
        }
        check_samples(&samples)?;
        Ok(Self {
            metric,
            unit,
            dimensions,
            epoch_seconds,
            samples,
        })
    }

    /// A datum of a single sample.
    pub fn of_value(
        metric: impl Into<String>,
        unit: Unit,
        dimensions: Vec<(String, String)>,
        epoch_seconds: i64,
        value: f64,
    ) -> Result<Self, DatapointError> {
        let samples = Samples::Distinct {
            values: vec![value],
            counts: vec![1.0],
        };
        Self::new(metric, unit, dimensions, epoch_seconds, samples)
    }

    /// The metric's name.
    pub fn metric(&self) -> &str {
        &self.metric
    }

    /// The unit.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// Names and values, in the order of the dimension set.
    pub fn dimensions(&self) -> &[(String, String)] {
        &self.dimensions
    }

    /// The datum's timestamp in epoch seconds: the minute's start.
    pub fn epoch_seconds(&self) -> i64 {
        self.epoch_seconds
    }

    /// The samples.
    pub fn samples(&self) -> &Samples {
        &self.samples
    }
}

impl fmt::Display for Datapoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.metric)?;
        for (name, value) in &self.dimensions {
            write!(formatter, " {name}={value}")?;
        }
        write!(formatter, " @{}", self.epoch_seconds)
    }
}

/// Whether CloudWatch takes the text as the name of a metric: printable ASCII, not blank, no
/// leading colon.
pub fn is_name(name: &str) -> bool {
    is_ascii_text(name, MAX_NAME_CHARS)
}

/// Whether CloudWatch takes the text as a dimension's value.
pub fn is_dimension_value(value: &str) -> bool {
    is_ascii_text(value, MAX_DIMENSION_VALUE_CHARS)
}

fn is_ascii_text(text: &str, max_chars: usize) -> bool {
    text.len() <= max_chars
        && !text.starts_with(':')
        && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        && text.bytes().any(|byte| byte != b' ')
}

pub(super) fn check_dimensions(dimensions: &[(String, String)]) -> Result<(), DatapointError> {
    if dimensions.len() > MAX_DIMENSIONS {
        return Err(DatapointError::TooManyDimensions(dimensions.len()));
    }
    for (index, (name, value)) in dimensions.iter().enumerate() {
        if !is_name(name) {
            return Err(DatapointError::DimensionName(name.clone()));
        }
        if dimensions[..index].iter().any(|(other, _)| other == name) {
            return Err(DatapointError::RepeatedDimension(name.clone()));
        }
        if !is_dimension_value(value) {
            return Err(DatapointError::DimensionValue(name.clone()));
        }
    }
    Ok(())
}

fn check_samples(samples: &Samples) -> Result<(), DatapointError> {
    let fault = match samples {
        Samples::Distinct { values, counts } => fault_of_values(values, counts),
        Samples::Statistics {
            sample_count,
            sum,
            minimum,
            maximum,
        } => fault_of_statistics(*sample_count, *sum, *minimum, *maximum),
    };
    match fault {
        Some(fault) => Err(DatapointError::Samples(fault)),
        None => Ok(()),
    }
}

fn fault_of_values(values: &[f64], counts: &[f64]) -> Option<&'static str> {
    if values.is_empty() {
        Some("no values")
    } else if values.len() > MAX_DISTINCT_VALUES {
        Some("more than 150 distinct values")
    } else if values.len() != counts.len() {
        Some("values and counts differ in number")
    } else if !values.iter().all(|&value| is_publishable(value)) {
        Some("a value is no number or beyond 2^360")
    } else if !counts
        .iter()
        .all(|&count| is_publishable(count) && count > 0.0)
    {
        Some("a count is not positive")
    } else {
        None
    }
}

fn fault_of_statistics(
    sample_count: f64,
    sum: f64,
    minimum: f64,
    maximum: f64,
) -> Option<&'static str> {
    if ![sample_count, sum, minimum, maximum]
        .into_iter()
        .all(is_publishable)
    {
        Some("a statistic is no number or beyond 2^360")
    } else if sample_count <= 0.0 {
        Some("the sample count is not positive")
    } else if minimum > maximum {
        Some("the minimum exceeds the maximum")
    } else {
        None
    }
}

fn is_publishable(value: f64) -> bool {
    value.is_finite() && value.abs() <= MAX_MAGNITUDE
}
