//! A function as Lambda describes it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::definition::{
    Code, Environment, EphemeralStorage, Function, LoggingConfig, TracingConfig,
};
use super::readiness::Readiness;

/// Why a function is not ready.
const BEING_CREATED: (&str, &str) = ("The function is being created.", "Creating");

/// Where events go that the function did not take.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeadLetterConfig {
    /// The ARN of a queue or a topic; an empty text is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_arn: Option<String>,
}

impl DeadLetterConfig {
    /// The queue or topic that is meant, where one is.
    pub(super) fn target(&self) -> Option<&str> {
        self.target_arn.as_deref().filter(|arn| !arn.is_empty())
    }
}

/// A function as Lambda describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FunctionConfiguration {
    pub function_name: String,
    pub function_arn: String,
    pub runtime: String,
    pub role: String,
    pub handler: String,
    pub code_size: u64,
    pub code_sha256: String,
    pub description: String,
    /// Seconds.
    pub timeout: u64,
    /// MB.
    pub memory_size: u32,
    /// Text in Lambda's own form, not a timestamp of the protocol.
    pub last_modified: String,
    pub version: String,
    pub environment: Environment,
    pub revision_id: String,
    #[serde(flatten)]
    pub progress: Progress,
    pub package_type: &'static str,
    pub architectures: Vec<String>,
    pub tracing_config: TracingConfig,
    pub ephemeral_storage: EphemeralStorage,
    pub snap_start: SnapStart,
    pub logging_config: LoggingConfig,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead_letter_config: Option<DeadLetterConfig>,
    #[serde(rename = "KMSKeyArn", skip_serializing_if = "Option::is_none")]
    pub kms_key_arn: Option<String>,
}

/// How far a function is. In lists it is left out, as on AWS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Progress {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason_code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_update_status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_update_status_reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_update_status_reason_code: Option<&'static str>,
}

impl From<Readiness> for Progress {
    fn from(readiness: Readiness) -> Self {
        let why = |is_so: bool| is_so.then_some(BEING_CREATED);
        let (creating, updating) = (
            why(readiness == Readiness::Creating),
            why(readiness == Readiness::Updating),
        );
        Self {
            state: Some(readiness.state()),
            state_reason: creating.map(|(text, _)| text),
            state_reason_code: creating.map(|(_, code)| code),
            last_update_status: readiness.last_update_status(),
            last_update_status_reason: updating.map(|(text, _)| text),
            last_update_status_reason_code: updating.map(|(_, code)| code),
        }
    }
}

/// Snapshots of started functions, which no function here has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SnapStart {
    pub apply_on: &'static str,
    pub optimization_status: &'static str,
}

impl FunctionConfiguration {
    /// As lists have it.
    pub(super) fn listed(function: &Function) -> Self {
        Self {
            progress: Progress::default(),
            ..Self::from(function)
        }
    }

    /// Under another ARN: of the alias that it was found by, say.
    pub(super) fn qualify(&mut self, arn: String) {
        self.function_arn = arn;
    }
}

impl From<&Function> for FunctionConfiguration {
    fn from(function: &Function) -> Self {
        Self {
            function_name: function.name.to_string(),
            function_arn: function.arn(),
            runtime: function.runtime.clone(),
            role: function.role.clone(),
            handler: function.handler.clone(),
            code_size: code_size(&function.code),
            code_sha256: code_sha256(&function.code),
            description: function.description.clone(),
            timeout: function.timeout.as_secs(),
            memory_size: function.memory_size_mb,
            last_modified: lambda_time(function.last_modified),
            version: function.version.to_string(),
            environment: function.environment.clone(),
            revision_id: function.revision_id.clone(),
            progress: function.readiness.into(),
            package_type: "Zip",
            architectures: vec![function.architecture.clone()],
            tracing_config: function.tracing.clone(),
            ephemeral_storage: function.ephemeral_storage.clone(),
            snap_start: SnapStart {
                apply_on: "None",
                optimization_status: "Off",
            },
            logging_config: function.logging.described(&function.name),
            dead_letter_config: function
                .dead_letter_target
                .as_ref()
                .map(|arn| DeadLetterConfig {
                    target_arn: Some(arn.clone()),
                }),
            kms_key_arn: function.kms_key.clone(),
        }
    }
}

/// Bytes. The world does not open files: of an executable it knows the path only.
pub(super) fn code_size(code: &Code) -> u64 {
    match code {
        Code::Zip(package) => package.archive().len() as u64,
        Code::Executable(_) => 0,
    }
}

/// In base64; empty of an executable.
pub(super) fn code_sha256(code: &Code) -> String {
    match code {
        Code::Zip(package) => BASE64_STANDARD.encode(package.sha256()),
        Code::Executable(_) => String::new(),
    }
}

/// Text in Lambda's own form, not a timestamp of the protocol.
pub(super) fn lambda_time(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}
