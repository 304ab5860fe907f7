//! Functions of a series by itself, value after value.

use super::series::Series;

/// What a value is more than the one before it.
pub(super) fn diff(series: &Series) -> Series {
    pairs(series, |(_, before), (_, value)| value - before)
}

/// The seconds since the value before it.
pub(super) fn diff_time(series: &Series) -> Series {
    pairs(series, |(then, _), (at, _)| number(at - then))
}

/// The difference by the second.
pub(super) fn rate(series: &Series) -> Series {
    pairs(series, |(then, before), (at, value)| {
        (value - before) / number(at - then)
    })
}

pub(super) fn running_sum(series: &Series) -> Series {
    let mut sum = 0.0;
    let points = series.points.iter().map(|(at, value)| {
        sum += value;
        (*at, sum)
    });
    let points = points.filter(|(_, sum)| sum.is_finite()).collect();
    series.with(points)
}

/// Of each value and the one before it; the first has none.
fn pairs(series: &Series, of: impl Fn((i64, f64), (i64, f64)) -> f64) -> Series {
    let pairs = series.points.windows(2).filter_map(|pair| match pair {
        [before, this] => Some((this.0, of(*before, *this))),
        _ => None,
    });
    series.with(pairs.filter(|(_, value)| value.is_finite()).collect())
}

/// Seconds as a number.
#[expect(
    clippy::cast_precision_loss,
    reason = "the seconds of ten thousand years fit the 53 bits of a double"
)]
pub(super) fn number(seconds: i64) -> f64 {
    seconds as f64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "there are far fewer data points than 2^53"
)]
pub(super) fn count(things: usize) -> f64 {
    things as f64
}

/// A number without a fraction.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast from a double saturates, and what is out of range has no use as a count"
)]
pub(super) fn whole(number: f64) -> Option<i64> {
    let is_whole = number.is_finite() && number.fract().abs() < f64::EPSILON;
    is_whole.then_some(number as i64)
}
