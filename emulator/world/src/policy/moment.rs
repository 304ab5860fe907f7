//! Dates in conditions: the W3C's profile of ISO 8601, and seconds since 1970.
//!
//! Sources: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date>;
//! what AWS takes and refuses was recorded by moto (`tests/test_iam/test_iam_policies.py`): years of up to nine digits before
//! and after Christ, parts left out from the end, a `t` in lower case.

/// A moment in nanoseconds since 1970. A date without a zone is in UTC.
pub(super) fn read(text: &str) -> Option<i128> {
    let is_date = text.contains(['t', 'T', '-']);
    if !is_date {
        let seconds: i64 = digits(text)?.parse().ok()?;
        return Some(i128::from(seconds) * NANOSECONDS);
    }
    let (date, time) = match text.split_once(['t', 'T']) {
        Some((date, time)) => (date, time),
        None => (text, ""),
    };
    let days = read_date(date)?;
    let (time, offset) = read_zone(time)?;
    let nanoseconds = read_time(time)?;
    let minutes = i128::from(days) * MINUTES_OF_DAY - i128::from(offset);
    Some(minutes * 60 * NANOSECONDS + nanoseconds)
}

const NANOSECONDS: i128 = 1_000_000_000;
const MINUTES_OF_DAY: i128 = 24 * 60;
/// Java's, whose milliseconds fit into 64 bits.
const YEARS: std::ops::RangeInclusive<i64> = -292_275_054..=292_278_993;

/// Days since 1970.
fn read_date(text: &str) -> Option<i64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => (-1, text),
        None => (1, text),
    };
    let mut parts = text.split('-');
    let year = sign * digits(parts.next()?)?.parse::<i64>().ok()?;
    let month = parts.next().map_or(Some(1), |part| number(part, 1..=12))?;
    let day = parts.next().map_or(Some(1), |part| number(part, 1..=31))?;
    if parts.next().is_some() || !YEARS.contains(&year) {
        return None;
    }
    Some(days_from_civil(year, month, day))
}

/// Of the proleptic Gregorian calendar. A day beyond its month's last is one of the next month's.
///
/// Counted in years that begin in March, so that a leap day is the last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The time without its zone, and the zone's offset in minutes.
fn read_zone(time: &str) -> Option<(&str, i64)> {
    if let Some(time) = time.strip_suffix(['z', 'Z']) {
        return Some((time, 0));
    }
    let Some(sign) = time.find(['+', '-']) else {
        return Some((time, 0));
    };
    let (time, zone) = time.split_at(sign);
    let (hours, minutes) = zone[1..].split_once(':').unwrap_or((&zone[1..], "00"));
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let offset = number(hours, 0..=23)? * 60 + number(minutes, 0..=59)?;
    Some((
        time,
        if zone.starts_with('-') {
            -offset
        } else {
            offset
        },
    ))
}

/// Nanoseconds of the day.
fn read_time(text: &str) -> Option<i128> {
    let (text, fraction) = match text.split_once('.') {
        Some((text, fraction)) => (text, fraction),
        None => (text, "0"),
    };
    let mut parts = text.split(':');
    let hours = match parts.next() {
        None | Some("") => 0,
        Some(part) => number(part, 0..=23)?,
    };
    let minutes = parts.next().map_or(Some(0), |part| number(part, 0..=59))?;
    let seconds = parts.next().map_or(Some(0), |part| number(part, 0..=59))?;
    if parts.next().is_some() || fraction.len() > 9 {
        return None;
    }
    let nanoseconds: i128 = format!("{:0<9}", digits(fraction)?).parse().ok()?;
    let seconds = (hours * 60 + minutes) * 60 + seconds;
    Some(i128::from(seconds) * NANOSECONDS + nanoseconds)
}

fn number(text: &str, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
    let number = digits(text)?.parse().ok()?;
    range.contains(&number).then_some(number)
}

/// Nothing but digits, and one at least: no sign.
fn digits(text: &str) -> Option<&str> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_seconds_are_the_same_moments() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2019-07-01T13:20:15Z", 1_561_987_215),
            ("2020-01-01T00:00:01Z", 1_577_836_801),
            ("2020-02-29", 1_582_934_400),
            ("2020-03-01", 1_583_020_800),
            ("2000-03-01t00:00:00Z", 951_868_800),
            ("1999-12-31T23:59:59-01:00", 946_688_399),
            ("2020-01-01T01:00+01:00", 1_577_836_800),
            ("2020-01-01T23:00:00+23", 1_577_836_800),
            ("2020-01", 1_577_836_800),
            ("1577836800", 1_577_836_800),
        ] {
            assert_eq!(read(text), Some(seconds * NANOSECONDS), "{text}");
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut expected = days_from_civil(1896, 1, 1);
        for year in 1896..2404_i64 {
            let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let february = if is_leap { 29 } else { 28 };
            let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            for (month, length) in (1..).zip(lengths) {
                for day in 1..=length {
                    assert_eq!(days_from_civil(year, month, day), expected);
                    expected += 1;
                }
            }
        }
    }

    #[test]
    fn what_aws_takes_is_a_moment_and_what_it_refuses_is_none() {
        for text in [
            "01T",
            "-292275054",
            "2016-12-13T21:20:37.593194+00:00",
            "2016-12-13t2:00:00.593194+23",
        ] {
            assert!(read(text).is_some(), "{text}");
        }
        for text in [
            "sdfdsf",
            "234-13",
            "2016-12-13t2:00:00.593194+1",
            "2016-12-13t2:00:00.1999999999+10:59",
            "9223372036854775808",
            "",
            "-",
            "T",
            "-292275055",
            "2020-01-01T24",
            "2020-01-01TT",
            "é-01",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
