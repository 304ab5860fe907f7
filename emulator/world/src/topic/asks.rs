//! What SNS's requests ask for beyond their line in the table.
//!
//! Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html>.

use super::address::topic;
use super::table::Operation;
use crate::access::{Asks, Demand, Tagging};
use crate::arn::Target;
use crate::origin::Home;
use crate::policy::Value;

impl Asks for Operation {
    fn demands<'a>(&'a self, home: &'a Home) -> Vec<Demand<'a>> {
        match self {
            Self::CreateTopic(create) if !create.tags.is_empty() => vec![Demand {
                action: "sns:TagResource",
                target: topic(home, &create.name),
                key: None,
            }],
            _ => Vec::new(),
        }
    }

    fn tagging(&self) -> Option<Tagging<'_>> {
        let tags = match self {
            Self::CreateTopic(create) => &create.tags,
            Self::TagResource(tag) => &tag.tags,
            Self::UntagResource(untag) => return Some(Tagging::Removes(&untag.tag_keys)),
            _ => return None,
        };
        Some(Tagging::sets(tags, |tag| (&tag.key, &tag.value)))
    }

    fn key<'a>(&'a self, _: &Target<'_>, name: &str) -> Option<Value<'a>> {
        match (self, name) {
            (Self::Subscribe(subscribe), "sns:endpoint") => {
                Some(Value::from(subscribe.endpoint.as_str()))
            }
            (Self::Subscribe(subscribe), "sns:protocol") => {
                Some(Value::from(subscribe.protocol.as_str()))
            }
            _ => None,
        }
    }

    /// Whether these are judged depends on whether they are signed.
    fn is_decided_by_part(&self) -> bool {
        matches!(self, Self::ConfirmSubscription(_) | Self::Unsubscribe(_))
    }
}
