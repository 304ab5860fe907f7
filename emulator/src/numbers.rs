//! Numbers as documents, tables and pages show them.

use serde::Serializer;

/// Writes a whole number as one, so that `5` is not `5.0`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "checked to be whole and within the integers that a double holds exactly"
)]
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
pub(super) fn number<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        serializer.serialize_i64(*value as i64)
    } else {
        serializer.serialize_f64(*value)
    }
}

pub(super) fn thousandths(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a count of bytes loses nothing below 9 PB, and no more than a billionth above"
)]
pub(super) fn to_double(count: u64) -> f64 {
    count as f64
}

/// A number with its thousands apart, and with decimals only where it has some.
pub(super) fn grouped(value: f64) -> String {
    if value.fract() == 0.0 {
        group_digits(&format!("{value:.0}"))
    } else {
        format!("{value:.2}")
    }
}

pub(super) fn group_digits(digits: &str) -> String {
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        let left = digits.len() - position;
        if position > 0 && left.is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

pub(super) fn whole(value: u64) -> String {
    group_digits(&value.to_string())
}

/// Bytes as MB of 10^6, with one decimal.
pub(super) fn megabytes(bytes: u64) -> String {
    let tenths = (bytes + 50_000) / 100_000;
    format!("{}.{}", whole(tenths / 10), tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        for (value, text) in [
            (0.0, "0"),
            (999.0, "999"),
            (1000.0, "1,000"),
            (1_234_567.0, "1,234,567"),
            (-1000.0, "-1,000"),
            (0.5, "0.50"),
        ] {
            assert_eq!(grouped(value), text);
        }
    }

    #[test]
    fn megabytes_are_rounded_to_one_decimal() {
        for (bytes, text) in [
            (0, "0.0"),
            (49_999, "0.0"),
            (50_000, "0.1"),
            (1_234_000_000, "1,234.0"),
        ] {
            assert_eq!(megabytes(bytes), text);
        }
    }
}
