//! Parsers for one variable's text each. They say what is wrong and nothing else: the variable's name
//! and its example are added by [`super::Reader`].

use std::time::Duration;

use super::profile_map;
use crate::core::aggregate::DimensionSet;
use crate::core::object::Tell;
use crate::core::profile::ProfileMap;
use crate::core::settle::Poison;

/// The longest namespace that CloudWatch takes, in characters.
const MAX_NAMESPACE_LENGTH: usize = 255;
const SECONDS_PER_HOUR: u64 = 3_600;
const SECONDS_PER_DAY: u64 = 24 * SECONDS_PER_HOUR;

/// The least severe line that is written (`LOG_LEVEL`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    Debug,
    Info,
    Warn,
    Error,
}

/// An age, or none at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    Within(Duration),
    Unlimited,
}

impl Bound {
    /// The tighter of two bounds.
    #[must_use]
    pub fn tighter(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unlimited, bound) | (bound, Self::Unlimited) => bound,
            (Self::Within(one), Self::Within(two)) => Self::Within(one.min(two)),
        }
    }
}

/// How many places of what is not counted an invocation logs (`LOGGED_PLACES`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoggedPlaces {
    pub at_most: usize,
    /// Also of what needs no repair: duplicate records, and objects that are no logs.
    pub all: bool,
}

/// Places that an invocation logs at most: 3 MB of lines, and 1.5 MiB of memory for each object that is read.
const MAX_LOGGED_PLACES: usize = 20_000;

impl LoggedPlaces {
    /// What an object's tally has to tell for it.
    pub fn tell(self) -> Tell {
        Tell {
            at_most: self.at_most,
            duplicates: self.all,
        }
    }
}

/// Where the map of application inference profiles is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileMapSource {
    /// The document itself.
    Inline(ProfileMap),
    /// An object that is read once, at start.
    Object { bucket: String, key: String },
}

pub(super) fn namespace(text: &str) -> Result<String, String> {
    if text.is_empty() || text.chars().count() > MAX_NAMESPACE_LENGTH {
        return Err(format!(
            "has to have 1 to {MAX_NAMESPACE_LENGTH} characters"
        ));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || " .-_/#:".contains(c);
    if let Some(refused) = text.chars().find(|c| !allowed(*c)) {
        return Err(format!("contains {refused:?}, which a namespace cannot"));
    }
    if text.starts_with("AWS/") {
        return Err("begins with `AWS/`, which is reserved for AWS's own metrics".into());
    }
    if text.starts_with(':') {
        return Err("begins with a colon, which CloudWatch refuses".into());
    }
    if text.trim().is_empty() {
        return Err("is blank".into());
    }
    Ok(text.to_owned())
}

pub(super) fn log_level(text: &str) -> Result<LogLevel, String> {
    match text.to_ascii_uppercase().as_str() {
        "DEBUG" => Ok(LogLevel::Debug),
        "INFO" => Ok(LogLevel::Info),
        "WARN" => Ok(LogLevel::Warn),
        "ERROR" => Ok(LogLevel::Error),
        _ => Err("is not one of DEBUG, INFO, WARN, ERROR".into()),
    }
}

pub(super) fn region(text: &str) -> Result<String, String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if text.is_empty() || !text.chars().all(allowed) {
        return Err("is no Region's name".into());
    }
    Ok(text.to_owned())
}

pub(super) fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("is neither true nor false".into()),
    }
}

pub(super) fn poison(text: &str) -> Result<Poison, String> {
    let redrive = switch(text)?;
    Ok(if redrive {
        Poison::Redrive
    } else {
        Poison::Acknowledge
    })
}

/// A whole number within bounds.
pub(super) fn number(text: &str, least: u64, most: u64) -> Result<u64, String> {
    match text.parse::<u64>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(format!("is not a whole number from {least} to {most}")),
    }
}

pub(super) fn count(text: &str, least: u64, most: u64) -> Result<usize, String> {
    let number = number(text, least, most)?;
    usize::try_from(number).map_err(|_| "is too large for this machine".into())
}

pub(super) fn logged_places(text: &str) -> Result<LoggedPlaces, String> {
    if text.eq_ignore_ascii_case("all") {
        return Ok(LoggedPlaces {
            at_most: MAX_LOGGED_PLACES,
            all: true,
        });
    }
    let at_most = count(text, 0, MAX_LOGGED_PLACES as u64);
    let at_most = at_most.map_err(|problem| format!("{problem}, nor `all`"))?;
    Ok(LoggedPlaces {
        at_most,
        all: false,
    })
}

pub(super) fn days(text: &str) -> Result<Bound, String> {
    bound(text, 36_500, SECONDS_PER_DAY)
}

pub(super) fn hours(text: &str) -> Result<Bound, String> {
    bound(text, 876_000, SECONDS_PER_HOUR)
}

fn bound(text: &str, most: u64, seconds_per_unit: u64) -> Result<Bound, String> {
    if text.eq_ignore_ascii_case("unlimited") {
        return Ok(Bound::Unlimited);
    }
    let units = number(text, 1, most).map_err(|problem| format!("{problem}, nor `unlimited`"))?;
    Ok(Bound::Within(Duration::from_secs(units * seconds_per_unit)))
}

pub(super) fn dimension_sets(text: &str) -> Result<Vec<DimensionSet>, String> {
    super::dimensions::parse(text)
}

/// `None` for the empty text. Source of the rule: `CreateTable`, `TableName`.
pub(super) fn table(text: &str) -> Result<Option<String>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    if !(3..=255).contains(&text.len()) || !text.chars().all(allowed) {
        return Err("is no table's name: 3 to 255 of letters, digits and `_ . -`".into());
    }
    Ok(Some(text.to_owned()))
}

/// `None` for the empty text.
pub(super) fn address(text: &str) -> Result<Option<String>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    match text.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
            Ok(Some(text.to_owned()))
        }
        _ => Err("is no `host:port`".into()),
    }
}

pub(super) fn profile_map(text: &str) -> Result<ProfileMapSource, String> {
    let Some(address) = text.strip_prefix("s3://") else {
        return profile_map::parse(text).map(ProfileMapSource::Inline);
    };
    match address.split_once('/') {
        Some((bucket, key)) if !bucket.is_empty() && !key.is_empty() => {
            Ok(ProfileMapSource::Object {
                bucket: bucket.to_owned(),
                key: key.to_owned(),
            })
        }
        _ => Err("is no `s3://bucket/key`".into()),
    }
}
