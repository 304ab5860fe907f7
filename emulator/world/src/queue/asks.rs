//! What SQS's requests ask for beyond their line in the table.
//!
//! Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html>; API `CreateQueue`, "To be able to tag
//! a queue on creation, you must have the `sqs:CreateQueue` and `sqs:TagQueue` permissions".

use super::table::Operation;
use crate::access::{Asks, Demand, Tagging};
use crate::origin::Home;

impl Asks for Operation {
    fn demands<'a>(&'a self, home: &'a Home) -> Vec<Demand<'a>> {
        match self {
            Self::CreateQueue(create) if !create.tags.is_empty() => vec![Demand {
                action: "sqs:TagQueue",
                target: self.target(home),
                key: None,
            }],
            _ => Vec::new(),
        }
    }

    fn tagging(&self) -> Option<Tagging<'_>> {
        match self {
            Self::CreateQueue(create) => Some(Tagging::from(&create.tags)),
            Self::TagQueue(tag) => Some(Tagging::from(&tag.tags)),
            Self::UntagQueue(untag) => Some(Tagging::Removes(&untag.tag_keys)),
            _ => None,
        }
    }
}
