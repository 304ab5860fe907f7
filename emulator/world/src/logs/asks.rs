//! What CloudWatch Logs' requests ask for beyond their line in the table.
//!
//! Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html>; API `CreateLogGroup`.

use super::address::log_group;
use super::table::Operation;
use crate::access::{Asks, Demand, Tagging};
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

    fn tagging(&self) -> Option<Tagging<'_>> {
        match self {
            Self::CreateLogGroup(create) => Some(Tagging::from(&create.tags)),
            Self::TagLogGroup(tag) => Some(Tagging::from(&tag.tags)),
            Self::TagResource(tag) => Some(Tagging::from(&tag.tags)),
            Self::UntagLogGroup(untag) => Some(Tagging::Removes(&untag.tags)),
            Self::UntagResource(untag) => Some(Tagging::Removes(&untag.tag_keys)),
            _ => None,
        }
    }
}
