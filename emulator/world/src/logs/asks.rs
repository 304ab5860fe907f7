//! What CloudWatch Logs' requests ask for beyond their line in the table.
//!
//! Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html>; API `CreateLogGroup`.

use super::Operation;
use super::address::log_group;
use crate::access::{Asks, Demand};
use crate::origin::Home;

/// CloudWatch Logs'.
#[derive(Debug)]
pub(crate) enum LogsAsks {}

impl Asks<Operation> for LogsAsks {
    /// On AWS `logs:TagLogGroup` is enough too: an alternative that nobody who made a policy in years needs.
    fn demands<'a>(operation: &'a Operation, home: &'a Home) -> Vec<Demand<'a>> {
        match operation {
            Operation::CreateLogGroup(create) if !create.tags.is_empty() => vec![Demand {
                action: "logs:TagResource",
                target: log_group(home, &create.log_group_name),
                key: None,
            }],
            _ => Vec::new(),
        }
    }
}
