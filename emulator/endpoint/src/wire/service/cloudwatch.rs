//! Amazon CloudWatch: rpc-v2-cbor, awsJson and Query. Shapes, codes and statuses of its errors: botocore's CloudWatch model.

use crate::world::metrics::{self, MetricsError};
use crate::world::{Error, Operation};

use crate::wire::protocols::Protocols;
use crate::wire::refusal::Refusal;

/// The largest body of a `PutMetricData`, once decompressed. AWS's quota says "1 MB"; 1,048,576 by the wording of its
/// refusal, which is in binary units.
const MAX_PUT_METRIC_DATA_BYTES: usize = 1 << 20;

pub const CLOUDWATCH: Protocols = Protocols {
    model: &metrics::MODEL,
    signed_as: "monitoring",
    target: "GraniteServiceVersion20100801",
    versions: &["2010-08-01"],
    shapes: "com.amazonaws.cloudwatch#",
    xml: "http://monitoring.amazonaws.com/doc/2010-08-01/",
    has_query_errors: true,
    maps: &["ExtendedStatistics"],
    largest: &[("PutMetricData", MAX_PUT_METRIC_DATA_BYTES)],
    missing: |member| {
        Refusal::sender(
            "MissingRequiredParameterException",
            format!("The parameter {member} is required."),
        )
        .code("MissingParameter")
    },
    broken: ("InternalServiceFault", "InternalServiceError"),
    decode_cbor: Some(|name, body| {
        Some(metrics::Operation::decode(name, body)?.map(Operation::CloudWatch))
    }),
    ..Protocols::of(
        |name, tree| Some(metrics::Operation::decode(name, tree)?.map(Operation::CloudWatch)),
        |error| match error {
            Error::CloudWatch(error) => Some(refusal(error)),
            _ => None,
        },
    )
};

fn refusal(error: &MetricsError) -> Refusal {
    match error {
        MetricsError::AccessDenied(denial) => Refusal::denied(denial, error),
        MetricsError::InvalidParameterValue(_) => {
            Refusal::sender("InvalidParameterValueException", error).code("InvalidParameterValue")
        }
        MetricsError::InvalidParameterCombination(_) => {
            Refusal::sender("InvalidParameterCombinationException", error)
                .code("InvalidParameterCombination")
        }
        MetricsError::MissingParameter(_) => {
            Refusal::sender("MissingRequiredParameterException", error).code("MissingParameter")
        }
        MetricsError::Validation(_) => {
            Refusal::sender("ValidationException", error).code("ValidationError")
        }
        MetricsError::ResourceNotFound(_) => Refusal::sender("ResourceNotFound", error).status(404),
        MetricsError::ResourceNotFoundException(_) => {
            Refusal::sender("ResourceNotFoundException", error).status(404)
        }
        MetricsError::InvalidFormat => {
            Refusal::sender("InvalidFormatFault", error).code("InvalidFormat")
        }
        MetricsError::DashboardInvalidInput { findings, .. } => {
            Refusal::sender("DashboardInvalidInputError", error)
                .code("InvalidParameterInput")
                .findings(findings)
        }
        MetricsError::DashboardNotFound(_) => Refusal::sender("DashboardNotFoundError", error)
            .code("ResourceNotFound")
            .status(404),
        MetricsError::InvalidNextToken => Refusal::sender("InvalidNextToken", error),
    }
}
