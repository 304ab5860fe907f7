//! Conditions: an operator, a key, and the values that the request's is compared with.
//!
//! Sources: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html> and
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html>.
//! All conditions of a statement have to hold; of a condition's values one has to match, and none where the operator is
//! negated. A value of another type (a text where a number is compared) matches nothing.

use std::borrow::Cow;
use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::error::PolicyError;
use super::key::Key;
use super::moment;
use super::network::Network;
use super::operator::{Comparison, Kind, Operator, Order, Quantifier};
use super::raw::RawCondition;
use super::request::Request;
use super::value::Value;
use super::variable::{ArnPattern, Reading, TextPattern};

/// One key of one operator.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Condition {
    key: Key,
    is_negated: bool,
    quantifier: Option<Quantifier>,
    if_exists: bool,
    values: Values,
    /// Its operator and values as they are written.
    operator: Box<str>,
    texts: Box<[String]>,
}

/// What the policy says, in the form that it is compared in.
#[derive(Debug, Clone, PartialEq)]
enum Values {
    Texts(Comparison, Box<[TextPattern]>),
    Numbers(Order, Box<[f64]>),
    Dates(Order, Box<[i128]>),
    Bools(Box<[bool]>),
    Binaries(Box<[Vec<u8>]>),
    Networks(Box<[Network]>),
    Arns(Box<[ArnPattern]>),
    /// Whether the key shall be missing.
    Missing(Box<[bool]>),
}

impl Condition {
    /// `variables` as the document's version has them.
    pub(super) fn new(
        operator: Operator,
        raw: &RawCondition,
        variables: bool,
    ) -> Result<Self, PolicyError> {
        Ok(Self {
            key: Key::new(&raw.key),
            is_negated: operator.is_negated,
            quantifier: operator.quantifier,
            if_exists: operator.if_exists,
            values: Values::new(operator.kind, &raw.values, variables)?,
            operator: raw.operator.as_str().into(),
            texts: raw.values.as_slice().into(),
        })
    }

    pub(super) fn key(&self) -> &Key {
        &self.key
    }

    /// As it is written.
    pub(super) fn operator(&self) -> &str {
        &self.operator
    }

    /// As they are written.
    pub(super) fn texts(&self) -> &[String] {
        &self.texts
    }

    pub(super) fn holds(&self, request: &Request<'_>) -> bool {
        let value = request.key(&self.key);
        if let Values::Missing(expected) = &self.values {
            return expected.contains(&value.is_none());
        }
        match (value, self.quantifier) {
            (None, _) if self.if_exists => true,
            (None, None) => self.is_negated,
            (None, Some(Quantifier::All)) => true,
            (None, Some(Quantifier::Any)) => false,
            (Some(value), quantifier) => self.holds_for(&value, quantifier, request),
        }
    }

    fn holds_for(
        &self,
        value: &Value<'_>,
        quantifier: Option<Quantifier>,
        request: &Request<'_>,
    ) -> bool {
        let matches = |value: &Value<'_>| self.values.matches(value, request);
        match quantifier {
            // Of several values without a set operator, which AWS says keys of several values need: one, as if it stood there
            // (unverified).
            None => any(value, matches) != self.is_negated,
            // "a null data set, such as an empty string"
            Some(Quantifier::All) if is_null(value) => true,
            Some(Quantifier::Any) if is_null(value) => false,
            Some(Quantifier::All) => !any(value, |value| matches(value) == self.is_negated),
            Some(Quantifier::Any) => any(value, |value| matches(value) != self.is_negated),
        }
    }

    /// The keys that it looks up, its variables' included, as they are written.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        let (texts, arns): (&[TextPattern], &[ArnPattern]) = match &self.values {
            Values::Texts(_, texts) => (texts, &[]),
            Values::Arns(arns) => (&[], arns),
            _ => (&[], &[]),
        };
        let variables = texts.iter().flat_map(TextPattern::variables);
        let variables = variables.chain(arns.iter().flat_map(ArnPattern::variables));
        std::iter::once(&self.key).chain(variables).map(Key::name)
    }
}

/// Whether one of the values is so.
fn any(value: &Value<'_>, is_so: impl Fn(&Value<'_>) -> bool) -> bool {
    match value {
        Value::List(list) => list
            .iter()
            .any(|one| is_so(&Value::Text(Cow::Borrowed(one)))),
        one => is_so(one),
    }
}

fn is_null(value: &Value<'_>) -> bool {
    match value {
        Value::Text(text) => text.is_empty(),
        Value::List(list) => list.iter().all(|text| text.is_empty()),
        _ => false,
    }
}

impl Values {
    fn new(kind: Kind, values: &[String], variables: bool) -> Result<Self, PolicyError> {
        Ok(match kind {
            Kind::Text(comparison) => {
                let reading = Reading {
                    wildcards: comparison == Comparison::Like,
                    variables,
                };
                let read = |text: &str| TextPattern::new(text, reading).ok();
                Self::Texts(comparison, each(values, read)?)
            }
            Kind::Arn => {
                let read = |text: &str| ArnPattern::new(text, variables).ok().flatten();
                Self::Arns(each(values, read)?)
            }
            Kind::Number(order) => Self::Numbers(order, each(values, number)?),
            Kind::Date(order) => Self::Dates(order, each(values, moment::read)?),
            Kind::Bool => Self::Bools(each(values, truth)?),
            Kind::Null => Self::Missing(each(values, truth)?),
            Kind::Binary => Self::Binaries(each(values, |text| STANDARD.decode(text).ok())?),
            Kind::Address => Self::Networks(each(values, Network::read)?),
        })
    }

    /// Whether one of these is the request's single value.
    fn matches(&self, value: &Value<'_>, request: &Request<'_>) -> bool {
        match self {
            Self::Texts(comparison, patterns) => {
                let text = text_of(value);
                text.is_some_and(|text| {
                    let mut patterns = patterns.iter();
                    patterns.any(|pattern| match comparison {
                        Comparison::IgnoringCase => pattern.equals_ignoring_case(&text, request),
                        Comparison::Exact | Comparison::Like => pattern.matches(&text, request),
                    })
                })
            }
            Self::Arns(patterns) => {
                let text = text_of(value);
                text.is_some_and(|arn| {
                    patterns
                        .iter()
                        .any(|pattern| pattern.matches(&arn, request))
                })
            }
            Self::Numbers(order, numbers) => {
                let found = number_of(value);
                found.is_some_and(|found| numbers.iter().any(|number| order.holds(&found, number)))
            }
            Self::Dates(order, moments) => {
                let found = moment_of(value);
                found.is_some_and(|found| moments.iter().any(|moment| order.holds(&found, moment)))
            }
            Self::Bools(truths) => truth_of(value).is_some_and(|found| truths.contains(&found)),
            Self::Binaries(binaries) => {
                let found: &[u8] = match value {
                    Value::Bytes(bytes) => bytes,
                    Value::Text(text) => text.as_bytes(),
                    _ => return false,
                };
                binaries.iter().any(|bytes| bytes == found)
            }
            Self::Networks(networks) => {
                let address: Option<IpAddr> =
                    text_of(value).and_then(|address| address.parse().ok());
                address
                    .is_some_and(|address| networks.iter().any(|network| network.contains(address)))
            }
            // Asked before there is a value.
            Self::Missing(_) => false,
        }
    }
}

fn each<T>(values: &[String], read: impl Fn(&str) -> Option<T>) -> Result<Box<[T]>, PolicyError> {
    let read = |text: &String| read(text).ok_or_else(|| PolicyError::ConditionValue(text.clone()));
    values.iter().map(read).collect()
}

fn text_of<'v>(value: &'v Value<'_>) -> Option<Cow<'v, str>> {
    match value {
        Value::Text(text) => Some(Cow::Borrowed(text)),
        other => other.clone().into_text(),
    }
}

/// A decimal number. Neither infinite nor none.
fn number(text: &str) -> Option<f64> {
    let number: f64 = text.parse().ok()?;
    number.is_finite().then_some(number)
}

fn truth(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        return Some(true);
    }
    text.eq_ignore_ascii_case("false").then_some(false)
}

fn number_of(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Number(found) => Some(*found),
        Value::Text(text) => number(text),
        _ => None,
    }
}

fn moment_of(value: &Value<'_>) -> Option<i128> {
    match value {
        Value::Time(time) => Some(time.as_nanosecond()),
        Value::Text(text) => moment::read(text),
        Value::Number(seconds) => Some(nanoseconds(*seconds)),
        _ => None,
    }
}

/// Whole seconds stay whole: their nanoseconds need more digits than a float has.
#[expect(
    clippy::cast_possible_truncation,
    reason = "seconds beyond an i128 are no moments, and fractions below a nanosecond none that matter"
)]
fn nanoseconds(seconds: f64) -> i128 {
    let whole = seconds.floor();
    (whole as i128).saturating_mul(1_000_000_000) + ((seconds - whole) * 1e9) as i128
}

fn truth_of(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::Bool(found) => Some(*found),
        Value::Text(text) => truth(text),
        _ => None,
    }
}
