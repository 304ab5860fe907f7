//! Amazon CloudWatch Logs: awsJson.

use crate::world::logs::{self, LogsError};
use crate::world::{Error, Operation};

use crate::wire::protocols::Protocols;
use crate::wire::refusal::Refusal;

pub const LOGS: Protocols = Protocols {
    model: &logs::MODEL,
    signed_as: "logs",
    target: "Logs_20140328",
    missing: |member| {
        Refusal::sender(
            "InvalidParameterException",
            format!(
                "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null"
            ),
        )
    },
    ..Protocols::of(
        |name, tree| Some(logs::Operation::decode(name, tree)?.map(Operation::Logs)),
        |error| match error {
            Error::Logs(error) => Some(refusal(error)),
            _ => None,
        },
    )
};

fn refusal(error: &LogsError) -> Refusal {
    match error {
        LogsError::AccessDenied(denial) => Refusal::denied_as(denial, error, |message| {
            Refusal::sender("AccessDeniedException", message)
        }),
        LogsError::NoGroup
        | LogsError::NoStream
        | LogsError::NoMetricFilter
        | LogsError::NoSubscriptionFilter => Refusal::sender("ResourceNotFoundException", error),
        LogsError::GroupExists | LogsError::StreamExists => {
            Refusal::sender("ResourceAlreadyExistsException", error)
        }
        LogsError::LimitExceeded => Refusal::sender("LimitExceededException", error),
        LogsError::TooManyTags(_) => Refusal::sender("TooManyTagsException", error),
        LogsError::InvalidParameter(_) => Refusal::sender("InvalidParameterException", error),
    }
}
