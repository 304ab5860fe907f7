//! Whether a request is sound.

use jiff::tz::Offset;

use super::super::error::MetricsError;
use super::super::math::Expression;
use super::super::plan::{Plan, Query, Source, in_expression};
use super::super::query::{MAX_EXPRESSION, MetricDataQuery, MetricStat, StatQuery, is_id};
use super::super::series::SeriesKey;
use super::super::statistic::{Statistic, is_period};
use super::super::unit::Unit;
use super::request::GetMetricData;
use crate::origin::Home;

/// Source: the API reference.
const MAX_QUERIES: usize = 500;

/// All faults at once, one a line, as AWS reports them; else what is to be done, and the time zone of labels.
pub(super) fn check(request: &GetMetricData, home: &Home) -> Result<(Plan, Offset), MetricsError> {
    let mut faults: Vec<String> = Vec::new();
    let given = &request.metric_data_queries;
    if given.is_empty() || given.len() > MAX_QUERIES {
        faults.push(format!(
            "The collection MetricDataQueries must have a size from 1 to {MAX_QUERIES}."
        ));
    }
    if request.start_time >= request.end_time {
        faults.push("The parameter StartTime must be less than the parameter EndTime.".to_owned());
    }
    let zone = request.label_options.as_ref();
    let zone = zone.and_then(|options| options.timezone.as_deref());
    let offset = parse_zone(zone.unwrap_or("+0000")).unwrap_or_else(|| {
        faults.push(format!(
            "The value {} for parameter LabelOptions.Timezone is not matching the expected pattern ^[+-][0-9]{{4}}$.",
            zone.unwrap_or_default()
        ));
        Offset::UTC
    });
    let mut queries: Vec<Query> = Vec::new();
    for (index, query) in given.iter().enumerate().take(MAX_QUERIES) {
        let path = format!("MetricDataQueries.member.{}", index + 1);
        if queries.iter().any(|known| known.id == query.id) {
            faults.push(format!(
                "The value {} for parameter {path}.Id is not unique.",
                query.id
            ));
        }
        match check_query(home, &path, query) {
            Ok(query) => queries.push(query),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(MetricsError::Validation(faults.join("\n")));
    }
    let plan = Plan::new(queries).map_err(|faults| MetricsError::Validation(faults.join("\n")))?;
    Ok((plan, offset))
}

/// `+0130`: an hour and a half ahead of UTC.
fn parse_zone(text: &str) -> Option<Offset> {
    let (sign, digits) = text.split_at_checked(1)?;
    let sign = match sign {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i32 = digits.parse().ok()?;
    let (hours, minutes) = (number / 100, number % 100);
    let seconds = sign * (hours * 3_600 + minutes * 60);
    (minutes < 60).then(|| Offset::from_seconds(seconds).ok())?
}

fn check_query(home: &Home, path: &str, query: &MetricDataQuery) -> Result<Query, String> {
    if !is_id(&query.id) {
        return Err(format!(
            "The value {} for parameter {path}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.",
            query.id
        ));
    }
    let account = query.account_id.as_deref();
    if let Some(account) = account.filter(|account| *account != home.account.to_string()) {
        return Err(format!(
            "The value {account} for parameter {path}.AccountId is not supported: this emulator reads the metrics of the caller's own account only."
        ));
    }
    if let Some(period) = query.period {
        check_period(&format!("{path}.Period"), period)?;
    }
    let source = match (&query.metric_stat, &query.expression) {
        (Some(stat), None) => Source::Metric(check_stat(path, stat, query.period)?),
        (None, Some(text)) => Source::Math {
            expression: check_expression(path, &query.id, text)?,
            period: query.period,
        },
        (Some(_), Some(_)) => {
            return Err(format!(
                "The parameters {path}.MetricStat and {path}.Expression are mutually exclusive and you have specified both."
            ));
        }
        (None, None) => {
            return Err(format!(
                "At least one of the parameters {path}.MetricStat and {path}.Expression must be specified."
            ));
        }
    };
    Ok(Query {
        id: query.id.clone(),
        label: query.label.clone(),
        returns_data: query.returns_data(),
        source,
    })
}

fn check_period(path: &str, period: i64) -> Result<(), String> {
    if is_period(period) {
        Ok(())
    } else {
        Err(format!(
            "The value {period} for parameter {path} is not valid: it must be 1, 5, 10, 20, 30, or a multiple of 60."
        ))
    }
}

fn check_expression(path: &str, id: &str, text: &str) -> Result<Expression, String> {
    if text.is_empty() {
        return Err(format!("The parameter {path}.Expression is required."));
    }
    if text.chars().count() > MAX_EXPRESSION {
        return Err(format!(
            "The parameter {path}.Expression must be shorter than {} characters.",
            MAX_EXPRESSION + 1
        ));
    }
    Expression::parse(text).map_err(|fault| in_expression(id, &fault))
}

fn check_stat(path: &str, stat: &MetricStat, period: Option<i64>) -> Result<StatQuery, String> {
    let statistic = Statistic::parse(&stat.stat).ok_or_else(|| {
        format!(
            "The value {} for parameter {path}.MetricStat.Stat is not a valid statistic.",
            stat.stat
        )
    })?;
    check_period(&format!("{path}.MetricStat.Period"), stat.period)?;
    if period.is_some_and(|period| period != stat.period) {
        return Err(format!(
            "The parameters {path}.Period and {path}.MetricStat.Period must be the same where both are specified."
        ));
    }
    let unit = match stat.unit.as_deref() {
        None => None,
        Some(name) => Some(Unit::parse(name).ok_or_else(|| {
            format!("The value {name} for parameter {path}.MetricStat.Unit is not a valid unit.")
        })?),
    };
    let metric = &stat.metric;
    Ok(StatQuery {
        key: SeriesKey::new(&metric.namespace, &metric.metric_name, &metric.dimensions),
        period: stat.period,
        statistic,
        unit,
        stat: stat.stat.clone(),
    })
}
