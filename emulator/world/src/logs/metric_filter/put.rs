//! `PutMetricFilter`. Source: API `PutMetricFilter` and botocore's Logs model; where texts are from, docs/aws-behaviour.md says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::model::{MetricFilter, MetricTransformation, number};
use crate::constraints::Constraints;
use crate::context::Context;
use crate::logs::address::{check_group_name, check_inner_name, check_letters};
use crate::logs::error::LogsError;
use crate::logs::pattern::Pattern;
use crate::logs::state::LogGroups;
use crate::metrics::Unit;

/// Metric filters of a group. Source: API `PutMetricFilter`.
const MAX_FILTERS: usize = 100;
/// Source: same, `Dimensions`, "as many as three dimensions".
const MAX_DIMENSIONS: usize = 3;
/// In characters. Source: botocore's Logs model.
const MAX_NAME: usize = 255;
const MAX_VALUE: usize = 100;
/// What no name of a metric or namespace has. Source: same, `MetricName`.
const REFUSED_LETTERS: [char; 3] = [':', '*', '$'];
const NAME_PATTERN: &str = "[^:*$]*";

/// `PutMetricFilter`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PutMetricFilter {
    pub log_group_name: String,
    pub filter_name: String,
    pub filter_pattern: String,
    /// One.
    pub metric_transformations: Vec<MetricTransformation>,
    /// Events are not transformed here: false is what holds.
    #[serde(default)]
    pub apply_on_transformed_logs: Option<bool>,
}

pub(in crate::logs) fn put_metric_filter(
    groups: &mut LogGroups,
    context: &mut Context<'_>,
    request: PutMetricFilter,
) -> Result<(), LogsError> {
    check_group_name("logGroupName", &request.log_group_name)?;
    check_inner_name("filterName", &request.filter_name)?;
    let transformation = only(request.metric_transformations)?;
    let pattern = Pattern::parse(&request.filter_pattern)?;
    check(&transformation, &pattern)?;
    if request.apply_on_transformed_logs == Some(true) {
        return Err(LogsError::invalid(
            "applyOnTransformedLogs: log transformers are not built in this emulator",
        ));
    }
    let group = groups.existing_mut(&request.log_group_name)?;
    let is_new = !group.metric_filters.contains_key(&request.filter_name);
    if is_new && group.metric_filters.len() >= MAX_FILTERS {
        return Err(LogsError::LimitExceeded);
    }
    let before = group.metric_filters.get(&request.filter_name);
    group.check_regexes(&pattern, before.map(|filter| &filter.pattern))?;
    let filter = MetricFilter {
        created: context.now,
        pattern,
        transformation,
    };
    group.metric_filters.insert(request.filter_name, filter);
    Ok(())
}

fn only(transformations: Vec<MetricTransformation>) -> Result<MetricTransformation, LogsError> {
    let bound = match transformations.len() {
        0 => "greater than or equal to 1",
        1 => return Ok(transformations.into_iter().next().unwrap_or_default()),
        _ => "less than or equal to 1",
    };
    Err(LogsError::invalid(format!(
        "1 validation error detected: Value at 'metricTransformations' failed to satisfy constraint: Member must have length \
         {bound}"
    )))
}

fn check(transformation: &MetricTransformation, pattern: &Pattern) -> Result<(), LogsError> {
    let MetricTransformation {
        metric_name,
        metric_namespace,
        metric_value,
        ..
    } = transformation;
    let member = |name: &str| format!("metricTransformations.1.member.{name}");
    for (name, value) in [
        ("metricName", metric_name),
        ("metricNamespace", metric_namespace),
    ] {
        let member = member(name);
        Constraints::default()
            .length(&member, value, 1, MAX_NAME)
            .check()?;
        check_letters(&member, value, &REFUSED_LETTERS, NAME_PATTERN)?;
    }
    Constraints::default()
        .length(&member("metricValue"), metric_value, 0, MAX_VALUE)
        .check()?;
    if metric_namespace.starts_with("AWS/") {
        return Err(invalid(&format!(
            "the namespace {metric_namespace} is reserved for AWS"
        )));
    }
    check_value(metric_value, pattern)?;
    check_unit(transformation.unit.as_deref())?;
    match &transformation.dimensions {
        Some(dimensions) if !dimensions.is_empty() => {
            check_dimensions(dimensions, transformation.default_value, pattern)
        }
        _ => Ok(()),
    }
}

fn invalid(what: &str) -> LogsError {
    LogsError::invalid(format!("Invalid metric transformation: {what}"))
}

fn check_value(value: &str, pattern: &Pattern) -> Result<(), LogsError> {
    if value.starts_with('$') && pattern.has_fields() {
        return Ok(());
    }
    if value.starts_with('$') {
        return Err(invalid(&format!(
            "the filter pattern has no field {value} for the metric value"
        )));
    }
    let refused = || {
        invalid(&format!(
            "the metric value {value} is neither a number nor a field"
        ))
    };
    number(value).map(drop).ok_or_else(refused)
}

fn check_unit(unit: Option<&str>) -> Result<(), LogsError> {
    match unit {
        Some(unit) if Unit::parse(unit).is_none() => {
            let names = Unit::names().join(", ");
            Constraints::default()
                .one_of(
                    "metricTransformations.1.member.unit",
                    unit,
                    false,
                    &format!("[{names}]"),
                )
                .check()?;
            Ok(())
        }
        _ => Ok(()),
    }
}

fn check_dimensions(
    dimensions: &BTreeMap<String, String>,
    default_value: Option<f64>,
    pattern: &Pattern,
) -> Result<(), LogsError> {
    if default_value.is_some() {
        return Err(invalid(
            "dimensions and default value are mutually exclusive properties",
        ));
    }
    if !pattern.has_fields() {
        return Err(LogsError::invalid(
            "The specified filter pattern does not support dimensions",
        ));
    }
    if dimensions.len() > MAX_DIMENSIONS {
        return Err(invalid("there can be at most 3 dimensions"));
    }
    for (name, field) in dimensions {
        Constraints::default()
            .length("dimensions", name, 1, MAX_NAME)
            .length("dimensions", field, 1, MAX_NAME)
            .check()?;
        if !field.starts_with('$') {
            return Err(invalid(&format!(
                "the value {field} of the dimension {name} is no field of the filter pattern"
            )));
        }
    }
    Ok(())
}
