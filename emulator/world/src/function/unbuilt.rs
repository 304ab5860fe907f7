//! What a function may have on AWS and cannot have here. Who asks for it is refused: [`super::refuse_unbuilt`].

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::FunctionError;

pub(super) const IMAGES: &str = "give a zip archive (ZipFile, or S3Bucket and S3Key)";

/// A member that is not built, as it was sent. Boxed: requests are moved by value.
pub type Unbuilt = Option<Box<Value>>;

/// `SnapStart`: functions that start from a snapshot.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SnapStartConfig {
    /// `None` or `PublishedVersions`.
    pub apply_on: Option<String>,
}

impl SnapStartConfig {
    /// # Errors
    /// No runtime that is built starts from snapshots, on AWS neither.
    pub(super) fn validate(&self, runtime: &str) -> Result<(), FunctionError> {
        match self.apply_on.as_deref() {
            None | Some("None") => Ok(()),
            // Reported by users: CDK and CloudFormation show it.
            Some("PublishedVersions") => Err(FunctionError::invalid(format!(
                "{runtime} is not supported for SnapStart enabled functions."
            ))),
            Some(other) => Err(FunctionError::Validation(format!(
                "1 validation error detected: Value '{other}' at 'snapStart.applyOn' failed to satisfy constraint: Member must \
                 satisfy enum value set: [PublishedVersions, None]"
            ))),
        }
    }
}

pub(super) fn images() -> FunctionError {
    FunctionError::invalid(format!(
        "Functions from images are not built in this emulator: {IMAGES}"
    ))
}
