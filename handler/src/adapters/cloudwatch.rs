//! The metric sink: CloudWatch's `PutMetricData`.

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::types::{Dimension, MetricDatum, StandardUnit, StatisticSet};
use aws_smithy_types::DateTime;

use super::sdk::CallFailure;
use crate::core::datapoint::{Datapoint, Samples, Unit};
use crate::invocation::ports::{MetricSink, PublishClass, PublishError};

/// Metrics in CloudWatch.
#[derive(Debug, Clone)]
pub struct CloudWatchMetrics {
    client: Client,
}

impl CloudWatchMetrics {
    /// Metrics as the client sees them. Its retries have to be off: see [`super::sdk::load_config`].
    pub fn new(client: Client) -> Self {
        Self { client }
    }
}

impl MetricSink for CloudWatchMetrics {
    async fn publish(&self, namespace: &str, datapoints: &[Datapoint]) -> Result<(), PublishError> {
        let request = self
            .client
            .put_metric_data()
            .namespace(namespace)
            .set_metric_data(Some(datapoints.iter().map(datum).collect()));
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) => {
                let failure = CallFailure::of(&error);
                Err(PublishError {
                    class: classify(&failure),
                    message: format!("PutMetricData failed: {}", failure.describe()),
                    source: Some(Box::new(error)),
                })
            }
        }
    }
}

fn datum(datapoint: &Datapoint) -> MetricDatum {
    let dimensions = datapoint
        .dimensions()
        .iter()
        .map(|(name, value)| Dimension::builder().name(name).value(value).build());
    let datum = MetricDatum::builder()
        .metric_name(datapoint.metric())
        .set_dimensions(Some(dimensions.collect()))
        .timestamp(DateTime::from_secs(datapoint.epoch_seconds()))
        .unit(unit(datapoint.unit()));
    match datapoint.samples() {
        Samples::Distinct { values, counts } => datum
            .set_values(Some(values.clone()))
            .set_counts(Some(counts.clone())),
        Samples::Statistics {
            sample_count,
            sum,
            minimum,
            maximum,
        } => datum.statistic_values(
            StatisticSet::builder()
                .sample_count(*sample_count)
                .sum(*sum)
                .minimum(*minimum)
                .maximum(*maximum)
                .build(),
        ),
    }
    .build()
}

fn unit(unit: Unit) -> StandardUnit {
    StandardUnit::from(unit.as_str())
}

/// Codes by which CloudWatch refuses the data itself; nothing of the request is applied. Source:
/// "PutMetricData", Errors, and "Common Errors" (CloudWatch API reference), by their names in the
/// JSON, the CBOR and the Query protocol.
const REFUSALS: [&str; 10] = [
    "InvalidParameterValue",
    "InvalidParameterValueException",
    "InvalidParameterCombination",
    "InvalidParameterCombinationException",
    "MissingParameter",
    "MissingRequiredParameterException",
    "ValidationError",
    "ValidationException",
    "RequestEntityTooLarge",
    "SerializationException",
];

/// What a failed `PutMetricData` means.
///
/// 503 is the front door's refusal to take the request in. Any other 5xx may come from behind the
/// point where data is applied, so it says nothing.
fn classify(failure: &CallFailure) -> PublishClass {
    let CallFailure::Answered { status, code } = failure else {
        return match failure {
            CallFailure::NotBuilt => PublishClass::Blocked,
            CallFailure::NotConnected => PublishClass::NotApplied,
            _ => PublishClass::Ambiguous,
        };
    };
    if failure.is_throttling() || *status == 503 {
        return PublishClass::NotApplied;
    }
    if *status >= 500 {
        return PublishClass::Ambiguous;
    }
    let refused = code.as_deref().is_some_and(|code| REFUSALS.contains(&code));
    if refused || *status == 413 {
        return PublishClass::Refused;
    }
    PublishClass::Blocked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_answer_has_one_meaning() {
        use PublishClass::{Ambiguous, Blocked, NotApplied, Refused};
        let cases = [
            (400, "Throttling", NotApplied),
            (400, "ThrottlingException", NotApplied),
            (429, "", NotApplied),
            (503, "ServiceUnavailable", NotApplied),
            (500, "InternalServiceError", Ambiguous),
            (502, "", Ambiguous),
            (504, "", Ambiguous),
            (400, "InvalidParameterValue", Refused),
            (400, "MissingParameter", Refused),
            (400, "SerializationException", Refused),
            (413, "", Refused),
            (403, "AccessDenied", Blocked),
            (400, "ExpiredToken", Blocked),
            (404, "", Blocked),
        ];
        for (status, code, expected) in cases {
            let code = (!code.is_empty()).then(|| code.to_owned());
            let failure = CallFailure::Answered { status, code };
            assert_eq!(classify(&failure), expected, "{failure:?}");
        }
        assert_eq!(classify(&CallFailure::NotBuilt), Blocked);
        assert_eq!(classify(&CallFailure::NotConnected), NotApplied);
        assert_eq!(classify(&CallFailure::Lost), Ambiguous);
    }
}
