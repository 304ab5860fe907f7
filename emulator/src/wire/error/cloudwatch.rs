//! CloudWatch's errors. Shapes, codes and statuses: botocore's CloudWatch model.

use crate::world::metrics::MetricsError;

use super::Fault;

pub(super) fn fault(error: &MetricsError) -> Fault {
    match error {
        MetricsError::InvalidParameterValue(_) => {
            Fault::sender("InvalidParameterValueException", error).code("InvalidParameterValue")
        }
        MetricsError::InvalidParameterCombination(_) => {
            Fault::sender("InvalidParameterCombinationException", error)
                .code("InvalidParameterCombination")
        }
        MetricsError::MissingParameter(_) => {
            Fault::sender("MissingRequiredParameterException", error).code("MissingParameter")
        }
        MetricsError::Validation(_) => {
            Fault::sender("ValidationException", error).code("ValidationError")
        }
        MetricsError::InvalidNextToken => Fault::sender("InvalidNextToken", error),
    }
}
