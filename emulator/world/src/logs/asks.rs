//! What CloudWatch Logs' requests ask for beyond their line in the table.
//!
//! Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html>; API `CreateLogGroup`.

use super::address::log_group;
use super::table::Operation;
use crate::access::{Asks, Demand};
use crate::origin::Home;

impl Asks for Operation {
    /// On AWS `logs:TagLogGroup` is enough too: an alternative that nobody who made a policy in years needs.
    fn demands<'a>(&'a self, home: &'a Home) -> Vec<Demand<'a>> {
        match self {
            Self::CreateLogGroup(create) if !create.tags.is_empty() => vec![Demand {
                action: "logs:TagResource",
                target: log_group(home, &create.log_group_name),
                key: None,
            }],
            _ => Vec::new(),
        }
    }
}
