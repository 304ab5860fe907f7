//! A metric filter: which events it wants, and what it makes of them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::logs::pattern::{Candidate, Pattern};
use crate::metrics::{Dimension, Unit};

/// A metric filter of a group.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::logs) struct MetricFilter {
    pub(super) created: Timestamp,
    pub(in crate::logs) pattern: Pattern,
    pub(super) transformation: MetricTransformation,
}

/// What becomes of an event.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MetricTransformation {
    pub metric_name: String,
    pub metric_namespace: String,
    /// A number, or what of the event is one: `$.latency`, `$bytes`.
    pub metric_value: String,
    /// What is published of an event that the pattern does not want.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_value: Option<f64>,
    /// Names, and what of the event is the value of each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

impl MetricTransformation {
    /// Whether it needs anything of an event.
    fn is_of_fields(&self) -> bool {
        self.metric_value.starts_with('$') || self.dimensions.is_some()
    }

    pub(super) fn unit(&self) -> Unit {
        let unit = self.unit.as_deref().and_then(Unit::parse);
        unit.unwrap_or(Unit::NONE)
    }
}

impl MetricFilter {
    /// What it publishes of an event, with its dimensions; `None` where that is nothing.
    pub(super) fn value(&self, candidate: &Candidate<'_>) -> Option<(f64, Vec<Dimension>)> {
        let transformation = &self.transformation;
        if !self.pattern.matches(candidate) {
            return Some((transformation.default_value?, Vec::new()));
        }
        if !transformation.is_of_fields() {
            return Some((number(&transformation.metric_value)?, Vec::new()));
        }
        let fields = self.pattern.extracted(candidate);
        let value = fields
            .get(&transformation.metric_value)
            .unwrap_or(&transformation.metric_value);
        let dimensions = transformation.dimensions.iter().flatten();
        let dimensions = dimensions.filter_map(|(name, field)| {
            let value = fields.get(field).filter(|value| !value.is_empty())?;
            Some(Dimension::new(name, value))
        });
        Some((number(value)?, dimensions.collect()))
    }
}

/// What is published is a number.
pub(super) fn number(text: &str) -> Option<f64> {
    let number: f64 = text.trim().parse().ok()?;
    number.is_finite().then_some(number)
}
