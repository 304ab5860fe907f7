//! The queries of a request together: which come before which, and what each comes to.
//!
//! Ids may be used in any order, but not in a circle. An expression is evaluated once, whoever uses it.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::math::{Budget, Expression, Fault, Function, Scope, Search, Series, Steps, Value};
use super::query::{Span, StatQuery};
use super::search;

/// Of series that are made of no metric, where nobody says otherwise.
const DEFAULT_PERIOD: i64 = 300;

/// How often a request may search. Source: user guide, "as many as 100 search expressions on one graph".
const MAX_SEARCHES: usize = 100;

/// A query, found sound by itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Query {
    pub(super) id: String,
    pub(super) label: Option<String>,
    pub(super) returns_data: bool,
    pub(super) source: Source,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Source {
    Metric(StatQuery),
    Math {
        expression: Expression,
        /// Seconds.
        period: Option<i64>,
    },
}

/// Queries that know each other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plan {
    /// As they were given.
    queries: Vec<Query>,
    /// Where the expressions are, each behind those that it uses.
    order: Vec<usize>,
}

/// What all of it came to.
#[derive(Debug)]
pub(super) struct Outcome {
    /// One a query.
    pub(super) values: Vec<Value>,
    /// A search found more than it may.
    pub(super) is_search_cut: bool,
}

impl Plan {
    /// Refuses unknown ids and circles, and says of which expressions.
    pub(super) fn new(queries: Vec<Query>) -> Result<Self, Vec<String>> {
        let places = places(&queries);
        let mut faults = Vec::new();
        let mut needs: Vec<Vec<usize>> = Vec::new();
        for query in &queries {
            let mut needed = Vec::new();
            if let Source::Math { expression, .. } = &query.source {
                for id in expression.ids() {
                    if let Some(place) = places.get(id) {
                        needed.push(*place);
                    } else {
                        let unknown = Fault::UnknownId(id.to_owned());
                        faults.push(in_expression(&query.id, &unknown));
                    }
                }
            }
            needed.sort_unstable();
            needed.dedup();
            needs.push(needed);
        }
        let order = order(&needs);
        for (place, query) in queries.iter().enumerate() {
            if !order.contains(&place) {
                faults.push(in_expression(&query.id, &Fault::Circle));
            }
        }
        let searches: usize = queries
            .iter()
            .map(|query| query.calls(Function::Search))
            .sum();
        if searches > MAX_SEARCHES {
            faults.push(format!(
                "The expressions of the request search {searches} times, which exceeds the limit of {MAX_SEARCHES}."
            ));
        }
        if faults.is_empty() {
            Ok(Self { queries, order })
        } else {
            Err(faults)
        }
    }

    pub(super) fn queries(&self) -> &[Query] {
        &self.queries
    }

    /// Refuses an expression that cannot be evaluated: its types do not fit, or it makes too much.
    pub(super) fn run(&self, span: Span<'_>) -> Result<Outcome, String> {
        let places = places(&self.queries);
        let mut values: Vec<Option<Value>> = self
            .queries
            .iter()
            .map(|query| match &query.source {
                Source::Metric(metric) => Some(Value::Series(metric.series(&span))),
                Source::Math { .. } => None,
            })
            .collect();
        let budget = Budget::new();
        let is_search_cut = Cell::new(false);
        for place in &self.order {
            let query = &self.queries[*place];
            let Source::Math { expression, period } = &query.source else {
                continue;
            };
            let view = ExpressionView {
                queries: &self.queries,
                places: &places,
                values: &values,
                span: &span,
                period: period.unwrap_or_else(|| self.period()),
                is_search_cut: &is_search_cut,
            };
            let value = expression
                .evaluate(&view, &budget)
                .map_err(|fault| in_expression(&query.id, &fault))?;
            values[*place] = Some(named(value, &query.id));
        }
        Ok(Outcome {
            values: values.into_iter().flatten().collect(),
            is_search_cut: is_search_cut.get(),
        })
    }

    /// Of the first metric.
    fn period(&self) -> i64 {
        let mut sources = self.queries.iter().map(|query| &query.source);
        let period = sources.find_map(|source| match source {
            Source::Metric(metric) => Some(metric.period),
            Source::Math { .. } => None,
        });
        period.unwrap_or(DEFAULT_PERIOD)
    }
}

impl Query {
    /// How often its expression calls a function.
    pub(super) fn calls(&self, function: Function) -> usize {
        match &self.source {
            Source::Metric(_) => 0,
            Source::Math { expression, .. } => expression.calls(function),
        }
    }
}

/// The one series of an expression is called by its id.
fn named(value: Value, id: &str) -> Value {
    match value {
        Value::Series(series) => Value::Series(Series {
            label: id.to_owned(),
            ..series
        }),
        other => other,
    }
}

pub(super) fn in_expression(id: &str, fault: &Fault) -> String {
    format!("Error in expression '{id}': {fault}")
}

fn places(queries: &[Query]) -> BTreeMap<&str, usize> {
    let ids = queries.iter().map(|query| query.id.as_str());
    ids.zip(0..).collect()
}

/// Each behind those that it needs; those that wait for each other are not in it.
fn order(needs: &[Vec<usize>]) -> Vec<usize> {
    let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
    let mut missing: Vec<usize> = needs.iter().map(Vec::len).collect();
    for (place, needed) in needs.iter().enumerate() {
        for needed in needed {
            waiting[*needed].push(place);
        }
    }
    let mut order: Vec<usize> = (0..needs.len())
        .filter(|place| missing[*place] == 0)
        .collect();
    let mut next = 0;
    while let Some(place) = order.get(next).copied() {
        next += 1;
        for user in &waiting[place] {
            missing[*user] -= 1;
            if missing[*user] == 0 {
                order.push(*user);
            }
        }
    }
    order
}

/// What one expression of a plan may look at.
struct ExpressionView<'a> {
    queries: &'a [Query],
    places: &'a BTreeMap<&'a str, usize>,
    values: &'a [Option<Value>],
    span: &'a Span<'a>,
    period: i64,
    is_search_cut: &'a Cell<bool>,
}

impl Scope for ExpressionView<'_> {
    fn value(&self, id: &str) -> Option<&Value> {
        self.values.get(*self.places.get(id)?)?.as_ref()
    }

    fn metrics(&self) -> Vec<(&str, &Series)> {
        let all = self.queries.iter().zip(self.values);
        let metrics = all.filter_map(|(query, value)| match (&query.source, value) {
            (Source::Metric(_), Some(Value::Series(series))) => Some((query.id.as_str(), series)),
            _ => None,
        });
        metrics.collect()
    }

    fn search(
        &self,
        search: &Search,
        stat: &str,
        period: Option<i64>,
    ) -> Result<Vec<Series>, Fault> {
        let period = period.unwrap_or(self.period);
        let found = search::search(self.span, search, stat, period)?;
        if found.is_cut {
            self.is_search_cut.set(true);
        }
        Ok(found.series)
    }

    fn steps(&self, period: i64) -> Steps {
        let range = self.span.range(period);
        let seconds = (range.end - range.start).max(0);
        // The last one may be cut short.
        let count = seconds.div_euclid(period) + i64::from(seconds.rem_euclid(period) != 0);
        Steps {
            start: range.start,
            period,
            count: usize::try_from(count).unwrap_or(usize::MAX),
        }
    }

    fn period(&self) -> i64 {
        self.period
    }
}
