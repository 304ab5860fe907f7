//! `PutMetricData`.
//!
//! One bad datum refuses the whole request, so everything is checked before anything is kept. Nothing tells a repeat from
//! a new request: a repeat adds.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::ages::MetricAges;
use super::dimension::Dimension;
use super::error::MetricsError;
use super::own;
use super::series::SeriesKey;
use super::state::Metrics;
use super::statistic_set::StatisticSet;
use super::unit::Unit;
use super::validation::{Faults, MAX_NAME, check_dimensions};
use crate::context::Context;
use crate::value::Epoch;

// The limits of `PutMetricData`. Source: the API reference and "CloudWatch quotas".
const MAX_DATUMS: usize = 1_000;
const MAX_VALUES: usize = 150;
const OLDEST: SignedDuration = SignedDuration::from_hours(14 * 24);
const NEWEST: SignedDuration = SignedDuration::from_hours(2);

/// Publishes datapoints.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutMetricData {
    pub namespace: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metric_data: Vec<MetricDatum>,
    /// Published like the others; which entity they belong to is not kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entity_metric_data: Vec<EntityMetricData>,
    /// How strictly entities are looked at, which here are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strict_entity_validation: Option<bool>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EntityMetricData {
    /// Read and not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<Entity>,
    #[serde(default)]
    pub metric_data: Vec<MetricDatum>,
}

/// What metrics belong to, by its attributes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Entity {
    pub key_attributes: BTreeMap<String, String>,
    pub attributes: BTreeMap<String, String>,
}

/// One value, a statistic set, or values with their counts, of one series at one moment.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetricDatum {
    #[serde(default)]
    pub metric_name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<Dimension>,
    /// The moment of the request, where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Epoch>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistic_values: Option<StatisticSet>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<f64>,
    /// How often each of `values` occurred; once each, where this is empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// 1 keeps seconds apart, 60 (the default) minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage_resolution: Option<i64>,
}

pub(super) fn put_metric_data(
    metrics: &mut Metrics,
    context: &mut Context<'_>,
    request: PutMetricData,
) -> Result<(), MetricsError> {
    let mut datums = request.metric_data;
    let own = datums.len();
    datums.extend(
        request
            .entity_metric_data
            .into_iter()
            .flat_map(|entity| entity.metric_data),
    );
    let mut faults = Faults::default();
    check_namespace(&mut faults, &request.namespace);
    if datums.is_empty() {
        faults.missing("MetricData");
    }
    faults.check_size("MetricData", datums.len(), MAX_DATUMS);
    let check = DatumCheck {
        now: context.now,
        ages: context.settings.metric_ages,
    };
    for (index, datum) in datums.iter().enumerate().take(MAX_DATUMS) {
        let path = match index.checked_sub(own) {
            None => DatumPath("", index + 1),
            Some(index) => DatumPath("EntityMetricData.", index + 1),
        };
        check.datum(&mut faults, path, datum);
    }
    faults.into_result()?;
    for datum in datums {
        keep(metrics, context.now, &request.namespace, datum);
    }
    Ok(())
}

/// Where a datum stands in its request: what its list is in, and its number there. Spelled where it is at fault.
#[derive(Debug, Clone, Copy)]
struct DatumPath(&'static str, usize);

impl Display for DatumPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}MetricData.member.{}", self.0, self.1)
    }
}

fn check_namespace(faults: &mut Faults, namespace: &str) {
    faults.check_name("Namespace", namespace, MAX_NAME);
    if namespace.starts_with(own::PREFIX) {
        faults.value(format!(
            "The value {} for parameter Namespace is invalid.",
            own::PREFIX
        ));
    }
}

/// Adds a datum that was found sound.
fn keep(metrics: &mut Metrics, now: Timestamp, namespace: &str, datum: MetricDatum) {
    let key = SeriesKey::of(namespace, datum.metric_name, datum.dimensions);
    let second = datum
        .timestamp
        .map_or(now, |timestamp| timestamp.0)
        .as_second();
    let resolution = datum.storage_resolution.unwrap_or(60);
    let unit = datum.unit.as_deref().and_then(Unit::parse);
    let datapoint = metrics.series.datapoint_mut(
        key,
        now,
        second - second.rem_euclid(resolution.max(1)),
        unit.unwrap_or(Unit::NONE),
    );
    if let Some(value) = datum.value {
        datapoint.add(value, 1.0);
    }
    if let Some(set) = datum.statistic_values {
        datapoint.add_set(set);
    }
    for (index, value) in datum.values.into_iter().enumerate() {
        datapoint.add(value, datum.counts.get(index).copied().unwrap_or(1.0));
    }
}

/// What a datum is checked against.
struct DatumCheck {
    now: Timestamp,
    ages: MetricAges,
}

impl DatumCheck {
    fn datum(&self, faults: &mut Faults, path: DatumPath, datum: &MetricDatum) {
        faults.check_name(
            format_args!("{path}.MetricName"),
            &datum.metric_name,
            MAX_NAME,
        );
        check_dimensions(faults, format_args!("{path}.Dimensions"), &datum.dimensions);
        if let Some(timestamp) = datum.timestamp {
            self.age(faults, path, timestamp.0);
        }
        check_content(faults, path, datum);
        faults.check_unit(format_args!("{path}.Unit"), datum.unit.as_deref());
        if !matches!(datum.storage_resolution, None | Some(1 | 60)) {
            faults.value(format!(
                "The parameter {path}.StorageResolution must be a value in the set [ 1, 60 ]."
            ));
        }
    }

    fn age(&self, faults: &mut Faults, path: DatumPath, moment: Timestamp) {
        if self.ages == MetricAges::Any {
            return;
        }
        let age = self.now.duration_since(moment);
        if age > OLDEST {
            faults.value(format!(
                "The parameter {path}.Timestamp must specify a time within the past two weeks."
            ));
        }
        if age < -NEWEST {
            faults.value(format!(
                "The parameter {path}.Timestamp must specify a time no more than two hours in the future."
            ));
        }
    }
}

/// Exactly one of `Value`, `StatisticValues` and `Values`, and sound numbers in it.
fn check_content(faults: &mut Faults, path: DatumPath, datum: &MetricDatum) {
    let mut given = [
        ("Value", datum.value.is_some()),
        ("StatisticValues", datum.statistic_values.is_some()),
        ("Values", !datum.values.is_empty()),
    ]
    .into_iter()
    .filter_map(|(name, is_given)| is_given.then_some(name));
    match (given.next(), given.next()) {
        (None, _) if datum.counts.is_empty() => faults.combination(format!(
            "At least one of the parameters {path}.Value and {path}.StatisticValues must be specified."
        )),
        (None, _) => faults.combination(format!(
            "The parameter {path}.Counts must not be specified without {path}.Values."
        )),
        (Some(_), None) => {}
        (Some(first), Some(second)) => faults.combination(format!(
            "The parameters {path}.{first} and {path}.{second} are mutually exclusive and you have specified both."
        )),
    }
    if let Some(value) = datum.value {
        faults.check_number(format_args!("{path}.Value"), value);
    }
    if let Some(set) = &datum.statistic_values {
        check_set(faults, format_args!("{path}.StatisticValues"), set);
    }
    check_values(faults, path, datum);
}

fn check_set(faults: &mut Faults, path: impl Display + Copy, set: &StatisticSet) {
    for (name, number) in [
        ("SampleCount", set.sample_count),
        ("Sum", set.sum),
        ("Minimum", set.minimum),
        ("Maximum", set.maximum),
    ] {
        faults.check_number(format_args!("{path}.{name}"), number);
    }
    if set.minimum > set.maximum {
        faults.value(format!(
            "The parameter {path}.Maximum must be greater than or equal to {path}.Minimum."
        ));
    }
    if set.sample_count < 0.0 {
        faults.value(format!(
            "The parameter {path}.SampleCount must be greater than or equal to 0."
        ));
    }
}

fn check_values(faults: &mut Faults, path: DatumPath, datum: &MetricDatum) {
    let (values, counts) = (&datum.values, &datum.counts);
    faults.check_size(format_args!("{path}.Values"), values.len(), MAX_VALUES);
    faults.check_size(format_args!("{path}.Counts"), counts.len(), MAX_VALUES);
    for (index, value) in values.iter().enumerate().take(MAX_VALUES) {
        faults.check_number(format_args!("{path}.Values.member.{}", index + 1), *value);
    }
    for (index, count) in counts.iter().enumerate().take(MAX_VALUES) {
        let number = index + 1;
        let path = format_args!("{path}.Counts.member.{number}");
        faults.check_number(path, *count);
        if *count < 0.0 {
            faults.value(format!(
                "The parameter {path} must be greater than or equal to 0."
            ));
        }
    }
    if !values.is_empty() && !counts.is_empty() && values.len() != counts.len() {
        faults.value(format!(
            "The parameters {path}.Values and {path}.Counts must be of the same size."
        ));
    }
}
