//! How a request names a log group: by its name, by name or ARN (`logGroupIdentifier`), or by its ARN alone.

use super::error::LogsError;
use crate::arn::{Arn, Resource, Target};
use crate::constraints::Constraints;
use crate::origin::{AccountId, Home};

/// In characters. Source: botocore's Logs model, `LogGroupName` and `LogStreamName`.
const MAX_NAME: usize = 512;
/// Source: botocore's Logs model, `LogGroupName`.
const NAME_PATTERN: &str = "[\\.\\-_/#A-Za-z0-9]+";
const GROUP: &str = "log-group:";

pub(super) fn log_group<'a>(home: &'a Home, group: &'a str) -> Target<'a> {
    Resource::LogGroup(group).of(home)
}

pub(super) fn log_stream<'a>(home: &'a Home, group: &'a str, stream: &'a str) -> Target<'a> {
    Resource::LogStream { group, stream }.of(home)
}

/// The group of this name, or any: a policy that names one of them gives no look at all of them.
#[expect(
    clippy::ref_option,
    reason = "a line of the table hands members over as they are"
)]
pub(super) fn group_or_any<'a>(home: &'a Home, name: &'a Option<String>) -> Target<'a> {
    log_group(home, name.as_deref().unwrap_or("*"))
}

/// The group that either member names.
#[expect(
    clippy::ref_option,
    reason = "a line of the table hands members over as they are"
)]
pub(super) fn identified<'a>(
    home: &'a Home,
    name: &'a Option<String>,
    identifier: &'a Option<String>,
) -> Target<'a> {
    let named = name.as_deref().or(identifier.as_deref());
    in_account(home, named.unwrap_or_default(), Resource::LogGroup)
}

/// A stream of the group that either member names.
#[expect(
    clippy::ref_option,
    reason = "a line of the table hands members over as they are"
)]
pub(super) fn identified_stream<'a>(
    home: &'a Home,
    name: &'a Option<String>,
    identifier: &'a Option<String>,
    stream: &'a str,
) -> Target<'a> {
    let named = name.as_deref().or(identifier.as_deref());
    in_account(home, named.unwrap_or_default(), |group| {
        Resource::LogStream { group, stream }
    })
}

fn in_account<'a>(
    home: &'a Home,
    named: &'a str,
    resource: impl FnOnce(&'a str) -> Resource<'a>,
) -> Target<'a> {
    let account = Arn::parse(named).and_then(|arn| AccountId::parse(arn.account));
    Target {
        account: account.unwrap_or(home.account),
        ..resource(name_in(named)).of(home)
    }
}

/// The group that a request's ARN names, for its access.
pub(super) fn tagged<'a>(home: &'a Home, arn: &'a str) -> Target<'a> {
    in_account(home, arn, Resource::LogGroup)
}

/// The name in an ARN, with or without `:*`; of any other text itself.
fn name_in(text: &str) -> &str {
    let group = Arn::parse(text).and_then(|arn| arn.resource.strip_prefix(GROUP));
    group.map_or(text, |group| group.strip_suffix(":*").unwrap_or(group))
}

/// The name of the group that exactly one of two members names.
///
/// # Errors
/// Both or neither, or an ARN of something else.
pub(super) fn one_of<'a>(
    home: &Home,
    name: Option<&'a str>,
    identifier: Option<&'a str>,
) -> Result<&'a str, LogsError> {
    match (name, identifier) {
        (Some(name), None) => {
            check_group_name("logGroupName", name)?;
            Ok(name)
        }
        (None, Some(text)) if text.starts_with("arn:") => in_arn(home, text),
        (None, Some(name)) => {
            check_group_name("logGroupIdentifier", name)?;
            Ok(name)
        }
        (Some(_), Some(_)) => Err(LogsError::invalid(
            "LogGroup name and LogGroup ARN are mutually exclusive parameters.",
        )),
        (None, None) => Err(LogsError::invalid(
            "At least one of logGroupName or logGroupIdentifier must be specified.",
        )),
    }
}

/// The name of the group of this ARN, which is here.
///
/// # Errors
/// What is no ARN of a group, or of one in another Region.
pub(super) fn in_arn<'a>(home: &Home, text: &'a str) -> Result<&'a str, LogsError> {
    let is_group = |arn: &Arn<'_>| arn.service == "logs" && arn.resource.starts_with(GROUP);
    match Arn::parse(text).filter(is_group) {
        Some(arn) if arn.home().as_ref() == Some(home) => Ok(name_in(text)),
        _ => Err(LogsError::invalid(format!(
            "The ARN {text} is of no log group in this Region"
        ))),
    }
}

/// # Errors
/// What is no name of a group.
pub(super) fn check_group_name(member: &str, name: &str) -> Result<(), LogsError> {
    let constraints = Constraints::default().length(member, name, 1, MAX_NAME);
    constraints
        .word(member, name, ".-/#", NAME_PATTERN)
        .check()?;
    Ok(())
}

/// # Errors
/// What is no name of a stream or of a filter.
pub(super) fn check_inner_name(member: &str, name: &str) -> Result<(), LogsError> {
    Constraints::default()
        .length(member, name, 1, MAX_NAME)
        .check()?;
    check_letters(member, name, &[':', '*'], "[^:*]*")
}

/// # Errors
/// A name with one of these letters.
pub(super) fn check_letters(
    member: &str,
    name: &str,
    refused: &[char],
    pattern: &str,
) -> Result<(), LogsError> {
    if name.contains(refused) {
        return Err(LogsError::invalid(format!(
            "1 validation error detected: Value '{name}' at '{member}' failed to satisfy constraint: Member must satisfy \
             regular expression pattern: {pattern}"
        )));
    }
    Ok(())
}
