//! Policy documents: read when they come, given back as they came.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::error::IamError;
use crate::policy::{DocumentKind, Policy};

/// What is spelled out in a document that is given back. Source: API `GetRolePolicy`, "URL-encoded compliant with RFC 3986".
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// # Errors
/// `MalformedPolicyDocument`.
pub(super) fn parse(text: &str, kind: DocumentKind) -> Result<Policy, IamError> {
    Policy::parse(text, kind).map_err(|error| IamError::MalformedPolicyDocument(error.to_string()))
}

/// As IAM gives it back.
pub(super) fn encoded(policy: &Policy) -> String {
    utf8_percent_encode(policy.text(), RESERVED).to_string()
}
