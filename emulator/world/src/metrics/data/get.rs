//! `GetMetricData`: the plan of its queries is run, and a page cut out of what it came to.

use jiff::Timestamp;

use super::super::error::MetricsError;
use super::super::math::{Label, Moments, Series};
use super::super::plan::Query;
use super::super::query::Span;
use super::super::state::Metrics;
use super::answer::{GetMetricDataOutput, MessageData};
use super::check::check;
use super::page::Page;
use super::request::{GetMetricData, ScanBy};
use crate::context::View;
use crate::value::Epoch;

pub(in crate::metrics) fn get_metric_data(
    metrics: &Metrics,
    context: &View<'_>,
    request: GetMetricData,
) -> Result<GetMetricDataOutput, MetricsError> {
    let (plan, offset) = check(&request, context.home)?;
    let mut page = Page::new(&request)?;
    let span = Span {
        series: &metrics.series,
        home: context.home,
        start: request.start_time.0,
        end: request.end_time.0,
    };
    let outcome = plan.run(span).map_err(MetricsError::Validation)?;
    let moments = Moments {
        now: context.now,
        offset,
    };
    let scan_by = request.scan_by.unwrap_or_default();
    let mut results = Vec::new();
    let queries = plan.queries().iter().zip(outcome.values);
    for (query, value) in queries.filter(|(query, _)| query.returns_data) {
        let is_list = value.is_list();
        for series in value.into_series() {
            let label = label(query, &series, is_list, moments);
            results.push(page.cut(&query.id, label, points(series, scan_by)));
        }
    }
    Ok(GetMetricDataOutput {
        metric_data_results: results,
        next_token: page.next_token(),
        messages: messages(outcome.is_search_cut),
    })
}

/// The one given, with its dynamic parts filled in. The series of a list are called by the expression's label and their own, unless it
/// has dynamic parts.
fn label(query: &Query, series: &Series, is_list: bool, moments: Moments) -> String {
    match query.label.as_deref() {
        None if series.label.is_empty() => query.id.clone(),
        None | Some("") => series.label.clone(),
        Some(given) if is_list && !given.contains("${") => {
            let label = format!("{given} {}", series.label);
            label.trim_end().to_owned()
        }
        Some(given) => Label(given).filled(series, moments),
    }
}

fn points(series: Series, scan_by: ScanBy) -> Vec<(Epoch, f64)> {
    let points = series.points.into_iter().filter_map(|(second, value)| {
        let moment = Timestamp::from_second(second).ok()?;
        Some((Epoch(moment), value))
    });
    match scan_by {
        ScanBy::TimestampAscending => points.collect(),
        ScanBy::TimestampDescending => points.rev().collect(),
    }
}

/// Code and text are those that Grafana's client looks for.
fn messages(is_search_cut: bool) -> Vec<MessageData> {
    let cut = is_search_cut.then(|| MessageData {
        code: "MaxMetricsExceeded".to_owned(),
        value: "Maximum number of allowed metrics exceeded".to_owned(),
    });
    cut.into_iter().collect()
}
