//! `ListMetrics`: the names of the series.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::dimension::Dimension;
use super::error::MetricsError;
use super::series::{Series, SeriesKey};
use super::state::Metrics;
use super::validation::Faults;
use crate::context::View;
use crate::hex::hex;
use crate::value::Epoch;

/// How many series one answer has. Source: the API reference.
const PAGE: usize = 500;
const MAX_FILTERS: usize = 10;
/// What `RecentlyActive=PT3H`, its only value, means.
const RECENTLY: SignedDuration = SignedDuration::from_hours(3);

/// Asks for the series that all the filters let through.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListMetrics {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    #[serde(default)]
    pub dimensions: Vec<DimensionFilter>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recently_active: Option<String>,
}

/// A dimension that a series must have; with any value, where there is none here. It may have others.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DimensionFilter {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListMetricsOutput {
    pub metrics: Vec<ListedMetric>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListedMetric {
    pub namespace: String,
    pub metric_name: String,
    pub dimensions: Vec<Dimension>,
}

pub(super) fn list_metrics(
    metrics: &Metrics,
    context: &View<'_>,
    request: ListMetrics,
) -> Result<ListMetricsOutput, MetricsError> {
    let mut faults = Faults::default();
    faults.check_size("Dimensions", request.dimensions.len(), MAX_FILTERS);
    if !matches!(request.recently_active.as_deref(), None | Some("PT3H")) {
        faults
            .value("The parameter RecentlyActive must be a value in the set [ PT3H ].".to_owned());
    }
    faults.into_result()?;
    let start = request.next_token.as_deref().map(parse_token).transpose()?;
    let now = Epoch(context.now);
    let mut found: Vec<&SeriesKey> = metrics
        .series
        .after(start.as_ref())
        .filter(|(key, series)| request.lets_through(now, key, series))
        .map(|(key, _)| key)
        .take(PAGE + 1)
        .collect();
    let is_cut = found.len() > PAGE;
    found.truncate(PAGE);
    let next_token = found.last().filter(|_| is_cut).map(|key| token(key));
    Ok(ListMetricsOutput {
        metrics: found.into_iter().map(listed).collect(),
        next_token,
    })
}

impl ListMetrics {
    fn lets_through(&self, now: Epoch, key: &SeriesKey, series: &Series) -> bool {
        let is = |wanted: &Option<String>, found: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted == found)
        };
        let is_recent =
            self.recently_active.is_none() || now.0.duration_since(series.last_put) <= RECENTLY;
        is_recent
            && is(&self.namespace, &key.namespace)
            && is(&self.metric_name, &key.name)
            && self.dimensions.iter().all(|filter| {
                key.dimensions.iter().any(|dimension| {
                    dimension.name == filter.name && is(&filter.value, &dimension.value)
                })
            })
    }
}

fn listed(key: &SeriesKey) -> ListedMetric {
    ListedMetric {
        namespace: key.namespace.clone(),
        metric_name: key.name.clone(),
        dimensions: key.dimensions.clone(),
    }
}

/// The last series that was given: a page goes on behind it, whatever was published in between.
fn token(key: &SeriesKey) -> String {
    let mut parts = vec![key.namespace.as_str(), key.name.as_str()];
    for dimension in &key.dimensions {
        parts.extend([dimension.name.as_str(), dimension.value.as_str()]);
    }
    // Names hold printable characters only, so a control character can part them.
    hex(parts.join(SEPARATOR).as_bytes())
}

fn parse_token(token: &str) -> Result<SeriesKey, MetricsError> {
    let text = unhex(token).ok_or(MetricsError::InvalidNextToken)?;
    let mut parts = text.split(SEPARATOR);
    let (Some(namespace), Some(name)) = (parts.next(), parts.next()) else {
        return Err(MetricsError::InvalidNextToken);
    };
    let mut dimensions = Vec::new();
    while let Some(name) = parts.next() {
        let value = parts.next().ok_or(MetricsError::InvalidNextToken)?;
        dimensions.push(Dimension::new(name, value));
    }
    Ok(SeriesKey::new(namespace, name, &dimensions))
}

const SEPARATOR: &str = "\u{1f}";

fn unhex(digits: &str) -> Option<String> {
    if !digits.is_ascii() || !digits.len().is_multiple_of(2) {
        return None;
    }
    let bytes: Option<Vec<u8>> = digits
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| {
            let text = str::from_utf8(pair).ok()?;
            u8::from_str_radix(text, 16).ok()
        })
        .collect();
    String::from_utf8(bytes?).ok()
}
