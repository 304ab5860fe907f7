//! The queries of an alarm on metric math: what they must be, and what they come to.
//! Source: API reference of `PutMetricAlarm` and `MetricDataQuery`; where the texts are from, docs/aws-behaviour.md says.

use jiff::Timestamp;

use super::error::MetricsError;
use super::math::{Expression, Function};
use super::plan::{Plan, Query, Source, in_expression};
use super::query::{MAX_EXPRESSION, MetricDataQuery, MetricStat, Span, StatQuery, is_id};
use super::series::SeriesKey;
use super::statistic::Statistic;
use super::stored::StoredSeries;
use super::unit::Unit;
use crate::origin::Home;

const MAX_METRICS: usize = 10;
const MAX_EXPRESSIONS: usize = 10;

/// Queries of which one returns the series that an alarm watches.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AlarmQueries {
    plan: Plan,
    /// Seconds: of every metric.
    period: i64,
}

impl AlarmQueries {
    /// Understands `Metrics` of a `PutMetricAlarm`, or refuses it as `ValidationError`.
    pub(crate) fn new(queries: &[MetricDataQuery], home: &Home) -> Result<Self, MetricsError> {
        let refused = |text: &str| MetricsError::Validation(text.to_owned());
        check_counts(queries).map_err(refused)?;
        let sound: Result<Vec<Query>, String> =
            queries.iter().map(|query| check(query, home)).collect();
        let sound = sound.map_err(MetricsError::Validation)?;
        if sound.iter().any(|query| query.calls(Function::Search) > 0) {
            return Err(refused("SEARCH is not supported on Metric Alarms."));
        }
        let plan =
            Plan::new(sound).map_err(|faults| MetricsError::Validation(faults.join("\n")))?;
        let period = period(plan.queries()).map_err(refused)?;
        let alarmed = Self { plan, period };
        // Types do not depend on data: what is one series over nothing is one over everything.
        let nothing = StoredSeries::default();
        let series = alarmed.series(&nothing, home, Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
        match series.map_err(MetricsError::Validation)? {
            Some(_) => Ok(alarmed),
            None => Err(refused(
                "Metrics expression that return multi time series are only allowed for MetricsInsights expression with an ORDER BY clause",
            )),
        }
    }

    /// Seconds: of the series that is watched.
    pub(crate) fn period(&self) -> i64 {
        self.period
    }

    /// The series that is watched, over periods that begin at `start`: the second at which each begins and its value. What has none is
    /// not there; nothing is, where the span is too long to evaluate.
    pub(crate) fn points(
        &self,
        stored: &StoredSeries,
        home: &Home,
        start: Timestamp,
        end: Timestamp,
    ) -> Vec<(i64, f64)> {
        let series = self.series(stored, home, start, end);
        series.ok().flatten().unwrap_or_default()
    }

    /// `None` where it is a list.
    fn series(
        &self,
        stored: &StoredSeries,
        home: &Home,
        start: Timestamp,
        end: Timestamp,
    ) -> Result<Option<Vec<(i64, f64)>>, String> {
        let outcome = self.plan.run(Span {
            series: stored,
            home,
            start,
            end,
        })?;
        let queries = self.plan.queries().iter();
        let returned = queries
            .zip(outcome.values)
            .find(|(query, _)| query.returns_data);
        let value = returned
            .map(|(_, value)| value)
            .filter(|value| !value.is_list());
        let series = value.and_then(|value| value.into_series().pop());
        Ok(series.map(|series| series.points))
    }
}

fn check_counts(queries: &[MetricDataQuery]) -> Result<(), &'static str> {
    let metrics = queries.iter().filter(|query| query.metric_stat.is_some());
    if metrics.count() > MAX_METRICS {
        return Err("Too many metrics in alarm, maximum is 10");
    }
    let expressions = queries.iter().filter(|query| query.expression.is_some());
    if expressions.count() > MAX_EXPRESSIONS {
        return Err("Too many expressions in alarm, maximum is 10");
    }
    let returned = queries.iter().filter(|query| query.returns_data());
    if returned.count() != 1 {
        return Err("Exactly one element of the metrics list should return data.");
    }
    let is_repeated = |(index, query): (usize, &MetricDataQuery)| {
        queries.iter().take(index).any(|known| known.id == query.id)
    };
    if queries.iter().enumerate().any(is_repeated) {
        return Err(INVALID);
    }
    Ok(())
}

/// What AWS says of a list that is wrong in a way for which it has no words.
const INVALID: &str = "Invalid metrics list";

fn check(query: &MetricDataQuery, home: &Home) -> Result<Query, String> {
    let account = query.account_id.as_deref();
    if !is_id(&query.id) || account.is_some_and(|account| account != home.account.to_string()) {
        return Err(INVALID.to_owned());
    }
    let source = match (&query.metric_stat, &query.expression) {
        (Some(stat), None) => Source::Metric(check_stat(stat)?),
        (None, Some(text)) if text.chars().count() > MAX_EXPRESSION => {
            return Err(format!(
                "An expression has to be shorter than {} characters.",
                MAX_EXPRESSION + 1
            ));
        }
        (None, Some(text)) => Source::Math {
            expression: Expression::parse(text)
                .map_err(|fault| in_expression(&query.id, &fault))?,
            period: query.period,
        },
        (Some(_), Some(_)) => {
            return Err(
                "The parameters MetricDataQuery Expression and MetricStat are mutually exclusive and you have specified both."
                    .to_owned(),
            );
        }
        (None, None) => return Err(NO_PERIOD.to_owned()),
    };
    if query.period.is_some_and(|period| !is_alarm_period(period)) {
        return Err(BAD_PERIOD.to_owned());
    }
    Ok(Query {
        id: query.id.clone(),
        label: query.label.clone(),
        returns_data: query.returns_data(),
        source,
    })
}

fn check_stat(stat: &MetricStat) -> Result<StatQuery, String> {
    let statistic = Statistic::parse(&stat.stat).ok_or(INVALID)?;
    let unit = stat
        .unit
        .as_deref()
        .map(|name| Unit::parse(name).ok_or(INVALID));
    if !is_alarm_period(stat.period) {
        return Err(BAD_PERIOD.to_owned());
    }
    let metric = &stat.metric;
    Ok(StatQuery {
        key: SeriesKey::new(&metric.namespace, &metric.metric_name, &metric.dimensions),
        period: stat.period,
        statistic,
        unit: unit.transpose()?,
        stat: stat.stat.clone(),
    })
}

const BAD_PERIOD: &str = "Period must be 10, 20, 30 or a multiple of 60";
const NO_PERIOD: &str = "Period must not be null";

fn is_alarm_period(seconds: i64) -> bool {
    matches!(seconds, 10 | 20 | 30) || (seconds >= 60 && seconds % 60 == 0)
}

/// The one of all metrics; an expression's own, where there is none.
fn period(queries: &[Query]) -> Result<i64, &'static str> {
    let mut periods = queries.iter().filter_map(|query| match &query.source {
        Source::Metric(metric) => Some(metric.period),
        Source::Math { .. } => None,
    });
    let own = queries.iter().find_map(|query| match query.source {
        Source::Math { period, .. } => period,
        Source::Metric(_) => None,
    });
    let first = periods.next().or(own).ok_or(NO_PERIOD)?;
    if periods.any(|period| period != first) {
        return Err("All metrics of an alarm on a math expression must have the same period");
    }
    Ok(first)
}
