//! AWS STS: Query.

use crate::world::sts::{self, StsError};
use crate::world::{Error, Operation};

use super::Protocols;
use crate::wire::refusal::Refusal;

pub const STS: Protocols = Protocols {
    model: &sts::MODEL,
    signed_as: "sts",
    versions: &["2011-06-15"],
    xml: "https://sts.amazonaws.com/doc/2011-06-15/",
    ..Protocols::of(
        |name, tree| Some(sts::Operation::decode(name, tree)?.map(Operation::Sts)),
        |name, body| Some(sts::Operation::decode(name, body)?.map(Operation::Sts)),
        |error| match error {
            Error::Sts(StsError::AccessDenied(denial)) => Some(Refusal::denied(denial)),
            _ => None,
        },
    )
};
