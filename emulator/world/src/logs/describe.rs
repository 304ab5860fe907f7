//! `DescribeLogGroups`: in the order of their names, page by page.

use serde::{Deserialize, Serialize};

use super::address::{in_arn, log_group};
use super::class::check_class;
use super::error::LogsError;
use super::group::LogGroup;
use super::page::Page;
use super::retention::Retention;
use super::state::LogGroups;
use crate::context::View;
use crate::origin::Home;

/// Source: botocore's Logs model, `DescribeLogGroupsLogGroupIdentifiers`.
const MAX_IDENTIFIERS: usize = 50;

/// `DescribeLogGroups`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DescribeLogGroups {
    pub log_group_name_prefix: Option<String>,
    /// A part of the name; not together with a prefix.
    pub log_group_name_pattern: Option<String>,
    /// Names or ARNs; not together with a prefix or a part.
    pub log_group_identifiers: Option<Vec<String>>,
    /// All groups are `STANDARD`.
    pub log_group_class: Option<String>,
    /// Of other accounts there is nothing to see.
    pub account_identifiers: Option<Vec<String>>,
    pub include_linked_accounts: Option<bool>,
    pub next_token: Option<String>,
    /// 1 to 50, by default 50.
    pub limit: Option<i64>,
}

/// What `DescribeLogGroups` answers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribeLogGroupsResponse {
    pub log_groups: Vec<LogGroupDescription>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A log group as the service describes it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogGroupDescription {
    pub log_group_name: String,
    /// Epoch milliseconds.
    pub creation_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention_in_days: Option<i64>,
    pub metric_filter_count: usize,
    /// Ends in `:*`.
    pub arn: String,
    pub stored_bytes: usize,
    pub log_group_class: &'static str,
    /// Does not.
    pub log_group_arn: String,
}

/// Which groups are asked for.
struct Wanted<'a> {
    prefix: &'a str,
    part: &'a str,
    names: Option<Vec<&'a str>>,
}

pub(super) fn describe_log_groups(
    groups: &LogGroups,
    context: &View<'_>,
    request: DescribeLogGroups,
) -> Result<DescribeLogGroupsResponse, LogsError> {
    let page = Page::new(request.limit, request.next_token.clone())?;
    check_known_class(request.log_group_class.as_deref())?;
    let wanted = Wanted::of(&request, context.home)?;
    let is_class = matches!(request.log_group_class.as_deref(), None | Some("STANDARD"));
    let matching = groups.groups.values();
    let matching = matching.filter(|group| is_class && wanted.includes(&group.name));
    let (page, next_token) = page.take(matching, |group| group.name.clone());
    let described = page.into_iter();
    Ok(DescribeLogGroupsResponse {
        log_groups: described
            .map(|group| describe(group, context.home))
            .collect(),
        next_token,
    })
}

/// A class that no group has is one all the same.
fn check_known_class(class: Option<&str>) -> Result<(), LogsError> {
    match class {
        Some("INFREQUENT_ACCESS" | "DELIVERY" | "ESSENTIALS") => Ok(()),
        class => check_class(class),
    }
}

impl<'a> Wanted<'a> {
    fn of(request: &'a DescribeLogGroups, home: &Home) -> Result<Self, LogsError> {
        let prefix = request.log_group_name_prefix.as_deref();
        let part = request.log_group_name_pattern.as_deref();
        if prefix.is_some() && part.is_some() {
            return Err(LogsError::invalid(
                "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
            ));
        }
        let identifiers = request.log_group_identifiers.as_ref();
        if identifiers.is_some() && (prefix.is_some() || part.is_some()) {
            return Err(LogsError::invalid(
                "LogGroup identifiers and LogGroup name prefix or pattern are mutually exclusive parameters.",
            ));
        }
        Ok(Self {
            prefix: prefix.unwrap_or_default(),
            part: part.unwrap_or_default(),
            names: identifiers.map(|all| names(all, home)).transpose()?,
        })
    }

    fn includes(&self, name: &str) -> bool {
        let is_named = |names: &Vec<&str>| names.contains(&name);
        let is_wanted = self.names.as_ref().is_none_or(is_named);
        is_wanted && name.starts_with(self.prefix) && name.contains(self.part)
    }
}

fn names<'a>(identifiers: &'a [String], home: &Home) -> Result<Vec<&'a str>, LogsError> {
    if !(1..=MAX_IDENTIFIERS).contains(&identifiers.len()) {
        return Err(LogsError::invalid(
            "1 validation error detected: Value at 'logGroupIdentifiers' failed to satisfy constraint: Member must have \
             length between 1 and 50",
        ));
    }
    let name = |text: &'a String| {
        if text.starts_with("arn:") {
            in_arn(home, text)
        } else {
            Ok(text.as_str())
        }
    };
    identifiers.iter().map(name).collect()
}

fn describe(group: &LogGroup, home: &Home) -> LogGroupDescription {
    let arn = log_group(home, &group.name).to_string();
    LogGroupDescription {
        log_group_name: group.name.clone(),
        creation_time: group.created.as_millisecond(),
        retention_in_days: group.retention.map(Retention::days),
        metric_filter_count: group.metric_filters.len(),
        arn: format!("{arn}:*"),
        stored_bytes: group.stored_bytes(),
        log_group_class: "STANDARD",
        log_group_arn: arn,
    }
}
