//! The statistics that can be asked for, by name.

use super::datapoint::Datapoint;

/// A statistic of a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Statistic {
    SampleCount,
    Average,
    Sum,
    Minimum,
    Maximum,
    /// `p0` to `p100`, with decimals.
    Percentile(f64),
}

impl Statistic {
    /// One of the five plain ones.
    pub(super) fn simple(name: &str) -> Option<Self> {
        Some(match name {
            "SampleCount" => Self::SampleCount,
            "Average" => Self::Average,
            "Sum" => Self::Sum,
            "Minimum" => Self::Minimum,
            "Maximum" => Self::Maximum,
            _ => return None,
        })
    }

    /// `p99.9`. Trimmed means and their kin are not built.
    pub(super) fn percentile(name: &str) -> Option<Self> {
        let digits = name.strip_prefix('p')?;
        if !digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
        {
            return None;
        }
        let percent: f64 = digits.parse().ok()?;
        (0.0..=100.0)
            .contains(&percent)
            .then_some(Self::Percentile(percent))
    }

    /// Of a period that has datapoints; `None` where they do not tell.
    pub(super) fn of(self, datapoint: &Datapoint) -> Option<f64> {
        match self {
            Self::SampleCount => Some(datapoint.sample_count()),
            Self::Average => {
                let count = datapoint.sample_count();
                (count > 0.0).then(|| datapoint.sum() / count)
            }
            Self::Sum => Some(datapoint.sum()),
            Self::Minimum => Some(datapoint.minimum()).filter(|value| value.is_finite()),
            Self::Maximum => Some(datapoint.maximum()).filter(|value| value.is_finite()),
            Self::Percentile(percent) => datapoint.percentile(percent),
        }
    }
}

/// A period is one of CloudWatch's: below a minute 1, 5, 10, 20 or 30 seconds, else whole minutes.
pub(super) fn is_period(seconds: i64) -> bool {
    matches!(seconds, 1 | 5 | 10 | 20 | 30) || (seconds >= 60 && seconds % 60 == 0)
}
