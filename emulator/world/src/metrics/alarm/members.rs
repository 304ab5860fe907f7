//! What the members of a `PutMetricAlarm` may be, each by itself. Source: botocore's CloudWatch model.

use super::super::statistic::Statistic;
use super::super::unit::{UNITS, Unit};
use super::super::validation::MAX_NAME;
use super::definition::ComparisonOperator;
use super::names::MAX_ALARM_NAME;
use super::put_request::PutMetricAlarm;
use crate::constraints::Constraints;

/// Characters of an alarm's description. Source: botocore's model.
pub(super) const MAX_DESCRIPTION: usize = 1024;
/// Actions of a state. Source: API `PutMetricAlarm`.
const MAX_ACTIONS: usize = 5;
/// Characters of an action's ARN. Source: botocore's model.
const MAX_ACTION: usize = 1024;
const STATISTICS: &str = "[SampleCount, Average, Sum, Minimum, Maximum]";

pub(super) fn constraints(request: &PutMetricAlarm) -> Constraints {
    let mut constraints = Constraints::default()
        .length("alarmName", &request.alarm_name, 1, MAX_ALARM_NAME)
        .optional(
            "alarmDescription",
            request.alarm_description.as_deref(),
            0,
            MAX_DESCRIPTION,
        );
    constraints = actions(constraints, "oKActions", &request.ok_actions);
    constraints = actions(constraints, "alarmActions", &request.alarm_actions);
    constraints = actions(
        constraints,
        "insufficientDataActions",
        &request.insufficient_data_actions,
    );
    constraints = constraints
        .optional("metricName", request.metric_name.as_deref(), 1, MAX_NAME)
        .optional("namespace", request.namespace.as_deref(), 1, MAX_NAME)
        .at_least("period", request.period, 1)
        .at_least("evaluationPeriods", request.evaluation_periods, 1)
        .at_least("datapointsToAlarm", request.datapoints_to_alarm, 1)
        .optional(
            "treatMissingData",
            request.treat_missing_data.as_deref(),
            1,
            255,
        )
        .optional(
            "evaluateLowSampleCountPercentile",
            request.evaluate_low_sample_count_percentile.as_deref(),
            1,
            255,
        );
    closed_lists(constraints, request)
}

/// Members that are one of a list.
fn closed_lists(mut constraints: Constraints, request: &PutMetricAlarm) -> Constraints {
    if let Some(name) = request.statistic.as_deref() {
        let is_one = Statistic::simple(name).is_some();
        constraints = constraints.one_of("statistic", name, is_one, STATISTICS);
    }
    if let Some(name) = request.unit.as_deref() {
        let units = format!("[{}]", UNITS.join(", "));
        constraints = constraints.one_of("unit", name, Unit::parse(name).is_some(), &units);
    }
    if let Some(name) = request.comparison_operator.as_deref() {
        let of_band = ComparisonOperator::OF_BANDS.contains(&name);
        let is_one = of_band || ComparisonOperator::parse(name).is_some();
        constraints = constraints.one_of(
            "comparisonOperator",
            name,
            is_one,
            ComparisonOperator::NAMES,
        );
    }
    constraints
}

pub(super) fn actions(constraints: Constraints, member: &str, arns: &[String]) -> Constraints {
    let mut constraints = constraints.at_most(member, arns, MAX_ACTIONS);
    for (index, arn) in arns.iter().enumerate() {
        let member = format!("{member}.{}.member", index + 1);
        constraints = constraints.length(&member, arn, 1, MAX_ACTION);
    }
    constraints
}
