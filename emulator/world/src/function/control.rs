//! The operations on functions.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::definition::{
    Code, DEFAULT_MEMORY_SIZE_MB, DEFAULT_TIMEOUT_SECONDS, Environment, EphemeralStorage, Function,
    FunctionName, LoggingConfig, MAX_TIMEOUT_SECONDS, MEMORY_SIZE_MB, RUNTIMES, TracingConfig,
};
use super::error::FunctionError;
use super::host::Host;
use super::package::Package;
use super::page::Page;
use super::{Context, Local, View};
use crate::origin::{Caller, Origin};
use crate::queue::{self, QueueName};
use crate::value::Blob;

/// The page of a caller that names no maximum. Source: `ListFunctions`.
const FUNCTIONS_PER_PAGE: u32 = 50;

/// `CreateFunction`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateFunction {
    pub function_name: String,
    pub runtime: Option<String>,
    pub role: Option<String>,
    pub handler: Option<String>,
    pub code: FunctionCode,
    pub description: Option<String>,
    /// Seconds.
    pub timeout: Option<u32>,
    /// MB.
    pub memory_size: Option<u32>,
    pub environment: Option<Environment>,
    pub tracing_config: Option<TracingConfig>,
    pub ephemeral_storage: Option<EphemeralStorage>,
    pub logging_config: Option<LoggingConfig>,
    pub dead_letter_config: Option<DeadLetterConfig>,
    /// One of `x86_64` and `arm64`.
    pub architectures: Option<Vec<String>>,
    pub package_type: Option<String>,
    /// Versions are not built: `true` is refused.
    pub publish: Option<bool>,
    /// Layers are not built: a function with any is refused.
    pub layers: Option<Vec<String>>,
    pub tags: Option<BTreeMap<String, String>>,
}

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
    /// Code in an object of S3, which the world cannot read, or in an image: refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3_bucket: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_uri: Option<String>,
}

/// Where events go that the function did not take.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeadLetterConfig {
    /// The ARN of a queue; an empty text is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_arn: Option<String>,
}

impl DeadLetterConfig {
    /// The queue that is meant, where one is.
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
    pub version: &'static str,
    pub environment: Environment,
    pub revision_id: String,
    pub state: &'static str,
    pub last_update_status: &'static str,
    pub package_type: &'static str,
    pub architectures: Vec<String>,
    pub tracing_config: TracingConfig,
    pub ephemeral_storage: EphemeralStorage,
    pub snap_start: SnapStart,
    pub logging_config: LoggingConfig,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead_letter_config: Option<DeadLetterConfig>,
}

/// Snapshots of started functions, which no function here has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SnapStart {
    pub apply_on: &'static str,
    pub optimization_status: &'static str,
}

impl From<&Function> for FunctionConfiguration {
    fn from(function: &Function) -> Self {
        let (code_size, code_sha256) = match &function.code {
            Code::Zip(package) => (
                package.archive().len() as u64,
                BASE64_STANDARD.encode(package.sha256()),
            ),
            // The world does not open files: of an executable it knows the path only.
            Code::Executable(_) => (0, String::new()),
        };
        Self {
            function_name: function.name.to_string(),
            function_arn: function.arn(),
            runtime: function.runtime.clone(),
            role: function.role.clone(),
            handler: function.handler.clone(),
            code_size,
            code_sha256,
            description: function.description.clone(),
            timeout: function.timeout.as_secs(),
            memory_size: function.memory_size_mb,
            last_modified: function
                .last_modified
                .strftime("%Y-%m-%dT%H:%M:%S%.3f+0000")
                .to_string(),
            version: "$LATEST",
            environment: function.environment.clone(),
            revision_id: function.revision_id.clone(),
            state: "Active",
            last_update_status: "Successful",
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
        }
    }
}

/// `GetFunctionConfiguration`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetFunctionConfiguration {
    pub function_name: String,
}

/// `ListFunctions`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListFunctions {
    pub marker: Option<String>,
    pub max_items: Option<u32>,
}

/// What `ListFunctions` answers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListFunctionsResponse {
    pub functions: Vec<FunctionConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
}

/// `DeleteFunction`. Mappings that name the function stay, as on AWS.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteFunction {
    pub function_name: String,
}

pub(super) fn create_function(
    state: &mut Local,
    context: &mut Context<'_>,
    request: CreateFunction,
) -> Result<FunctionConfiguration, FunctionError> {
    refuse_unbuilt(&request)?;
    check_role(context.origin, request.role.as_deref())?;
    let name = FunctionName::parse_in(context.home, &request.function_name)?;
    let timeout = valid_timeout(request.timeout)?;
    let memory_size_mb = valid_memory_size(request.memory_size)?;
    let environment = request.environment.unwrap_or_default();
    environment.validate()?;
    let tracing = request.tracing_config.unwrap_or_default();
    tracing.validate()?;
    let ephemeral_storage = request.ephemeral_storage.unwrap_or_default();
    ephemeral_storage.validate()?;
    let logging = request.logging_config.unwrap_or_default();
    logging.validate()?;
    let runtime = valid_runtime(request.runtime)?;
    let architecture = valid_architecture(request.architectures, &context.settings.host)?;
    let code = valid_code(request.code, &context.settings.host)?;
    if state.functions.by_name.contains_key(&name) {
        return Err(FunctionError::function_exists(&name));
    }
    let function = Function {
        name: name.clone(),
        home: context.home.clone(),
        code,
        runtime,
        handler: request.handler.unwrap_or_else(|| "bootstrap".to_owned()),
        role: request.role.unwrap_or_default(),
        description: request.description.unwrap_or_default(),
        environment,
        timeout,
        memory_size_mb,
        architecture,
        tracing,
        ephemeral_storage,
        logging,
        dead_letter_target: valid_dead_letters(request.dead_letter_config)?,
        tags: request.tags.unwrap_or_default(),
        last_modified: context.now,
        revision_id: context.ids.uuid(),
    };
    let configuration = FunctionConfiguration::from(&function);
    state.functions.by_name.insert(name, function);
    Ok(configuration)
}

pub(super) fn get_function_configuration(
    state: &Local,
    context: &View<'_>,
    request: GetFunctionConfiguration,
) -> Result<FunctionConfiguration, FunctionError> {
    let name = FunctionName::parse_in(context.home, &request.function_name)?;
    state
        .functions
        .get(&name)
        .map(FunctionConfiguration::from)
        .ok_or_else(|| FunctionError::function_not_found(context.home, &name))
}

pub(super) fn list_functions(
    state: &Local,
    _context: &View<'_>,
    request: ListFunctions,
) -> Result<ListFunctionsResponse, FunctionError> {
    let functions = state.functions.by_name.iter();
    let page = Page::of(
        functions.map(|(name, function)| (name.as_str(), function)),
        request.marker.as_deref(),
        request.max_items,
        FUNCTIONS_PER_PAGE,
    )?;
    Ok(ListFunctionsResponse {
        functions: page
            .items
            .into_iter()
            .map(FunctionConfiguration::from)
            .collect(),
        next_marker: page.next_marker,
    })
}

pub(super) fn delete_function(
    state: &mut Local,
    context: &mut Context<'_>,
    request: DeleteFunction,
) -> Result<(), FunctionError> {
    let name = FunctionName::parse_in(context.home, &request.function_name)?;
    if state.functions.by_name.remove(&name).is_none() {
        return Err(FunctionError::function_not_found(context.home, &name));
    }
    state.functions.policies.remove(&name);
    state.functions.event_configs.remove(&name);
    Ok(())
}

/// Only what this process makes by itself may do without: nobody judges such a function. The text is that of AWS's models (unverified).
fn check_role(origin: &Origin, role: Option<&str>) -> Result<(), FunctionError> {
    if role.is_some() || origin.caller == Caller::Emulator {
        return Ok(());
    }
    Err(FunctionError::Validation(
        "1 validation error detected: Value null at 'role' failed to satisfy constraint: Member must not be null"
            .to_owned(),
    ))
}

fn refuse_unbuilt(request: &CreateFunction) -> Result<(), FunctionError> {
    let package_type = request.package_type.as_deref();
    let unbuilt = if package_type.is_some_and(|package_type| package_type != "Zip") {
        "Functions from images are"
    } else if request.publish == Some(true) {
        "Versions (Publish) are"
    } else if request
        .layers
        .as_ref()
        .is_some_and(|layers| !layers.is_empty())
    {
        "Layers are"
    } else {
        return Ok(());
    };
    Err(FunctionError::invalid(format!(
        "{unbuilt} not built in this emulator"
    )))
}

/// The ARN of the queue for events that the function does not take, where there is to be one.
pub(super) fn valid_dead_letters(
    config: Option<DeadLetterConfig>,
) -> Result<Option<String>, FunctionError> {
    let Some(arn) = config.as_ref().and_then(DeadLetterConfig::target) else {
        return Ok(None);
    };
    if is_standard_queue(arn) {
        return Ok(Some(arn.to_owned()));
    }
    Err(FunctionError::invalid(format!(
        "Dead-letter targets other than standard queues are not built in this emulator: {arn}"
    )))
}

/// Whether this may be the ARN of a standard queue, be it there or not.
pub(super) fn is_standard_queue(arn: &str) -> bool {
    let queue = queue::parse_queue_arn(arn);
    queue.is_some_and(|(_, name)| QueueName::parse(name).is_ok())
}

pub(super) fn valid_timeout(seconds: Option<u32>) -> Result<Duration, FunctionError> {
    let seconds = seconds.unwrap_or(DEFAULT_TIMEOUT_SECONDS);
    if !(1..=MAX_TIMEOUT_SECONDS).contains(&seconds) {
        return Err(FunctionError::out_of_range(
            "timeout",
            seconds,
            1,
            u64::from(MAX_TIMEOUT_SECONDS),
        ));
    }
    Ok(Duration::from_secs(u64::from(seconds)))
}

pub(super) fn valid_memory_size(megabytes: Option<u32>) -> Result<u32, FunctionError> {
    let megabytes = megabytes.unwrap_or(DEFAULT_MEMORY_SIZE_MB);
    if !MEMORY_SIZE_MB.contains(&megabytes) {
        let (least, most) = (*MEMORY_SIZE_MB.start(), *MEMORY_SIZE_MB.end());
        return Err(FunctionError::out_of_range(
            "memorySize",
            megabytes,
            u64::from(least),
            u64::from(most),
        ));
    }
    Ok(megabytes)
}

/// A runtime that is built. AWS has many more, and takes them.
pub(super) fn valid_runtime(named: Option<String>) -> Result<String, FunctionError> {
    let runtime = named.unwrap_or_else(|| RUNTIMES[0].to_owned());
    if RUNTIMES.contains(&runtime.as_str()) {
        return Ok(runtime);
    }
    Err(FunctionError::invalid(format!(
        "The runtime '{runtime}' is not built in this emulator, which runs native executables: {}. Hint: package an \
         executable called bootstrap that speaks the Lambda runtime API",
        RUNTIMES.join(", ")
    )))
}

/// One architecture, `x86_64` where none is named. One that is named has to be one that can be run.
pub(super) fn valid_architecture(
    named: Option<Vec<String>>,
    host: &Host,
) -> Result<String, FunctionError> {
    let Some(named) = named else {
        return Ok("x86_64".to_owned());
    };
    match named.as_slice() {
        [architecture] if architecture == "x86_64" || architecture == "arm64" => {
            host.check_architecture(architecture)?;
            Ok(architecture.clone())
        }
        _ => Err(FunctionError::Validation(format!(
            "1 validation error detected: Value '[{}]' at 'architectures' failed to satisfy constraint: Member must \
             satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
            named.join(", ")
        ))),
    }
}

/// Code that can be run.
pub(super) fn valid_code(code: FunctionCode, host: &Host) -> Result<Code, FunctionError> {
    if code.s3_bucket.is_some() || code.image_uri.is_some() {
        return Err(FunctionError::invalid(
            "Code from S3 and from images is not built in this emulator: give a zip archive (ZipFile)",
        ));
    }
    let code = match (code.zip_file, code.executable_path) {
        (Some(archive), None) => Code::Zip(Package::new(Bytes::from(archive.0))?),
        (None, Some(path)) => Code::Executable(path),
        _ => {
            return Err(FunctionError::invalid(
                "Please provide a source for function code.",
            ));
        }
    };
    host.check_code(&code)?;
    Ok(code)
}
