//! What a metric alarm watches for.

use serde::Serialize;

use super::evaluate::{MissingData, Rule};
use super::evaluation_window::EvaluationWindow;
use super::source::Source;

/// A request that was found sound.
#[derive(Debug, PartialEq)]
pub(super) struct MetricDefinition {
    /// The id that the metric of a metric alarm has in an event.
    pub(super) query_id: String,
    pub(super) source: Source,
    pub(super) evaluation_periods: u32,
    pub(super) datapoints_to_alarm: Option<u32>,
    pub(super) threshold: f64,
    pub(super) comparison: ComparisonOperator,
    /// As it was said.
    pub(super) treat_missing_data: Option<String>,
    /// As it was said.
    pub(super) evaluate_low_sample_count_percentile: Option<String>,
    /// As it was said.
    pub(super) evaluation_window: Option<EvaluationWindow>,
}

/// How a value is compared with the threshold. Those of bands are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ComparisonOperator {
    GreaterThanOrEqualToThreshold,
    GreaterThanThreshold,
    LessThanThreshold,
    LessThanOrEqualToThreshold,
}

impl ComparisonOperator {
    /// In the order of AWS's model, bands included.
    pub(super) const NAMES: &'static str = "[GreaterThanOrEqualToThreshold, GreaterThanThreshold, LessThanThreshold, LessThanOrEqualToThreshold, LessThanLowerOrGreaterThanUpperThreshold, LessThanLowerThreshold, GreaterThanUpperThreshold]";

    /// Those of anomaly detection bands, which are not built.
    pub(super) const OF_BANDS: [&'static str; 3] = [
        "LessThanLowerOrGreaterThanUpperThreshold",
        "LessThanLowerThreshold",
        "GreaterThanUpperThreshold",
    ];

    const ALL: [Self; 4] = [
        Self::GreaterThanOrEqualToThreshold,
        Self::GreaterThanThreshold,
        Self::LessThanThreshold,
        Self::LessThanOrEqualToThreshold,
    ];

    pub(super) fn parse(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|operator| operator.as_str() == name)
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::GreaterThanOrEqualToThreshold => "GreaterThanOrEqualToThreshold",
            Self::GreaterThanThreshold => "GreaterThanThreshold",
            Self::LessThanThreshold => "LessThanThreshold",
            Self::LessThanOrEqualToThreshold => "LessThanOrEqualToThreshold",
        }
    }

    pub(super) fn breaches(self, value: f64, threshold: f64) -> bool {
        match self {
            Self::GreaterThanOrEqualToThreshold => value >= threshold,
            Self::GreaterThanThreshold => value > threshold,
            Self::LessThanThreshold => value < threshold,
            Self::LessThanOrEqualToThreshold => value <= threshold,
        }
    }

    /// As the reason of a state says it.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::GreaterThanOrEqualToThreshold => "greater than or equal to",
            Self::GreaterThanThreshold => "greater than",
            Self::LessThanThreshold => "less than",
            Self::LessThanOrEqualToThreshold => "less than or equal to",
        }
    }
}

impl MissingData {
    pub(super) fn parse(name: &str) -> Option<Self> {
        match name {
            "missing" => Some(Self::Missing),
            "ignore" => Some(Self::Ignore),
            "breaching" => Some(Self::Breaching),
            "notBreaching" => Some(Self::NotBreaching),
            _ => None,
        }
    }
}

impl MetricDefinition {
    pub(super) fn rule(&self) -> Rule {
        let datapoints = self.datapoints_to_alarm.unwrap_or(self.evaluation_periods);
        let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        Rule {
            evaluation_periods: size(self.evaluation_periods),
            datapoints_to_alarm: size(datapoints),
            missing_data: self.missing_data(),
        }
    }

    /// "Alarms that evaluate metrics in the AWS/DynamoDB namespace default to ignore missing data."
    fn missing_data(&self) -> MissingData {
        let said = self.treat_missing_data.as_deref();
        let of_namespace = || {
            let metric = self.source.metric()?;
            (metric.namespace == "AWS/DynamoDB").then_some(MissingData::Ignore)
        };
        said.and_then(MissingData::parse)
            .or_else(of_namespace)
            .unwrap_or_default()
    }

    /// Whether periods of few values leave the state as it is.
    pub(super) fn ignores_low_samples(&self) -> bool {
        self.evaluate_low_sample_count_percentile.as_deref() == Some("ignore")
    }
}
