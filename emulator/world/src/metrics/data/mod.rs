//! `GetMetricData`: up to 500 series at once, page by page.
//!
//! Queries are metrics' statistics and expressions over them; a page is cut out of all results laid end to end.

mod check;
mod page;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::context::View;
use crate::value::Epoch;

use super::error::MetricsError;
use super::math::{Label, Moments, Series};
use super::plan::Query;
use super::query::{MetricDataQuery, Span};
use super::series::Metrics;
use page::Page;

pub(super) use check::{MAX_EXPRESSION, is_id};

/// Asks for one statistic of each of several series.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetMetricData {
    pub metric_data_queries: Vec<MetricDataQuery>,
    pub start_time: Epoch,
    /// Not part of the span.
    pub end_time: Epoch,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan_by: Option<ScanBy>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_datapoints: Option<i64>,
    /// The time zone of labels that show a moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_options: Option<LabelOptions>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LabelOptions {
    /// `+0130`; UTC where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
}

/// The order of an answer's datapoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ScanBy {
    #[default]
    TimestampDescending,
    TimestampAscending,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetMetricDataOutput {
    pub metric_data_results: Vec<MetricDataResult>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    pub messages: Vec<MessageData>,
}

/// What is to be said of an answer as a whole: that a search found more than it may.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MessageData {
    pub code: String,
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetricDataResult {
    pub id: String,
    pub label: String,
    pub timestamps: Vec<Epoch>,
    pub values: Vec<f64>,
    pub status_code: &'static str,
}

pub(super) fn get_metric_data(
    metrics: &Metrics,
    context: &View<'_>,
    request: GetMetricData,
) -> Result<GetMetricDataOutput, MetricsError> {
    let (plan, offset) = check::check(&request, context.home)?;
    let mut page = Page::new(&request)?;
    let span = Span {
        metrics,
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
