//! AWS IAM: Query. Codes and statuses of its errors: botocore's IAM model.

use crate::world::iam::{self, IamError};
use crate::world::{Error, Operation};

use crate::wire::protocols::Protocols;
use crate::wire::refusal::Refusal;

pub const IAM: Protocols = Protocols {
    model: &iam::MODEL,
    signed_as: "iam",
    versions: &["2010-05-08"],
    xml: "https://iam.amazonaws.com/doc/2010-05-08/",
    maps: &["EvalDecisionDetails"],
    missing: |member| {
        // Members in texts of IAM begin with a small letter.
        let mut letters = member.chars();
        let first = letters.next().unwrap_or_default().to_ascii_lowercase();
        let rest = letters.as_str();
        Refusal::sender(
            "ValidationError",
            format!(
                "1 validation error detected: Value at '{first}{rest}' failed to satisfy constraint: Member must not be null"
            ),
        )
    },
    broken: ("ServiceFailureException", "ServiceFailure"),
    ..Protocols::of(
        |name, tree| Some(iam::Operation::decode(name, tree)?.map(Operation::Iam)),
        |error| match error {
            Error::Iam(error) => Some(refusal(error)),
            _ => None,
        },
    )
};

fn refusal(error: &IamError) -> Refusal {
    match error {
        IamError::AccessDenied(denial) => Refusal::denied(denial, error),
        IamError::EntityAlreadyExists(_) => Refusal::sender("EntityAlreadyExistsException", error)
            .code("EntityAlreadyExists")
            .status(409),
        IamError::NoSuchEntity(_) => Refusal::sender("NoSuchEntityException", error)
            .code("NoSuchEntity")
            .status(404),
        IamError::DeleteConflict(_) => Refusal::sender("DeleteConflictException", error)
            .code("DeleteConflict")
            .status(409),
        IamError::MalformedPolicyDocument(_) => {
            Refusal::sender("MalformedPolicyDocumentException", error)
                .code("MalformedPolicyDocument")
        }
        IamError::LimitExceeded(_) => Refusal::sender("LimitExceededException", error)
            .code("LimitExceeded")
            .status(409),
        IamError::InvalidInput(_) => {
            Refusal::sender("InvalidInputException", error).code("InvalidInput")
        }
        IamError::ValidationError(_) => Refusal::sender("ValidationError", error),
        IamError::NotAuthorized(_) => Refusal::not_authorized(error),
    }
}
