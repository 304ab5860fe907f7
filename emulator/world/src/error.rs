//! Every refusal.

use crate::bucket::BucketError;
use crate::services::services;

/// Writes the sum of the services' errors.
macro_rules! errors {
    ($($service:ident = $module:ident, $error:ident $(, $part:ident: $state:ident)?;)*) => {
        /// The refusal of an [`crate::Operation`], in its service's own terms.
        #[derive(Debug, Clone, PartialEq, thiserror::Error)]
        pub enum Error {
            $(#[error(transparent)]
            $service(crate::$module::$error),)*
        }

        $(impl TryFrom<Error> for crate::$module::$error {
            type Error = Error;

            fn try_from(error: Error) -> Result<Self, Error> {
                match error {
                    Error::$service(error) => Ok(error),
                    other => Err(other),
                }
            }
        })*
    };
}

services!(errors);

impl Error {
    /// Why it is refused, also what the caller is not told: S3 says less to another account's.
    pub fn in_full(&self) -> String {
        match self {
            Self::S3(BucketError::AccessDenied(denial)) => denial.with_quoted_resource(),
            _ => self.to_string(),
        }
    }
}
