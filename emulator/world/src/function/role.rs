//! The role of a function, as requests name it.

use super::error::FunctionError;
use crate::origin::{Caller, Origin};

/// Source: `RoleArn` in Lambda's model.
const PATTERN: &str = r"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+";
const ACCOUNT_DIGITS: usize = 12;

/// Only what this process makes by itself may do without: nobody judges such a function. The text is that of AWS's models (unverified).
pub(super) fn check_role(origin: &Origin, role: Option<&str>) -> Result<(), FunctionError> {
    if role.is_some() || origin.caller == Caller::Emulator {
        return check_role_arn(role);
    }
    Err(FunctionError::Validation(
        "1 validation error detected: Value null at 'role' failed to satisfy constraint: Member must not be null"
            .to_owned(),
    ))
}

/// # Errors
/// A role that is named is no ARN of a role.
pub(super) fn check_role_arn(role: Option<&str>) -> Result<(), FunctionError> {
    match role {
        Some(role) if !is_role_arn(role) => Err(FunctionError::bad_pattern("role", role, PATTERN)),
        _ => Ok(()),
    }
}

/// Whether a text is of the [`PATTERN`].
pub(super) fn is_role_arn(text: &str) -> bool {
    let parts = text
        .strip_prefix("arn:")
        .and_then(|rest| rest.split_once(":iam::"));
    let Some((partition, (account, role))) =
        parts.and_then(|(partition, rest)| Some((partition, rest.split_once(":role")?)))
    else {
        return false;
    };
    let is_account =
        account.len() == ACCOUNT_DIGITS && account.bytes().all(|byte| byte.is_ascii_digit());
    is_partition(partition) && is_account && !role.is_empty() && role.bytes().all(may_be_in_role)
}

fn is_partition(text: &str) -> bool {
    let further = text.strip_prefix("aws");
    text.is_empty()
        || further.is_some_and(|rest| {
            rest.bytes()
                .all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
        })
}

fn may_be_in_role(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_+=,.@-/".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_named_by_the_arn_of_a_role() {
        for arn in [
            "arn:aws:iam::000000000000:role/r",
            "arn:aws-us-gov:iam::111122223333:role/service-role/a+=,.@-_/b",
            "arn:aws:iam::111122223333:roler",
            "arn::iam::111122223333:role/r",
        ] {
            assert!(is_role_arn(arn), "{arn}");
        }
        for text in [
            "",
            "foo",
            "arn:aws:iam::000000000000:user/r",
            "arn:aws:iam::000000000000:role",
            "arn:aws:iam::00000000000:role/r",
            "arn:aws:iam::00000000000x:role/r",
            "arn:aws:iam:us-east-1:000000000000:role/r",
            "arn:gcp:iam::000000000000:role/r",
            "arn:aws:iam::000000000000:role/r r",
            "arn:aws:iam::000000000000:role/r:s",
        ] {
            assert!(!is_role_arn(text), "{text}");
        }
    }
}
