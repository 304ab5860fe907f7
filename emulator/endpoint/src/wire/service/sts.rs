//! AWS STS: Query. Codes and statuses of its errors: botocore's STS model.

use crate::world::sts::{self, StsError};
use crate::world::{Error, Operation};

use crate::wire::protocols::Protocols;
use crate::wire::refusal::Refusal;

pub const STS: Protocols = Protocols {
    model: &sts::MODEL,
    signed_as: "sts",
    versions: &["2011-06-15"],
    xml: "https://sts.amazonaws.com/doc/2011-06-15/",
    ..Protocols::of(
        |name, tree| Some(sts::Operation::decode(name, tree)?.map(Operation::Sts)),
        |error| match error {
            Error::Sts(error) => Some(refusal(error)),
            _ => None,
        },
    )
};

fn refusal(error: &StsError) -> Refusal {
    match error {
        StsError::AccessDenied(denial) => Refusal::denied(denial, denial),
        StsError::NotAuthorized(_) => Refusal::not_authorized(error),
        StsError::ValidationError(_) => Refusal::sender("ValidationError", error),
        StsError::InvalidParameterValue(_) => Refusal::sender("InvalidParameterValue", error),
        StsError::MalformedPolicyDocument(_) => {
            Refusal::sender("MalformedPolicyDocumentException", error)
                .code("MalformedPolicyDocument")
        }
        StsError::PackedPolicyTooLarge(_) => {
            Refusal::sender("PackedPolicyTooLargeException", error).code("PackedPolicyTooLarge")
        }
    }
}
