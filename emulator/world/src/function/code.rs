//! Where a function's code comes from: in the request, in an object of S3, or on this machine.
//!
//! The bytes of objects are outside of the world. Whoever is on the way with a request that names one reads it first, as the caller, and
//! says in [`FunctionCode::fetched`] what came of it; the refusal is the operation's own.

use std::path::PathBuf;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::definition::Code;
use super::error::FunctionError;
use super::host::Host;
use super::package::{MAX_UNZIPPED_BYTES, Package};
use super::unbuilt::images;
use crate::value::Blob;

/// Where a function's code comes from.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct FunctionCode {
    /// A zip archive with `bootstrap` at its root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip_file: Option<Blob>,
    /// A native executable on this machine, run as it stands. Not on AWS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub executable_path: Option<PathBuf>,
    /// A zip archive in an object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3_bucket: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3_object_version: Option<String>,
    /// Kept: nothing is encrypted here.
    #[serde(rename = "SourceKMSKeyArn", skip_serializing_if = "Option::is_none")]
    pub source_kms_key_arn: Option<String>,
    /// Images are not built: refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_uri: Option<String>,
    /// What came of reading the object.
    #[serde(skip)]
    pub fetched: Option<Fetched>,
}

/// What came of reading the object that a request names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    Bytes(Bytes),
    /// It has so many bytes, and was not read.
    TooLarge(u64),
    /// By S3, in its own words.
    Refused {
        code: String,
        message: String,
    },
}

impl FunctionCode {
    /// Code that can be run.
    ///
    /// # Errors
    /// None or more than one is named, it cannot be had, or this machine cannot run it.
    pub(super) fn load(self, host: &Host) -> Result<Code, FunctionError> {
        if self.image_uri.is_some() {
            return Err(images());
        }
        let has_object =
            self.s3_bucket.is_some() || self.s3_key.is_some() || self.s3_object_version.is_some();
        let code = match (self.zip_file, self.executable_path) {
            // Recorded.
            (Some(_), _) if has_object => {
                return Err(FunctionError::invalid(
                    "Please do not provide other FunctionCode parameters when providing a ZipFile.",
                ));
            }
            (Some(archive), None) => Code::Zip(Package::new(Bytes::from(archive.0))?),
            (None, Some(path)) if !has_object => Code::Executable(path),
            (None, None) if self.s3_bucket.is_some() && self.s3_key.is_some() => {
                let object = ObjectName {
                    bucket: self.s3_bucket.as_deref().unwrap_or_default(),
                    key: self.s3_key.as_deref().unwrap_or_default(),
                    version: self.s3_object_version.as_deref(),
                };
                Code::Zip(Package::new(archive_of(&object, self.fetched)?)?)
            }
            _ => {
                return Err(FunctionError::invalid(
                    "Please provide a source for function code.",
                ));
            }
        };
        host.check_code(&code)?;
        Ok(code)
    }
}

struct ObjectName<'a> {
    bucket: &'a str,
    key: &'a str,
    version: Option<&'a str>,
}

fn archive_of(object: &ObjectName<'_>, fetched: Option<Fetched>) -> Result<Bytes, FunctionError> {
    match fetched {
        Some(Fetched::Bytes(bytes)) => Ok(bytes),
        Some(Fetched::TooLarge(_)) => Err(FunctionError::invalid(format!(
            "Unzipped size must be smaller than {MAX_UNZIPPED_BYTES} bytes"
        ))),
        Some(Fetched::Refused { code, message }) => Err(refused(object, &code, &message)),
        // Nobody was on the way who could: a call from within this process.
        None => Err(FunctionError::invalid(
            "The code is in S3, and this call came by no way on which it is read",
        )),
    }
}

/// Recorded by users of SAM and Terraform. The status of a denial is Lambda's own.
fn refused(object: &ObjectName<'_>, code: &str, message: &str) -> FunctionError {
    let operation = match object.version {
        Some(_) => "GetObjectVersion",
        None => "GetObject",
    };
    if code == "AccessDenied" {
        return FunctionError::CodeDenied(format!(
            "Your access has been denied by S3, please make sure your request credentials have permission to {operation} for \
             {}/{}. S3 Error Code: {code}. S3 Error Message: {message}",
            object.bucket, object.key
        ));
    }
    FunctionError::invalid(format!(
        "Error occurred while {operation}. S3 Error Code: {code}. S3 Error Message: {message}"
    ))
}
