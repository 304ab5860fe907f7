//! The code that a client sees of a refusal, whichever service's it is.

use super::s3;
use super::service::refusal_of;
use crate::world::Error;

/// For who shows a refusal and does not send it.
pub fn code_of(error: &Error) -> String {
    match error {
        Error::S3(error) => s3::code_of(error),
        other => refusal_of(other).code.to_owned(),
    }
}
