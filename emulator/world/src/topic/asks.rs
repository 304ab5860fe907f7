//! What SNS's requests ask for beyond their line in the table.
//!
//! Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html>.

use super::Operation;
use super::address::topic;
use crate::access::{Asks, Demand};
use crate::origin::Home;

/// SNS's.
#[derive(Debug)]
pub(crate) enum SnsAsks {}

impl Asks<Operation> for SnsAsks {
    fn demands<'a>(operation: &'a Operation, home: &'a Home) -> Vec<Demand<'a>> {
        match operation {
            Operation::CreateTopic(create) if !create.tags.is_empty() => vec![Demand {
                action: "sns:TagResource",
                target: topic(home, &create.name),
                key: None,
            }],
            _ => Vec::new(),
        }
    }
}
