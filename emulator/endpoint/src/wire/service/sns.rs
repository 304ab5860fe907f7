//! Amazon SNS: Query. Codes and statuses of its errors: botocore's SNS model.

use crate::world::topic::{self, TopicError};
use crate::world::{Error, Operation};

use crate::wire::names::{NAME_VALUE, map};
use crate::wire::protocols::Protocols;
use crate::wire::refusal::Refusal;

pub const SNS: Protocols = Protocols {
    model: &topic::MODEL,
    signed_as: "sns",
    versions: &["2010-03-31"],
    links: &["ConfirmSubscription", "Unsubscribe"],
    xml: "http://sns.amazonaws.com/doc/2010-03-31/",
    requests: &[map("MessageAttributes", "MessageAttributes", NAME_VALUE)],
    maps: &["Attributes"],
    missing: |member| {
        Refusal::sender(
            "InvalidParameterException",
            format!("Invalid parameter: {member}"),
        )
        .code("InvalidParameter")
    },
    ..Protocols::of(
        |name, tree| Some(topic::Operation::decode(name, tree)?.map(Operation::Sns)),
        |error| match error {
            Error::Sns(error) => Some(refusal(error)),
            _ => None,
        },
    )
};

fn refusal(error: &TopicError) -> Refusal {
    match error {
        TopicError::AccessDenied(denial) => Refusal::denied_as(denial, error, |message| {
            Refusal::sender("AuthorizationErrorException", message)
                .code("AuthorizationError")
                .status(403)
        }),
        TopicError::AuthorizationError(_) => Refusal::sender("AuthorizationErrorException", error)
            .code("AuthorizationError")
            .status(403),
        TopicError::InvalidParameter(_) | TopicError::InvalidToken => {
            Refusal::sender("InvalidParameterException", error).code("InvalidParameter")
        }
        TopicError::ParameterValueInvalid(_) => {
            Refusal::sender("InvalidParameterValueException", error).code("ParameterValueInvalid")
        }
        TopicError::ValidationError(_) => {
            Refusal::sender("ValidationException", error).code("ValidationError")
        }
        TopicError::NotFound(_) => Refusal::sender("NotFoundException", error)
            .code("NotFound")
            .status(404),
        TopicError::ResourceNotFound => Refusal::sender("ResourceNotFoundException", error)
            .code("ResourceNotFound")
            .status(404),
        TopicError::TagLimitExceeded => {
            Refusal::sender("TagLimitExceededException", error).code("TagLimitExceeded")
        }
        TopicError::FilterPolicyLimitExceeded => {
            Refusal::sender("FilterPolicyLimitExceededException", error)
                .code("FilterPolicyLimitExceeded")
                .status(403)
        }
        TopicError::TooManyEntriesInBatchRequest => {
            Refusal::sender("TooManyEntriesInBatchRequestException", error)
                .code("TooManyEntriesInBatchRequest")
        }
        TopicError::EmptyBatchRequest => {
            Refusal::sender("EmptyBatchRequestException", error).code("EmptyBatchRequest")
        }
        TopicError::BatchEntryIdsNotDistinct => {
            Refusal::sender("BatchEntryIdsNotDistinctException", error)
                .code("BatchEntryIdsNotDistinct")
        }
        TopicError::InvalidBatchEntryId(_) => {
            Refusal::sender("InvalidBatchEntryIdException", error).code("InvalidBatchEntryId")
        }
        TopicError::BatchRequestTooLong => {
            Refusal::sender("BatchRequestTooLongException", error).code("BatchRequestTooLong")
        }
        // No code of AWS's: it stands in the request log alone.
        TopicError::NotDelivered(_) => Refusal::sender("DeliveryFailed", error),
    }
}
