//! Amazon SNS: Query. Codes and statuses of its errors: botocore's SNS model.

use crate::world::topic::{self, TopicError};
use crate::world::{Error, Operation};

use crate::wire::protocols::Protocols;
use crate::wire::refusal::Refusal;

pub const SNS: Protocols = Protocols {
    model: &topic::MODEL,
    signed_as: "sns",
    versions: &["2010-03-31"],
    xml: "http://sns.amazonaws.com/doc/2010-03-31/",
    missing: |member| {
        Refusal::sender(
            "InvalidParameterException",
            format!("Invalid parameter: {member}"),
        )
        .code("InvalidParameter")
    },
    ..Protocols::of(
        |name, tree| Some(topic::Operation::decode(name, tree)?.map(Operation::Sns)),
        |name, body| Some(topic::Operation::decode(name, body)?.map(Operation::Sns)),
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
        TopicError::InvalidParameter(_) => {
            Refusal::sender("InvalidParameterException", error).code("InvalidParameter")
        }
        TopicError::TagLimitExceeded(_) => {
            Refusal::sender("TagLimitExceededException", error).code("TagLimitExceeded")
        }
    }
}
