//! Which events of a bucket go where: the configuration, its rules, and whether it wants an event.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html>

use serde::{Deserialize, Serialize};

use super::destination::Destination;
use super::event_name::EventName;

/// A bucket's notification configuration, whatever kind of destination.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NotificationConfiguration {
    #[serde(default)]
    pub destinations: Vec<DestinationConfiguration>,
}

/// Which events, of which keys, go to one destination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DestinationConfiguration {
    /// Made up when absent.
    #[serde(default)]
    pub id: Option<String>,
    pub destination: Destination,
    /// `s3:ObjectCreated:*` and the like.
    pub events: Vec<String>,
    #[serde(default)]
    pub filter_rules: Vec<FilterRule>,
}

/// One rule of a filter. The name is `prefix` or `suffix` in any case; the value is URL-encoded as keys in events are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FilterRule {
    pub name: String,
    pub value: String,
}

impl DestinationConfiguration {
    /// Whether this destination is to be told of `event` on `key`.
    pub(super) fn wants(&self, event: EventName, key: &str) -> bool {
        let asked_for = self
            .events
            .iter()
            .any(|asked| covers(asked, event.as_str()));
        asked_for && key.starts_with(&self.rule("prefix")) && key.ends_with(&self.rule("suffix"))
    }

    /// The decoded value of a filter rule; empty, which fits every key, when there is none.
    fn rule(&self, name: &str) -> String {
        let rule = self
            .filter_rules
            .iter()
            .find(|rule| rule.name.eq_ignore_ascii_case(name));
        rule.map(|rule| decode(&rule.value)).unwrap_or_default()
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let nested = |one: &str, other: &str| one.starts_with(other) || other.starts_with(one);
        let nested_ends = |one: &str, other: &str| one.ends_with(other) || other.ends_with(one);
        self.shares_event_with(other)
            && nested(&self.rule("prefix"), &other.rule("prefix"))
            && nested_ends(&self.rule("suffix"), &other.rule("suffix"))
    }

    fn shares_event_with(&self, other: &Self) -> bool {
        let shared =
            |one: &String, other: &String| covers(one, bare(other)) || covers(other, bare(one));
        self.events
            .iter()
            .any(|one| other.events.iter().any(|another| shared(one, another)))
    }
}

/// Whether the configured event (`s3:ObjectCreated:*`) stands for the event that happened (`ObjectCreated:Put`).
fn covers(configured: &str, happened: &str) -> bool {
    let configured = bare(configured);
    match configured.strip_suffix('*') {
        Some(family) => happened.starts_with(family),
        None => configured == happened,
    }
}

fn bare(event: &str) -> &str {
    event.strip_prefix("s3:").unwrap_or(event)
}

/// A filter value as the key it stands for.
fn decode(value: &str) -> String {
    let spaced = value.replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8();
    decoded.map_or_else(|_| value.to_owned(), std::borrow::Cow::into_owned)
}
