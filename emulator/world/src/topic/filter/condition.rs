//! What may stand at the paths of a message.

use serde_json::Value;

use crate::policy::{Network, Stars};

/// Paths, with conditions of which one has to hold at each.
pub(super) type Alternative = Vec<(String, Vec<Condition>)>;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    /// A text, a truth value or null.
    Exact(Value),
    Number(f64),
    /// Whether there is anything.
    Exists(bool),
    Prefix(String),
    Suffix(String),
    /// In lower case.
    EqualsIgnoreCase(String),
    Wildcard(Stars),
    Cidr(Network),
    Range {
        least: Option<Bound>,
        most: Option<Bound>,
    },
    /// None of these.
    AnythingBut(Vec<Condition>),
}

/// An end of a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bound {
    pub(super) value: f64,
    /// Whether the value itself is in the range.
    pub(super) is_inclusive: bool,
}

impl Condition {
    /// Whether one of the values that were found matches; for [`Condition::Exists`], whether any was.
    pub(super) fn holds(&self, found: &[&Value]) -> bool {
        match self {
            Self::Exists(wanted) => *wanted != found.is_empty(),
            _ => found.iter().any(|value| self.matches(value)),
        }
    }

    fn matches(&self, value: &Value) -> bool {
        match self {
            Self::Exact(exact) => exact == value,
            Self::Number(number) => value.as_f64() == Some(*number),
            Self::Exists(wanted) => *wanted,
            Self::AnythingBut(others) => !others.iter().any(|other| other.matches(value)),
            Self::Range { least, most } => value.as_f64().is_some_and(|value| {
                least.is_none_or(|least| least.value < value || least.is_at(value))
                    && most.is_none_or(|most| value < most.value || most.is_at(value))
            }),
            Self::Prefix(_)
            | Self::Suffix(_)
            | Self::EqualsIgnoreCase(_)
            | Self::Wildcard(_)
            | Self::Cidr(_) => value.as_str().is_some_and(|text| self.matches_text(text)),
        }
    }

    fn matches_text(&self, text: &str) -> bool {
        match self {
            Self::Prefix(prefix) => text.starts_with(prefix),
            Self::Suffix(suffix) => text.ends_with(suffix),
            Self::EqualsIgnoreCase(lower) => text.to_lowercase() == *lower,
            Self::Wildcard(stars) => stars.matches(text),
            Self::Cidr(network) => text.parse().is_ok_and(|address| network.contains(address)),
            _ => false,
        }
    }
}

impl Bound {
    #[expect(clippy::float_cmp, reason = "the very number that the policy names")]
    fn is_at(self, value: f64) -> bool {
        self.is_inclusive && self.value == value
    }
}
