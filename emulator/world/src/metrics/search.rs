//! The series that a `SEARCH` finds.

use std::collections::BTreeSet;

use super::math::{Candidate, Fault, MAX_SERIES, Search, Series};
use super::query::{Span, StatQuery};
use super::series::SeriesKey;
use super::statistic::{Statistic, is_period};

/// What was found, and whether that is not all.
pub(super) struct Found {
    pub(super) series: Vec<Series>,
    pub(super) is_cut: bool,
}

pub(super) fn search(
    span: &Span<'_>,
    search: &Search,
    stat: &str,
    period: i64,
) -> Result<Found, Fault> {
    let statistic =
        Statistic::parse(stat).ok_or_else(|| Fault::SearchStatistic(stat.to_owned()))?;
    if !is_period(period) {
        return Err(Fault::SearchPeriod(period.to_string()));
    }
    let account = span.home.account.to_string();
    let keys = span.series.all().map(|(key, _)| key);
    let mut keys: Vec<&SeriesKey> = keys
        .filter(|key| matches(search, &account, key))
        .take(MAX_SERIES + 1)
        .collect();
    let is_cut = keys.len() > MAX_SERIES;
    keys.truncate(MAX_SERIES);
    let labels = labels(&keys);
    let queries = keys.into_iter().zip(labels).map(|(key, label)| {
        let query = StatQuery {
            key: key.clone(),
            period,
            statistic,
            unit: None,
            stat: stat.to_owned(),
        };
        Series {
            label,
            ..query.series(span)
        }
    });
    Ok(Found {
        series: queries.collect(),
        is_cut,
    })
}

fn matches(search: &Search, account: &str, key: &SeriesKey) -> bool {
    let dimensions: Vec<(&str, &str)> = key
        .dimensions
        .iter()
        .map(|dimension| (dimension.name.as_str(), dimension.value.as_str()))
        .collect();
    search.matches(&Candidate {
        account,
        namespace: &key.namespace,
        name: &key.name,
        dimensions: &dimensions,
    })
}

/// Each called by what tells it from the others: namespace, name, values of dimensions; by its name where nothing does.
fn labels(keys: &[&SeriesKey]) -> Vec<String> {
    let differ = |of: fn(&SeriesKey) -> &str| {
        let names: BTreeSet<&str> = keys.iter().map(|key| of(key)).collect();
        names.len() > 1
    };
    let by_namespace = differ(|key| &key.namespace);
    let by_name = differ(|key| &key.name);
    let common: BTreeSet<_> = keys.first().map_or_else(BTreeSet::new, |first| {
        let everywhere = |dimension: &&_| keys.iter().all(|key| key.dimensions.contains(dimension));
        first.dimensions.iter().filter(everywhere).collect()
    });
    let label = |key: &&SeriesKey| {
        let mut parts: Vec<&str> = Vec::new();
        parts.extend(by_namespace.then_some(key.namespace.as_str()));
        parts.extend(by_name.then_some(key.name.as_str()));
        let own = key
            .dimensions
            .iter()
            .filter(|dimension| !common.contains(dimension));
        parts.extend(own.map(|dimension| dimension.value.as_str()));
        if parts.is_empty() {
            key.name.clone()
        } else {
            parts.join(" ")
        }
    };
    keys.iter().map(label).collect()
}
