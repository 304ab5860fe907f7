//! `DescribeMetricFilters`: of a group, or of all of them.

use serde::{Deserialize, Serialize};

use super::model::{MetricFilter, MetricTransformation};
use crate::context::View;
use crate::logs::error::LogsError;
use crate::logs::page::Page;
use crate::logs::state::LogGroups;

/// `DescribeMetricFilters`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DescribeMetricFilters {
    pub log_group_name: Option<String>,
    /// Counts where a group is named.
    pub filter_name_prefix: Option<String>,
    /// With the namespace.
    pub metric_name: Option<String>,
    /// With the name.
    pub metric_namespace: Option<String>,
    pub next_token: Option<String>,
    /// 1 to 50, by default 50.
    pub limit: Option<i64>,
}

/// What `DescribeMetricFilters` answers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribeMetricFiltersResponse {
    pub metric_filters: Vec<MetricFilterDescription>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A metric filter as the service describes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MetricFilterDescription {
    pub filter_name: String,
    pub filter_pattern: String,
    pub metric_transformations: [MetricTransformation; 1],
    /// Epoch milliseconds.
    pub creation_time: i64,
    pub log_group_name: String,
    pub apply_on_transformed_logs: bool,
}

pub(in crate::logs) fn describe_metric_filters(
    groups: &LogGroups,
    _: &View<'_>,
    request: DescribeMetricFilters,
) -> Result<DescribeMetricFiltersResponse, LogsError> {
    let page = Page::new(request.limit, request.next_token.clone())?;
    if request.metric_name.is_some() != request.metric_namespace.is_some() {
        return Err(LogsError::invalid(
            "metricName and metricNamespace must be specified together.",
        ));
    }
    if let Some(name) = &request.log_group_name {
        groups.existing(name)?;
    }
    let mut filters: Vec<Found<'_>> = all(groups)
        .filter(|found| is_wanted(&request, found))
        .collect();
    filters.sort_by_key(|found| (found.name, found.group));
    let place = |found: &Found<'_>| format!("{}:{}", found.group, found.name);
    let (page, next_token) = page.take_by(filters.into_iter(), place, |found, after| {
        // No name of a group has a colon.
        let (group, name) = after.split_once(':').unwrap_or_default();
        (found.name, found.group) > (name, group)
    });
    Ok(DescribeMetricFiltersResponse {
        metric_filters: page.into_iter().map(describe).collect(),
        next_token,
    })
}

/// A filter, where it is.
struct Found<'a> {
    group: &'a str,
    name: &'a str,
    filter: &'a MetricFilter,
}

fn all(groups: &LogGroups) -> impl Iterator<Item = Found<'_>> {
    groups.groups.iter().flat_map(|(group, state)| {
        let filters = state.metric_filters.iter();
        filters.map(move |(name, filter)| Found {
            group,
            name,
            filter,
        })
    })
}

fn is_wanted(request: &DescribeMetricFilters, found: &Found<'_>) -> bool {
    let is_asked = |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|it| it == is);
    let prefix = request.filter_name_prefix.as_deref();
    let prefix = prefix.filter(|_| request.log_group_name.is_some());
    let metric = &found.filter.transformation;
    is_asked(&request.log_group_name, found.group)
        && found.name.starts_with(prefix.unwrap_or_default())
        && is_asked(&request.metric_name, &metric.metric_name)
        && is_asked(&request.metric_namespace, &metric.metric_namespace)
}

fn describe(found: Found<'_>) -> MetricFilterDescription {
    let filter = found.filter;
    MetricFilterDescription {
        filter_name: found.name.to_owned(),
        filter_pattern: filter.pattern.text().to_owned(),
        metric_transformations: [filter.transformation.clone()],
        creation_time: filter.created.as_millisecond(),
        log_group_name: found.group.to_owned(),
        apply_on_transformed_logs: false,
    }
}
