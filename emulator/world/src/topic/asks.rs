//! What SNS's requests ask for beyond their line in the table.
//!
//! Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html>.

use super::Operation;
use super::address::topic;
use crate::access::{Asks, Demand};
use crate::arn::Target;
use crate::origin::Home;
use crate::policy::Value;

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

    fn key<'a>(operation: &'a Operation, _: &Target<'_>, name: &str) -> Option<Value<'a>> {
        match (operation, name) {
            (Operation::Subscribe(subscribe), "sns:endpoint") => {
                Some(Value::from(subscribe.endpoint.as_str()))
            }
            (Operation::Subscribe(subscribe), "sns:protocol") => {
                Some(Value::from(subscribe.protocol.as_str()))
            }
            _ => None,
        }
    }

    /// Whether these are judged depends on whether they are signed.
    fn is_decided_by_part(operation: &Operation) -> bool {
        matches!(
            operation,
            Operation::ConfirmSubscription(_) | Operation::Unsubscribe(_)
        )
    }
}
