//! The policies that a simulation is given as text.

use crate::iam::error::IamError;
use crate::policy::{DocumentKind, Policy};

pub(super) fn policies(texts: &[String]) -> Result<Vec<Policy>, IamError> {
    let texts = texts.iter();
    texts
        .map(|text| parse(text, DocumentKind::Inline))
        .collect()
}

/// Simulations know no `MalformedPolicyDocument`. Source: API `SimulateCustomPolicy`, Errors.
pub(super) fn parse(text: &str, kind: DocumentKind) -> Result<Policy, IamError> {
    Policy::parse(text, kind).map_err(|error| IamError::InvalidInput(error.to_string()))
}
