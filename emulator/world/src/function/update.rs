//! `GetFunction`, and the operations that change a function.
//!
//! A change gives the function another revision id, by which the runtime knows that a warm process is out of date.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::code::{Fetched, FunctionCode};
use super::configuration::{DeadLetterConfig, FunctionConfiguration};
use super::control::described;
use super::definition::{
    Environment, EphemeralStorage, Function, FunctionName, LoggingConfig, TracingConfig,
};
use super::error::FunctionError;
use super::readiness::Readiness;
use super::reference::{Named, function_target};
use super::reservation::ReservedConcurrency;
use super::role::check_role_arn;
use super::unbuilt::{SnapStartConfig, Unbuilt};
use super::valid::{
    valid_architecture, valid_dead_letters, valid_description, valid_handler, valid_key,
    valid_memory_size, valid_runtime, valid_timeout,
};
use crate::access::{self, Denial};
use crate::context::{Context, View};
use crate::state::{Local, Part as _, State};
use crate::value::Blob;

/// `GetFunction`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetFunction {
    pub function_name: String,
    pub qualifier: Option<String>,
}

/// What `GetFunction` answers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetFunctionResponse {
    pub configuration: FunctionConfiguration,
    pub code: FunctionCodeLocation,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// Why there are none: the caller may not list them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags_error: Option<TagsError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<ReservedConcurrency>,
}

/// What asking for the tags alone would have been answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagsError {
    pub error_code: &'static str,
    pub message: String,
}

impl From<Box<Denial>> for TagsError {
    fn from(denial: Box<Denial>) -> Self {
        Self {
            error_code: "AccessDeniedException",
            message: FunctionError::from(denial).to_string(),
        }
    }
}

/// Where the code is. AWS adds a URL to download it from, which is good for ten minutes; there is none here.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FunctionCodeLocation {
    pub repository_type: &'static str,
    #[serde(rename = "SourceKMSKeyArn", skip_serializing_if = "Option::is_none")]
    pub source_kms_key_arn: Option<String>,
}

/// `UpdateFunctionCode`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateFunctionCode {
    pub function_name: String,
    /// A zip archive with `bootstrap` at its root.
    pub zip_file: Option<Blob>,
    /// A native executable on this machine, run as it stands. Not on AWS.
    pub executable_path: Option<PathBuf>,
    /// A zip archive in an object.
    pub s3_bucket: Option<String>,
    pub s3_key: Option<String>,
    pub s3_object_version: Option<String>,
    /// Of the package. Kept: nothing is encrypted here.
    #[serde(rename = "SourceKMSKeyArn")]
    pub source_kms_key_arn: Option<String>,
    /// What came of reading it.
    #[serde(skip)]
    pub fetched: Option<Fetched>,
    pub image_uri: Option<String>,
    pub architectures: Option<Vec<String>>,
    /// Checks everything and changes nothing.
    pub dry_run: Option<bool>,
    /// Whether a version is published of it, too.
    pub publish: Option<bool>,
    /// Not built.
    pub publish_to: Unbuilt,
    /// The revision that the caller means to change.
    pub revision_id: Option<String>,
}

/// `UpdateFunctionConfiguration`: what is absent stays as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateFunctionConfiguration {
    pub function_name: String,
    pub runtime: Option<String>,
    pub role: Option<String>,
    pub handler: Option<String>,
    pub description: Option<String>,
    /// Seconds.
    pub timeout: Option<u32>,
    /// MB.
    pub memory_size: Option<u32>,
    /// Replaces all variables.
    pub environment: Option<Environment>,
    pub tracing_config: Option<TracingConfig>,
    pub ephemeral_storage: Option<EphemeralStorage>,
    pub logging_config: Option<LoggingConfig>,
    /// An empty target takes it away.
    pub dead_letter_config: Option<DeadLetterConfig>,
    /// Of the environment; an empty text takes it away.
    #[serde(rename = "KMSKeyArn")]
    pub kms_key_arn: Option<String>,
    pub snap_start: Option<SnapStartConfig>,
    /// This and what follows is not built: refused, but where it says that there is to be none.
    pub layers: Unbuilt,
    pub vpc_config: Unbuilt,
    pub file_system_configs: Unbuilt,
    pub image_config: Unbuilt,
    pub capacity_provider_config: Unbuilt,
    pub durable_config: Unbuilt,
    /// The revision that the caller means to change.
    pub revision_id: Option<String>,
}

/// Tags are told to who may list them: API `GetFunction`, "Lambda returns tag data only if you have explicit allow permissions for
/// `lambda:ListTags`".
pub(super) fn get_function(
    state: &State,
    context: &View<'_>,
    request: GetFunction,
) -> Result<GetFunctionResponse, FunctionError> {
    let qualifier = request.qualifier.as_deref();
    let named = Named::parse_in(context.home, &request.function_name, qualifier)?;
    let local = Local::of(state, context.home);
    let configuration = described(local, context, &named)?;
    let name = &named.function.name;
    let reserved = local.functions.reserved.get(name);
    let function = local.functions.resolve(&named.function);
    let target = function_target(context.home, name.as_str());
    let may_list = access::authorise(state, &context.ask("lambda:ListTags", target));
    let tags = match may_list {
        Ok(()) => local.functions.tags(name.as_str()).cloned(),
        Err(_) => None,
    };
    Ok(GetFunctionResponse {
        configuration,
        code: FunctionCodeLocation {
            repository_type: "S3",
            source_kms_key_arn: function.and_then(|function| function.source_kms_key.clone()),
        },
        tags: tags.unwrap_or_default(),
        tags_error: may_list.err().map(TagsError::from),
        concurrency: reserved.map(|reserved| ReservedConcurrency {
            reserved_concurrent_executions: Some(*reserved),
        }),
    })
}

pub(super) fn update_function_code(
    state: &mut Local,
    context: &mut Context<'_>,
    request: UpdateFunctionCode,
) -> Result<FunctionConfiguration, FunctionError> {
    request.refuse_unbuilt()?;
    let function = find(state, context, &request.function_name)?;
    function.check_revision(request.revision_id.as_deref())?;
    function.refuse_unready()?;
    let mut changed = function.clone();
    let code = FunctionCode {
        zip_file: request.zip_file,
        executable_path: request.executable_path,
        s3_bucket: request.s3_bucket,
        s3_key: request.s3_key,
        s3_object_version: request.s3_object_version,
        source_kms_key_arn: request.source_kms_key_arn,
        fetched: request.fetched,
        image_uri: request.image_uri,
    };
    changed.source_kms_key = valid_key("sourceKMSKeyArn", code.source_kms_key_arn.clone())?;
    changed.code = code.load(&context.settings.host)?;
    if request.architectures.is_some() {
        changed.architecture = valid_architecture(request.architectures, &context.settings.host)?;
    }
    if request.dry_run == Some(true) {
        return Ok(FunctionConfiguration::from(&changed));
    }
    let name = changed.name.clone();
    let configuration = replace(state, context, changed);
    if request.publish != Some(true) {
        return Ok(configuration);
    }
    let published = state.functions.publish_latest(&name, None, context.ids);
    Ok(published.map_or(configuration, FunctionConfiguration::from))
}

pub(super) fn update_function_configuration(
    state: &mut Local,
    context: &mut Context<'_>,
    request: UpdateFunctionConfiguration,
) -> Result<FunctionConfiguration, FunctionError> {
    request.refuse_unbuilt()?;
    check_role_arn(request.role.as_deref())?;
    let function = find(state, context, &request.function_name)?;
    function.check_revision(request.revision_id.as_deref())?;
    function.refuse_unready()?;
    let mut changed = function.clone();
    if request.timeout.is_some() {
        changed.timeout = valid_timeout(request.timeout)?;
    }
    if request.memory_size.is_some() {
        changed.memory_size_mb = valid_memory_size(request.memory_size)?;
    }
    if let Some(environment) = request.environment {
        environment.validate()?;
        changed.environment = environment;
    }
    if let Some(tracing) = request.tracing_config {
        tracing.validate()?;
        changed.tracing = tracing;
    }
    if let Some(storage) = request.ephemeral_storage {
        storage.validate()?;
        changed.ephemeral_storage = storage;
    }
    if let Some(logging) = request.logging_config {
        logging.validate()?;
        changed.logging = logging;
    }
    if request.dead_letter_config.is_some() {
        changed.dead_letter_target = valid_dead_letters(request.dead_letter_config)?;
    }
    if request.kms_key_arn.is_some() {
        changed.kms_key = valid_key("kMSKeyArn", request.kms_key_arn)?;
    }
    if request.runtime.is_some() {
        changed.runtime = valid_runtime(request.runtime)?;
    }
    if let Some(snap_start) = request.snap_start {
        snap_start.validate(&changed.runtime)?;
    }
    let texts = [
        (&mut changed.role, request.role),
        (&mut changed.handler, valid_handler(request.handler)?),
        (
            &mut changed.description,
            valid_description(request.description)?,
        ),
    ];
    for (text, given) in texts {
        if let Some(given) = given {
            *text = given;
        }
    }
    Ok(replace(state, context, changed))
}

fn find<'a>(
    state: &'a mut Local,
    context: &Context<'_>,
    name: &str,
) -> Result<&'a mut Function, FunctionError> {
    let name = FunctionName::parse_in(context.home, name)?;
    let home = context.home;
    state
        .functions
        .by_name
        .get_mut(&name)
        .ok_or_else(|| FunctionError::function_not_found(home, &name))
}

fn replace(
    state: &mut Local,
    context: &mut Context<'_>,
    mut changed: Function,
) -> FunctionConfiguration {
    let functions = &mut state.functions;
    // What is the same as before is no other deployment: its processes stay, and no version is published of it.
    if functions.by_name.get(&changed.name) != Some(&changed) {
        changed.deployment_id = context.ids.uuid();
    }
    changed.last_modified = context.now;
    changed.revision_id = context.ids.uuid();
    changed.readiness = Readiness::Updating.after(context);
    changed.prepare(context.effects);
    let configuration = FunctionConfiguration::from(&changed);
    functions.change(changed);
    configuration
}
