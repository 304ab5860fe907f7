//! Labels with dynamic parts: `[max: ${MAX}] ${LABEL}`.
//!
//! A part that is none of those below stays as it is written, as on the guide's page there is no refusal. How AWS writes numbers and
//! moments is not documented.
//! Source: user guide, Using dynamic labels.

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::series::Series;
use super::transform::count;

/// A label as it was given.
#[derive(Debug, Clone, Copy)]
pub struct Label<'a>(pub &'a str);

/// What moments in labels are told by.
#[derive(Debug, Clone, Copy)]
pub struct Moments {
    pub now: Timestamp,
    pub offset: Offset,
}

impl Label<'_> {
    /// With its parts filled in by what the series has.
    pub fn filled(self, series: &Series, moments: Moments) -> String {
        let mut filled = String::new();
        let mut rest = self.0;
        while let Some(begin) = rest.find("${") {
            let inner = &rest[begin + 2..];
            let Some(length) = inner.find('}') else { break };
            filled.push_str(&rest[..begin]);
            let part = &inner[..length];
            match self::part(part.trim(), series, moments) {
                Some(text) => filled.push_str(&text),
                None => filled.push_str(&rest[begin..begin + length + 3]),
            }
            rest = &inner[length + 1..];
        }
        filled.push_str(rest);
        filled
    }
}

/// `None` for what is no dynamic part.
fn part(name: &str, series: &Series, moments: Moments) -> Option<String> {
    if name == "LABEL" {
        return Some(series.label.clone());
    }
    if let Some(wanted) = property_of(name) {
        return property(wanted, series);
    }
    if let Some(text) = statistic(name, series) {
        return Some(text);
    }
    time(name, series, moments)
}

/// What stands in `PROP('...')`.
fn property_of(name: &str) -> Option<&str> {
    let inner = name.strip_prefix("PROP(")?.strip_suffix(')')?.trim();
    let quoted = |quote| inner.strip_prefix(quote)?.strip_suffix(quote);
    quoted('\'').or_else(|| quoted('"'))
}

/// Nothing where the series is no metric's.
fn property(name: &str, series: &Series) -> Option<String> {
    let text = |of: &dyn Fn(&super::Properties) -> String| {
        Some(series.metric.as_deref().map(of).unwrap_or_default())
    };
    match name {
        "AccountId" => text(&|metric| metric.account.clone()),
        "MetricName" => text(&|metric| metric.name.clone()),
        "Namespace" => text(&|metric| metric.namespace.clone()),
        "Period" => text(&|metric| metric.period.to_string()),
        "Region" => text(&|metric| metric.region.clone()),
        "Stat" => text(&|metric| metric.stat.clone()),
        _ => {
            let wanted = name.strip_prefix("Dim.")?;
            text(&|metric| {
                let mut dimensions = metric.dimensions.iter();
                let found = dimensions.find(|(name, _)| name == wanted);
                found.map(|(_, value)| value.clone()).unwrap_or_default()
            })
        }
    }
}

/// Written where a series has no value to show.
const NO_VALUE: &str = "--";

fn statistic(name: &str, series: &Series) -> Option<String> {
    let values = || series.points.iter().map(|(_, value)| *value);
    let (first, last) = (series.points.first(), series.points.last());
    let (first, last) = (first.map(|point| point.1), last.map(|point| point.1));
    let (minimum, maximum) = (values().reduce(f64::min), values().reduce(f64::max));
    let difference = |from: Option<f64>, to: Option<f64>| Some(to? - from?);
    let value = match name {
        "AVG" => first.map(|_| values().sum::<f64>() / count(series.points.len())),
        "SUM" => first.map(|_| values().sum()),
        "DATAPOINT_COUNT" => Some(count(series.points.len())),
        "FIRST" => first,
        "LAST" => last,
        "MIN" => minimum,
        "MAX" => maximum,
        "FIRST_LAST_RANGE" => difference(first, last).map(f64::abs),
        "MIN_MAX_RANGE" => difference(minimum, maximum),
        _ => return None,
    };
    Some(value.map_or_else(|| NO_VALUE.to_owned(), |value| value.to_string()))
}

fn time(name: &str, series: &Series, moments: Moments) -> Option<String> {
    let points = &series.points;
    let first = points.first().map(|(at, _)| *at);
    let last = points.last().map(|(at, _)| *at);
    let by_value = |left: &&(i64, f64), right: &&(i64, f64)| left.1.total_cmp(&right.1);
    let lowest = points.iter().min_by(by_value).map(|(at, _)| *at);
    let highest = points.iter().max_by(by_value).map(|(at, _)| *at);
    let now = moments.now.as_second();
    let at = |moment: Option<i64>| moment.and_then(|moment| clock_time(moment, moments.offset));
    let apart = |from: Option<i64>, to: Option<i64>| Some(duration(from?.abs_diff(to?)));
    let text = match name {
        "FIRST_TIME" => at(first),
        "LAST_TIME" => at(last),
        "MIN_TIME" => at(lowest),
        "MAX_TIME" => at(highest),
        "FIRST_TIME_RELATIVE" => apart(first, Some(now)),
        "LAST_TIME_RELATIVE" => apart(last, Some(now)),
        "MIN_TIME_RELATIVE" => apart(lowest, Some(now)),
        "MAX_TIME_RELATIVE" => apart(highest, Some(now)),
        "FIRST_LAST_TIME_RANGE" => apart(first, last),
        "MIN_MAX_TIME_RANGE" => apart(lowest, highest),
        _ => return None,
    };
    Some(text.unwrap_or_else(|| NO_VALUE.to_owned()))
}

/// `2026-04-19 13:28`.
fn clock_time(second: i64, offset: Offset) -> Option<String> {
    let time = offset.to_datetime(Timestamp::from_second(second).ok()?);
    Some(format!(
        "{} {:02}:{:02}",
        time.date(),
        time.hour(),
        time.minute()
    ))
}

/// `1h 5m`: what is 0 is left out.
fn duration(seconds: u64) -> String {
    let span = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    let parts = [
        (span.as_hours() / 24, "d"),
        (span.as_hours() % 24, "h"),
        (span.as_mins() % 60, "m"),
        (span.as_secs() % 60, "s"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, unit)| format!("{number}{unit}"))
        .collect();
    if parts.is_empty() {
        "0s".to_owned()
    } else {
        parts.join(" ")
    }
}
