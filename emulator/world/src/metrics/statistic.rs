//! The statistics that can be asked for, by name.
//! Source: user guide, CloudWatch statistics definitions; the grammar is the pattern of `AnomalyDetectorMetricStat` in botocore's model.

use super::datapoint::Datapoint;
use super::trimmed::{Bounds, Trimmed};

/// A statistic of a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Statistic {
    SampleCount,
    Average,
    Sum,
    Minimum,
    Maximum,
    /// `p0` to `p100`, with decimals.
    Percentile(f64),
    /// Of the values between two bounds.
    Trimmed(Trimmed, Bounds),
}

impl Statistic {
    /// Any statistic by the name that `Stat` gives it.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::simple(name).or_else(|| Self::extended(name))
    }

    /// One of the five plain ones.
    pub(crate) fn simple(name: &str) -> Option<Self> {
        Some(match name {
            "SampleCount" => Self::SampleCount,
            "Average" => Self::Average,
            "Sum" => Self::Sum,
            "Minimum" => Self::Minimum,
            "Maximum" => Self::Maximum,
            _ => return None,
        })
    }

    /// One that needs every value: `p99.9`, `tm90`, `TM(10%:90%)`, `PR(:300)`, `IQM`. One number stands behind small letters, a
    /// range behind capitals.
    pub(crate) fn extended(name: &str) -> Option<Self> {
        if name == "IQM" {
            let middle = Bounds::Percent {
                low: 25.0,
                high: 75.0,
            };
            return Some(Self::Trimmed(Trimmed::Mean, middle));
        }
        if let Some(digits) = name.strip_prefix('p') {
            return percent(digits).map(Self::Percentile);
        }
        let (kind, rest) = name.split_at_checked(2)?;
        if let Some(kind) = Trimmed::of_one_number(kind) {
            let high = percent(rest)?;
            return Some(Self::Trimmed(kind, Bounds::Percent { low: 0.0, high }));
        }
        let kind = Trimmed::of_range(kind)?;
        let (low, high) = rest.strip_prefix('(')?.strip_suffix(')')?.split_once(':')?;
        let bounds = percentages(low, high).or_else(|| values(low, high))?;
        let is_rank_of_percentages =
            kind == Trimmed::Rank && matches!(bounds, Bounds::Percent { .. });
        (!is_rank_of_percentages).then_some(Self::Trimmed(kind, bounds))
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
            Self::Trimmed(kind, bounds) => kind.of(datapoint, bounds),
        }
    }
}

/// Bounds in percent, of which one at least is there.
fn percentages(low: &str, high: &str) -> Option<Bounds> {
    if low.is_empty() && high.is_empty() {
        return None;
    }
    let bound = |text: &str, open| match text {
        "" => Some(open),
        _ => percent(text.strip_suffix('%')?),
    };
    Some(Bounds::Percent {
        low: bound(low, 0.0)?,
        high: bound(high, 100.0)?,
    })
}

/// Bounds that are values, of which one at least is there.
fn values(low: &str, high: &str) -> Option<Bounds> {
    if low.is_empty() && high.is_empty() {
        return None;
    }
    let bound = |text: &str, open| match text {
        "" => Some(open),
        _ => value(text),
    };
    Some(Bounds::Values {
        low: bound(low, f64::NEG_INFINITY)?,
        high: bound(high, f64::INFINITY)?,
    })
}

/// How many decimals a bound may have.
const MAX_DECIMALS: usize = 10;

/// `\d{1,2}(\.\d{0,10})?`, or 100.
fn percent(text: &str) -> Option<f64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_hundred = whole == "100" && decimals.bytes().all(|byte| byte == b'0');
    let is_below = matches!(whole.len(), 1 | 2);
    let is_number = is_digits(whole) && is_digits(decimals) && decimals.len() <= MAX_DECIMALS;
    if is_number && (is_hundred || is_below) {
        text.parse().ok()
    } else {
        None
    }
}

/// `\d+(\.\d{0,10})?`, with an exponent or without.
fn value(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let is_number = !whole.is_empty()
        && is_digits(whole)
        && is_digits(decimals)
        && decimals.len() <= MAX_DECIMALS
        && !exponent.is_empty()
        && is_digits(exponent);
    let number: f64 = is_number.then(|| text.parse().ok())??;
    number.is_finite().then_some(number)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A period is one of CloudWatch's: below a minute 1, 5, 10, 20 or 30 seconds, else whole minutes.
pub(super) fn is_period(seconds: i64) -> bool {
    matches!(seconds, 1 | 5 | 10 | 20 | 30) || (seconds >= 60 && seconds % 60 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statistic_is_read_by_the_models_grammar() {
        for name in [
            "p0",
            "p99.9999999999",
            "p100",
            "tm90",
            "wm98.5",
            "tc1",
            "ts100",
            "IQM",
            "TM(10%:90%)",
            "TM(:95%)",
            "TM(10%:)",
            "WM(80:500)",
            "TC(:0.5)",
            "TS(80%:)",
            "PR(:300)",
            "PR(100:2000)",
            "PR(1e3:)",
            "TC(0.005:0.030)",
        ] {
            assert!(Statistic::parse(name).is_some(), "{name}");
        }
        for name in [
            "",
            "p",
            "p101",
            "p100.5",
            "p-1",
            "P90",
            "p1e1",
            "p99.99999999999",
            "TM90",
            "tm",
            "tm(10%:90%)",
            "TM()",
            "TM(:)",
            "TM(10%:90)",
            "TM(10%)",
            "TM(-1:5)",
            "PR(10%:90%)",
            "PR300",
            "iqm",
            "IQM()",
            "median",
            "é",
            "TM(1:2",
        ] {
            assert_eq!(Statistic::parse(name), None, "{name}");
        }
    }
}
