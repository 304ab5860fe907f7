//! Dashboards: kept as they were sent, once `body` finds nothing wrong with them.
//!
//! They are an account's, in no Region: each is kept where its partition keeps what is global, whichever Region it was asked for in.

mod body;
mod delete;
mod finding;
mod get;
mod list;
mod metric_row;
mod put;
mod statistic_text;
#[cfg(test)]
mod tests;
mod widget;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::arn::{Resource, Target};
use crate::origin::Home;

use super::error::MetricsError;

pub use delete::{DeleteDashboards, DeleteDashboardsOutput};
pub use finding::Finding;
pub use get::{GetDashboard, GetDashboardOutput};
pub use list::{DashboardEntry, ListDashboards, ListDashboardsOutput};
pub use put::{PutDashboard, PutDashboardOutput};

pub(super) use delete::delete_dashboards;
pub(super) use get::get_dashboard;
pub(super) use list::list_dashboards;
pub(super) use put::put_dashboard;

/// Source: API `PutDashboard`.
const MAX_NAME: usize = 255;

/// The dashboards of an account, by name.
pub(super) type Dashboards = BTreeMap<String, Dashboard>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dashboard {
    body: String,
    last_modified: Timestamp,
}

/// A dashboard, wherever it is asked for.
pub(super) fn named<'a>(home: &'a Home, name: &'a str) -> Target<'a> {
    global(home, Resource::Dashboard(name))
}

/// The first of several; the others are asked for besides.
pub(super) fn first<'a>(home: &'a Home, names: &'a [String]) -> Target<'a> {
    let first = names.first().map(String::as_str);
    global(home, first.map_or(Resource::Any, Resource::Dashboard))
}

/// All of them.
pub(super) fn every(home: &Home) -> Target<'_> {
    global(home, Resource::Any)
}

fn global<'a>(home: &'a Home, resource: Resource<'a>) -> Target<'a> {
    Target {
        account: home.account,
        region: home.region.global(),
        resource,
    }
}

fn arn(home: &Home, name: &str) -> String {
    named(home, name).to_string()
}

/// Letters, digits, `-` and `_`. The text is `LocalStack`'s, whose test of it ran against AWS.
fn check_name(name: &str) -> Result<(), MetricsError> {
    if name.is_empty() {
        return Err(MetricsError::MissingParameter(
            "The parameter DashboardName is required.".to_owned(),
        ));
    }
    let is_sound = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !name.bytes().all(is_sound) {
        return Err(MetricsError::InvalidParameterValue(
            "The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n"
                .to_owned(),
        ));
    }
    if name.len() > MAX_NAME {
        return Err(MetricsError::InvalidParameterValue(format!(
            "The parameter DashboardName must be shorter than {} characters.",
            MAX_NAME + 1
        )));
    }
    Ok(())
}
