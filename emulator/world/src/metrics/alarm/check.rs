//! What a `PutMetricAlarm` may say.
//!
//! The constraints of the model come first, all at once; then what is missing, what does not go together, and what is not built, in
//! this order (unverified). Source: API `PutMetricAlarm`.

use super::super::alarmed::AlarmQueries;
use super::super::error::MetricsError;
use super::super::statistic::Statistic;
use super::super::unit::Unit;
use super::super::validation::{Faults, check_dimensions};
use super::definition::ComparisonOperator;
use super::evaluate::MissingData;
use super::names::check_text;
use super::put_request::PutMetricAlarm;
use super::source::{MetricSource, Source, StatisticName};
use super::{action, members};
use crate::origin::Home;

/// Seconds that `EvaluationPeriods * Period` may be: a day, and a week for periods of an hour and more.
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;
const WEEK: i64 = 604_800;

/// What is left of a sound request to be read.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) source: Source,
    pub(super) evaluation_periods: u32,
    pub(super) datapoints_to_alarm: Option<u32>,
    pub(super) threshold: f64,
    pub(super) comparison: ComparisonOperator,
}

pub(super) fn check(request: &PutMetricAlarm, home: &Home) -> Result<Checked, MetricsError> {
    members::constraints(request).check()?;
    check_text("AlarmName", &request.alarm_name)?;
    refuse_unbuilt(request)?;
    check_treatments(request)?;
    let mut faults = Faults::default();
    for (parameter, is_missing) in [
        ("EvaluationPeriods", request.evaluation_periods.is_none()),
        ("ComparisonOperator", request.comparison_operator.is_none()),
        ("Threshold", request.threshold.is_none()),
    ] {
        if is_missing {
            faults.missing(parameter);
        }
    }
    let number = request.threshold.unwrap_or_default();
    faults.check_number("Threshold", number);
    let source = source(&mut faults, request, home);
    faults.into_result()?;
    let Some(source) = source? else {
        return Err(MetricsError::MissingParameter(
            "The parameter MetricName is required.".to_owned(),
        ));
    };
    let evaluation_periods = request.evaluation_periods.unwrap_or_default();
    check_span(source.period(), evaluation_periods)?;
    if request
        .datapoints_to_alarm
        .is_some_and(|number| number > evaluation_periods)
    {
        return Err(MetricsError::Validation(
            "DatapointsToAlarm must be less than or equal to EvaluationPeriods".to_owned(),
        ));
    }
    action::check(&request.ok_actions, home)?;
    action::check(&request.alarm_actions, home)?;
    action::check(&request.insufficient_data_actions, home)?;
    let comparison = request.comparison_operator.as_deref();
    Ok(Checked {
        source,
        // At most a week of ten-second periods: far below the bound.
        evaluation_periods: u32::try_from(evaluation_periods).unwrap_or(u32::MAX),
        datapoints_to_alarm: request
            .datapoints_to_alarm
            .map(|number| u32::try_from(number).unwrap_or(u32::MAX)),
        threshold: number,
        comparison: comparison
            .and_then(ComparisonOperator::parse)
            .unwrap_or(ComparisonOperator::GreaterThanThreshold),
    })
}

fn refuse_unbuilt(request: &PutMetricAlarm) -> Result<(), MetricsError> {
    let comparison = request.comparison_operator.as_deref();
    let window = request.evaluation_window.as_ref();
    let unbuilt = if request.threshold_metric_id.is_some() {
        Some("ThresholdMetricId (anomaly detection)".to_owned())
    } else if comparison.is_some_and(|name| ComparisonOperator::OF_BANDS.contains(&name)) {
        let name = comparison.unwrap_or_default();
        Some(format!("The ComparisonOperator {name} (anomaly detection)"))
    } else if request.evaluation_criteria.is_some() {
        Some("EvaluationCriteria (PromQL)".to_owned())
    } else if window.is_some_and(|window| window.wall_clock_window.is_some()) {
        Some("The EvaluationWindow WallClockWindow".to_owned())
    } else {
        None
    };
    match unbuilt {
        None => Ok(()),
        Some(what) => Err(MetricsError::Validation(format!(
            "{what} is not implemented by this emulator."
        ))),
    }
}

/// The texts are unverified.
fn check_treatments(request: &PutMetricAlarm) -> Result<(), MetricsError> {
    if let Some(name) = request.treat_missing_data.as_deref()
        && MissingData::parse(name).is_none()
    {
        return Err(MetricsError::Validation(format!(
            "The value {name} is not supported for TreatMissingData: it must be breaching, notBreaching, ignore or missing."
        )));
    }
    if let Some(name) = request.evaluate_low_sample_count_percentile.as_deref()
        && !matches!(name, "evaluate" | "ignore")
    {
        return Err(MetricsError::Validation(format!(
            "The value {name} is not supported for EvaluateLowSampleCountPercentile: it must be evaluate or ignore."
        )));
    }
    Ok(())
}

/// What is watched; `None` where the request does not say enough, which `faults` has then.
fn source(
    faults: &mut Faults,
    request: &PutMetricAlarm,
    home: &Home,
) -> Result<Option<Source>, MetricsError> {
    if request.metrics.is_empty() {
        return metric(faults, request);
    }
    for (parameter, is_said) in [
        ("MetricName", request.metric_name.is_some()),
        ("Namespace", request.namespace.is_some()),
        ("Dimensions", !request.dimensions.is_empty()),
        ("Period", request.period.is_some()),
        ("Unit", request.unit.is_some()),
        ("Statistic", request.statistic.is_some()),
        ("ExtendedStatistic", request.extended_statistic.is_some()),
    ] {
        if is_said {
            exclusive(faults, parameter, "Metrics");
        }
    }
    Ok(Some(Source::Queries {
        queries: AlarmQueries::new(&request.metrics, home)?,
        said: request.metrics.clone(),
    }))
}

fn metric(faults: &mut Faults, request: &PutMetricAlarm) -> Result<Option<Source>, MetricsError> {
    for (parameter, is_missing) in [
        ("MetricName", request.metric_name.is_none()),
        ("Namespace", request.namespace.is_none()),
        ("Period", request.period.is_none()),
    ] {
        if is_missing {
            faults.missing(parameter);
        }
    }
    let name = match (&request.statistic, &request.extended_statistic) {
        (Some(name), None) => Some(StatisticName::Statistic(name.clone())),
        (None, Some(name)) => Some(StatisticName::ExtendedStatistic(name.clone())),
        (Some(_), Some(_)) => {
            exclusive(faults, "Statistic", "ExtendedStatistic");
            None
        }
        (None, None) => {
            faults.missing("Statistic");
            None
        }
    };
    check_dimensions(faults, "Dimensions", &request.dimensions);
    let (Some(metric_name), Some(namespace), Some(period), Some(name)) = (
        request.metric_name.clone(),
        request.namespace.clone(),
        request.period,
        name,
    ) else {
        return Ok(None);
    };
    if let Some(extended) = name.extended() {
        check_extended(extended)?;
    }
    check_period(period)?;
    Ok(Some(Source::Metric(MetricSource {
        namespace,
        metric_name,
        dimensions: request.dimensions.clone(),
        statistic: name,
        period,
        unit: request.unit.as_deref().and_then(Unit::parse),
    })))
}

fn exclusive(faults: &mut Faults, one: &str, other: &str) {
    faults.combination(format!(
        "The parameters {one} and {other} are mutually exclusive and you have specified both."
    ));
}

fn check_extended(name: &str) -> Result<(), MetricsError> {
    if Statistic::extended(name).is_none() {
        return Err(MetricsError::Validation(format!(
            "The value {name} for parameter ExtendedStatistic is not supported."
        )));
    }
    Ok(())
}

/// Source: API `PutMetricAlarm`, "Valid values are 10, 20, 30, and any multiple of 60". The text is AWS's of before 20 was one (unverified).
fn check_period(period: i64) -> Result<(), MetricsError> {
    if matches!(period, 10 | 20 | 30) || (period >= 60 && period % 60 == 0) {
        return Ok(());
    }
    Err(MetricsError::Validation(
        "Period must be 10, 20, 30 or a multiple of 60".to_owned(),
    ))
}

/// Texts recorded.
fn check_span(period: i64, evaluation_periods: i64) -> Result<(), MetricsError> {
    let span = period.saturating_mul(evaluation_periods);
    if period < HOUR && span > DAY {
        return Err(MetricsError::Validation(format!(
            "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= {DAY}) for alarms using period < {HOUR}"
        )));
    }
    if span > WEEK {
        return Err(MetricsError::Validation(format!(
            "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= {WEEK}) for alarms using period >= {HOUR}"
        )));
    }
    Ok(())
}
