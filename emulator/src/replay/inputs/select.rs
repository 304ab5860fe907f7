//! Which of the logs are replayed: by their time, their Region, and how many.
//!
//! A log object is taken or left as a whole; nothing in it is ever changed.

use std::path::Path;
use std::str::FromStr;

use aws_endpoint::duration;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, ToSpan};

/// What `--since` and `--until` take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum When {
    At(Timestamp),
    /// So long before now.
    Ago(SignedDuration),
    /// The beginning of the day, in UTC, so many days before today.
    DaysAgo(i8),
}

impl FromStr for When {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "now" => return Ok(Self::Ago(SignedDuration::ZERO)),
            "today" => return Ok(Self::DaysAgo(0)),
            "yesterday" => return Ok(Self::DaysAgo(1)),
            _ => {}
        }
        if let Ok(moment) = text.parse() {
            return Ok(Self::At(moment));
        }
        if let Ok(date_time) = text.parse::<DateTime>() {
            return in_utc(date_time).map(Self::At).ok_or(WHEN);
        }
        match duration::parse(text) {
            Ok(long) if !long.is_negative() => Ok(Self::Ago(long)),
            _ => Err(WHEN),
        }
    }
}

const WHEN: &str = "it is no moment: write 2026-04-19, 2026-04-19T13:30, 2026-04-19T13:30:00Z, today, yesterday, or how long ago, 36h or 7d";

impl When {
    fn moment(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(moment) => moment,
            Self::Ago(long) => now.checked_sub(long).unwrap_or(Timestamp::MIN),
            Self::DaysAgo(days) => {
                let today = TimeZone::UTC.to_datetime(now).date();
                let day = today.saturating_sub(i64::from(days).days());
                in_utc(day.into()).unwrap_or(Timestamp::MIN)
            }
        }
    }
}

fn in_utc(moment: DateTime) -> Option<Timestamp> {
    TimeZone::UTC.to_timestamp(moment).ok()
}

/// What is asked of a log.
#[derive(Debug, Clone, Default)]
pub(super) struct Selection {
    /// Its time is this or later.
    pub(super) since: Option<Timestamp>,
    /// Its time is before this.
    pub(super) until: Option<Timestamp>,
    pub(super) region: Option<String>,
}

impl Selection {
    pub(super) fn new(
        since: Option<When>,
        until: Option<When>,
        region: Option<String>,
        now: Timestamp,
    ) -> Self {
        Self {
            since: since.map(|when| when.moment(now)),
            until: until.map(|when| when.moment(now)),
            region,
        }
    }

    /// Whether the log at that path is taken, which was last changed at that moment.
    pub(super) fn takes(&self, path: &Path, changed: Option<Timestamp>) -> bool {
        let text = path.to_string_lossy();
        let parts: Vec<&str> = text.split('/').collect();
        let (name, folders) = parts.split_last().unwrap_or((&"", &[]));
        let is_of_region = match &self.region {
            Some(region) => folders.contains(&region.as_str()),
            None => true,
        };
        is_of_region && self.takes_time(time_of(name, folders).or(changed.map(Times::at)))
    }

    fn takes_time(&self, times: Option<Times>) -> bool {
        // Of what has no time nobody can say that it is too early.
        let Some(Times { first, last }) = times else {
            return true;
        };
        self.since.is_none_or(|since| since <= last) && self.until.is_none_or(|until| first < until)
    }
}

/// When a log was written, as exactly as its key says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Times {
    first: Timestamp,
    last: Timestamp,
}

impl Times {
    fn at(moment: Timestamp) -> Self {
        Self {
            first: moment,
            last: moment,
        }
    }

    fn lasting(first: DateTime, long: Span) -> Option<Self> {
        let end = first.checked_add(long).ok()?;
        let last = in_utc(end)?.checked_sub(1.nanosecond()).ok()?;
        Some(Self {
            first: in_utc(first)?,
            last,
        })
    }
}

/// By Bedrock's name, `20260419T132851421Z_<id>.json.gz`, else by the folders `2026/04/19/13` or `2026/04/19`.
fn time_of(name: &str, folders: &[&str]) -> Option<Times> {
    time_of_name(name).map(Times::at).or_else(|| {
        let mut ends = (3..=folders.len()).rev();
        ends.find_map(|end| time_of_folders(&folders[end - 3..]))
    })
}

fn time_of_name(name: &str) -> Option<Timestamp> {
    let stamp = name.get(..19)?;
    let (date, time) = stamp.strip_suffix('Z')?.split_once('T')?;
    let date = Date::new(
        number(date.get(..4)?)?,
        number(date.get(4..6)?)?,
        number(date.get(6..)?)?,
    );
    let milliseconds: i32 = number(time.get(6..)?)?;
    let moment = date.ok()?.to_datetime(
        jiff::civil::Time::new(
            number(time.get(..2)?)?,
            number(time.get(2..4)?)?,
            number(time.get(4..6)?)?,
            milliseconds * 1_000_000,
        )
        .ok()?,
    );
    in_utc(moment)
}

fn time_of_folders(folders: &[&str]) -> Option<Times> {
    let [year, month, day, rest @ ..] = folders else {
        return None;
    };
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return None;
    }
    let date = Date::new(number(year)?, number(month)?, number(day)?).ok()?;
    let hour = rest.first().filter(|hour| hour.len() == 2);
    match hour.and_then(|hour| number::<i8>(hour)) {
        Some(hour @ 0..24) => Times::lasting(date.at(hour, 0, 0, 0), 1.hour()),
        _ => Times::lasting(date.into(), 1.day()),
    }
}

fn number<N: FromStr>(digits: &str) -> Option<N> {
    let are_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    are_digits.then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGS: &str = "x/AWSLogs/1/BedrockModelInvocationLogs/us-east-1/2026/04/19/13";

    fn takes(since: Option<&str>, until: Option<&str>, path: &str) -> bool {
        let when = |text: Option<&str>| text.map(|text| text.parse().expect(text));
        let now = "2026-04-20T10:00:00Z".parse().expect("a moment");
        let selection = Selection::new(when(since), when(until), None, now);
        let changed = "2026-04-19T12:00:00Z".parse().ok();
        selection.takes(Path::new(path), changed)
    }

    #[test]
    fn a_log_is_taken_by_the_time_in_its_key_as_exactly_as_that_is() {
        let exact = format!("{LOGS}/20260419T132851421Z_554d41e97bd8df1b.json.gz");
        let hour = format!("{LOGS}/renamed.json");
        let day = "logs/us-east-1/2026/04/19/invocation-log-001.json";
        let other = "logs/a.json";
        for (since, until, expected) in [
            (None, None, [true; 4]),
            (
                Some("2026-04-19T13:28:51Z"),
                None,
                [true, true, true, false],
            ),
            (Some("2026-04-19T13:29"), None, [false, true, true, false]),
            (
                Some("2026-04-19T14:00:00Z"),
                None,
                [false, false, true, false],
            ),
            (Some("2026-04-20"), None, [false; 4]),
            (None, Some("2026-04-19"), [false; 4]),
            (None, Some("2026-04-19T12:30"), [false, false, true, true]),
            (Some("yesterday"), Some("today"), [true; 4]),
            (Some("today"), None, [false; 4]),
            (Some("21h"), Some("now"), [true, true, true, false]),
            (Some("7d"), None, [true; 4]),
        ] {
            let taken = [&exact, &hour, day, other].map(|path| takes(since, until, path));
            assert_eq!(taken, expected, "{since:?} {until:?}");
        }
    }

    #[test]
    fn a_log_is_taken_by_the_region_among_its_folders() {
        let selection = Selection {
            region: Some("us-east-1".to_owned()),
            ..Selection::default()
        };
        for (path, expected) in [
            (LOGS, true),
            ("logs/us-east-1/a.json", true),
            ("logs/us-east-10/a.json", false),
            ("logs/us-east-1", false),
        ] {
            assert_eq!(selection.takes(Path::new(path), None), expected, "{path}");
        }
    }

    #[test]
    fn what_is_no_moment_is_told_with_examples() {
        for text in ["", "soon", "2026-13-01", "-3h", "19.4.2026"] {
            let error = text.parse::<When>().expect_err(text);
            assert!(error.contains("2026-04-19"), "{text}");
        }
    }
}
