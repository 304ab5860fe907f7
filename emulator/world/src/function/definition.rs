//! What a function is: its name, its code and the settings it runs with.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::FunctionError;
use super::package::Package;
use super::qualifier::{QualifiedName, Qualifier, Version};
use super::readiness::Readiness;
use crate::origin::Home;

pub use super::logging::LoggingConfig;
pub use super::name::FunctionName;

/// The longest a function may run: 15 minutes.
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
pub const MAX_TIMEOUT_SECONDS: u32 = 900;

/// Seconds, where `CreateFunction` names none.
pub const DEFAULT_TIMEOUT_SECONDS: u32 = 3;

/// MB; <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
pub const MEMORY_SIZE_MB: std::ops::RangeInclusive<u32> = 128..=10_240;

/// MB, where `CreateFunction` names none.
pub const DEFAULT_MEMORY_SIZE_MB: u32 = 128;

/// All names and values of a function's environment together.
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
pub const MAX_ENVIRONMENT_BYTES: usize = 4096;

/// Variables that Lambda sets and a function's configuration must not.
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime>
const RESERVED_VARIABLES: [&str; 18] = [
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
];

/// The runtimes that are built: both run `bootstrap` as it is. `provided.al2023` where none is named.
pub const RUNTIMES: [&str; 2] = ["provided.al2023", "provided.al2"];

/// MB of `/tmp`; <https://docs.aws.amazon.com/lambda/latest/api/API_EphemeralStorage.html>
const EPHEMERAL_STORAGE_MB: std::ops::RangeInclusive<u32> = 512..=10_240;

/// The size of `/tmp`. It is kept and given back: a process here has the whole of this machine's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EphemeralStorage {
    /// MB.
    pub size: u32,
}

impl Default for EphemeralStorage {
    fn default() -> Self {
        Self {
            size: *EPHEMERAL_STORAGE_MB.start(),
        }
    }
}

impl EphemeralStorage {
    /// # Errors
    /// A size that AWS does not take.
    pub fn validate(&self) -> Result<(), FunctionError> {
        if EPHEMERAL_STORAGE_MB.contains(&self.size) {
            return Ok(());
        }
        let (least, most) = (*EPHEMERAL_STORAGE_MB.start(), *EPHEMERAL_STORAGE_MB.end());
        Err(FunctionError::out_of_range(
            "ephemeralStorage.size",
            self.size,
            u64::from(least),
            u64::from(most),
        ))
    }
}

/// A function, as `$LATEST` stands or as it was published. Cheap to clone: the code is shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    pub name: FunctionName,
    pub home: Home,
    pub code: Code,
    pub runtime: String,
    pub handler: String,
    pub role: String,
    pub description: String,
    pub environment: Environment,
    pub timeout: Duration,
    pub memory_size_mb: u32,
    /// `x86_64` or `arm64`. Where the creator named none it is only answered: what runs is what the code is for.
    pub architecture: String,
    pub tracing: TracingConfig,
    pub ephemeral_storage: EphemeralStorage,
    pub logging: LoggingConfig,
    /// The ARN of the queue or topic for events that the function does not take.
    pub dead_letter_target: Option<String>,
    /// ARNs of the keys of its environment and of its package. Kept: nothing is encrypted here.
    pub kms_key: Option<String>,
    pub source_kms_key: Option<String>,
    pub tags: BTreeMap<String, String>,
    pub last_modified: Timestamp,
    /// Another one after every change that Lambda tells of.
    pub revision_id: String,
    pub version: Version,
    pub readiness: Readiness,
    /// Another one after every change of code or configuration: a process started for an older one is not used again, and a version that
    /// has the same is no other one. Not AWS's.
    pub deployment_id: String,
}

impl Function {
    /// Of a version with its number; of `$LATEST` without a qualifier.
    pub fn arn(&self) -> String {
        self.qualified_name().arn(&self.home)
    }

    pub(super) fn qualified_arn(&self) -> String {
        self.qualified_name().qualified_arn(&self.home)
    }

    fn qualified_name(&self) -> QualifiedName {
        QualifiedName {
            name: self.name.clone(),
            qualifier: Qualifier::Version(self.version),
        }
    }

    /// Where the function's output goes.
    pub fn log_group_name(&self) -> String {
        let own = self.logging.log_group.clone();
        own.unwrap_or_else(|| self.name.log_group_name())
    }

    /// What a stream of its output is called, with an id of its process. In a group that is not its own it says the function, too.
    /// Source: <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html>
    pub fn log_stream_name(&self, day: &str, id: &str) -> String {
        let version = self.version;
        if self.log_group_name() == self.name.log_group_name() {
            format!("{day}/[{version}]{id}")
        } else {
            format!("{day}/{}[{version}][{id}]", self.name)
        }
    }

    /// # Errors
    /// It is at another revision than the caller means to change.
    pub(super) fn check_revision(&self, expected: Option<&str>) -> Result<(), FunctionError> {
        match expected {
            Some(expected) if expected != self.revision_id => {
                Err(FunctionError::PreconditionFailed)
            }
            _ => Ok(()),
        }
    }
}

/// What a function runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// A native executable that is already on this machine. Not on AWS: the emulator runs the very file that was built.
    Executable(PathBuf),
    /// A deployment package: a zip archive with `bootstrap` at its root.
    Zip(Package),
}

/// Whether Lambda samples invocations for X-Ray. Kept, and not acted on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TracingConfig {
    /// `Active` or `PassThrough`.
    pub mode: String,
}

impl Default for TracingConfig {
    fn default() -> Self {
        Self {
            mode: "PassThrough".to_owned(),
        }
    }
}

impl TracingConfig {
    /// # Errors
    /// `ValidationException` when the mode is none.
    pub(super) fn validate(&self) -> Result<(), FunctionError> {
        if self.mode == "Active" || self.mode == "PassThrough" {
            return Ok(());
        }
        Err(FunctionError::Validation(format!(
            "1 validation error detected: Value '{}' at 'tracingConfig.mode' failed to satisfy constraint: Member must \
             satisfy enum value set: [Active, PassThrough]",
            self.mode
        )))
    }
}

/// The variables a function's configuration adds to its environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Environment {
    pub variables: BTreeMap<String, String>,
}

impl Environment {
    /// # Errors
    /// `InvalidParameterValueException` when a variable is reserved or all together are too large, `ValidationException`
    /// when a name is none.
    pub(super) fn validate(&self) -> Result<(), FunctionError> {
        if let Some(name) = self.variables.keys().find(|name| !is_variable_name(name)) {
            return Err(FunctionError::bad_pattern(
                "environment.variables",
                name,
                "[a-zA-Z]([a-zA-Z0-9_])+",
            ));
        }
        let reserved: Vec<&str> = self
            .variables
            .keys()
            .map(String::as_str)
            .filter(|name| RESERVED_VARIABLES.contains(name))
            .collect();
        if !reserved.is_empty() {
            return Err(FunctionError::invalid(format!(
                "Lambda was unable to configure your environment variables because the environment variables you have \
                 provided contains reserved keys that are currently not supported for modification. Reserved keys used \
                 in this request: {}",
                reserved.join(", ")
            )));
        }
        self.validate_size()
    }

    fn validate_size(&self) -> Result<(), FunctionError> {
        let bytes: usize = self
            .variables
            .iter()
            .map(|(name, value)| name.len() + value.len())
            .sum();
        if bytes > MAX_ENVIRONMENT_BYTES {
            return Err(FunctionError::invalid(
                "Lambda was unable to configure your environment variables because the environment variables you have \
                 provided exceeded the 4KB limit.",
            ));
        }
        Ok(())
    }
}

fn is_variable_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    // `_HANDLER` and `_X_AMZN_TRACE_ID` are refused as reserved, with a message that says so.
    let first = bytes
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    first && name.len() > 1 && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
