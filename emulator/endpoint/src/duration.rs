//! How long, as people write it.

use jiff::{SignedDuration, Span, SpanRelativeTo};

const NO_DURATION: &str =
    "it is no duration: write 90s, 5m, 1h 30m, 1d (24 hours), 2w (14 days), or ISO 8601, PT5M";

/// `90s`, `1h 30m`, or ISO 8601. A day has 24 hours and a week seven days; months and years, whose length differs, are none.
///
/// # Errors
/// What is to be written instead.
pub fn parse(text: &str) -> Result<SignedDuration, &'static str> {
    let span: Span = text.parse().map_err(|_| NO_DURATION)?;
    let long = span.to_duration(SpanRelativeTo::days_are_24_hours());
    long.map_err(|_| NO_DURATION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_24_hours_and_a_week_seven_days() {
        for (text, minutes) in [
            ("5m", 5),
            ("1h 30m", 90),
            ("1.5h", 90),
            ("PT5M", 5),
            ("1d", 24 * 60),
            ("1d 1h", 25 * 60),
            ("P1DT1H", 25 * 60),
            ("2w", 14 * 24 * 60),
            ("-5m", -5),
        ] {
            assert_eq!(
                parse(text),
                Ok(SignedDuration::from_mins(minutes)),
                "{text}"
            );
        }
        let printed = SignedDuration::from_millis(90_500).to_string();
        assert_eq!(parse(&printed), Ok(SignedDuration::from_millis(90_500)));
    }

    #[test]
    fn what_is_no_duration_is_told_with_examples() {
        for text in ["", "90", "soon", "1 month", "1y", "P1M", "99999999999d"] {
            let error = parse(text).expect_err(text);
            assert!(error.contains("1d (24 hours)"), "{text}: {error}");
        }
    }
}
