//! The operations on functions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::code::FunctionCode;
use super::configuration::{DeadLetterConfig, FunctionConfiguration};
use super::definition::Code;
use super::definition::{
    Environment, EphemeralStorage, Function, FunctionName, LoggingConfig, TracingConfig,
};
use super::error::FunctionError;
use super::page::Page;
use super::qualifier::{QualifiedName, Qualifier, Version};
use super::readiness::Readiness;
use super::reference::Named;
use super::role::check_role;
use super::tags;
use super::unbuilt::{SnapStartConfig, Unbuilt};
use super::valid::{
    valid_architecture, valid_dead_letters, valid_description, valid_handler, valid_key,
    valid_memory_size, valid_runtime, valid_timeout,
};
use crate::context::{Context, View};
use crate::state::Local;

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
    /// Whether the function's first version is published, too.
    pub publish: Option<bool>,
    /// Of the environment. Kept: nothing is encrypted here.
    #[serde(rename = "KMSKeyArn")]
    pub kms_key_arn: Option<String>,
    pub snap_start: Option<SnapStartConfig>,
    pub tags: Option<BTreeMap<String, String>>,
    /// This and what follows is not built: a function with any of it is refused.
    pub layers: Unbuilt,
    pub vpc_config: Unbuilt,
    pub file_system_configs: Unbuilt,
    pub image_config: Unbuilt,
    pub code_signing_config_arn: Unbuilt,
    pub capacity_provider_config: Unbuilt,
    pub publish_to: Unbuilt,
    pub durable_config: Unbuilt,
    pub tenancy_config: Unbuilt,
}

/// `GetFunctionConfiguration`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetFunctionConfiguration {
    pub function_name: String,
    pub qualifier: Option<String>,
}

/// `ListFunctions`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListFunctions {
    /// `ALL` lists published versions, too.
    pub function_version: Option<String>,
    /// Not built.
    pub master_region: Unbuilt,
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
    /// The one version that goes, but not `$LATEST`.
    pub qualifier: Option<String>,
}

pub(super) fn create_function(
    state: &mut Local,
    context: &mut Context<'_>,
    request: CreateFunction,
) -> Result<FunctionConfiguration, FunctionError> {
    request.refuse_unbuilt()?;
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
    let handler = valid_handler(request.handler)?;
    let runtime_is_absent = request.runtime.is_none();
    let runtime = valid_runtime(request.runtime)?;
    let snap_start = request.snap_start.unwrap_or_default();
    snap_start.validate(&runtime)?;
    let kms_key = valid_key("kMSKeyArn", request.kms_key_arn)?;
    let source_kms_key = valid_key(
        "code.sourceKMSKeyArn",
        request.code.source_kms_key_arn.clone(),
    )?;
    let architecture = valid_architecture(request.architectures, &context.settings.host)?;
    let description = valid_description(request.description)?;
    let tags = request.tags.unwrap_or_default();
    tags::check(&tags)?;
    if state.functions.by_name.contains_key(&name) {
        return Err(FunctionError::function_exists(&name));
    }
    let code = request.code.load(&context.settings.host)?;
    // What this process runs from where it lies has no package.
    if matches!(code, Code::Zip(_)) && (handler.is_none() || runtime_is_absent) {
        return Err(FunctionError::invalid(
            "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
        ));
    }
    let function = Function {
        name: name.clone(),
        home: context.home.clone(),
        code,
        runtime,
        handler: handler.unwrap_or_else(|| "bootstrap".to_owned()),
        role: request.role.unwrap_or_default(),
        description: description.unwrap_or_default(),
        environment,
        timeout,
        memory_size_mb,
        architecture,
        tracing,
        ephemeral_storage,
        logging,
        dead_letter_target: valid_dead_letters(request.dead_letter_config)?,
        kms_key,
        source_kms_key,
        tags,
        last_modified: context.now,
        revision_id: context.ids.uuid(),
        version: Version::Latest,
        readiness: Readiness::Creating.after(context),
        deployment_id: context.ids.uuid(),
    };
    function.prepare(context.effects);
    let mut configuration = FunctionConfiguration::from(&function);
    state.functions.by_name.insert(name.clone(), function);
    if request.publish == Some(true)
        && let Some(version) = state.functions.publish_latest(&name, None, context.ids)
    {
        // Recorded: the version, under the function's own ARN.
        let arn = configuration.function_arn;
        configuration = FunctionConfiguration::from(version);
        configuration.qualify(arn);
    }
    Ok(configuration)
}

pub(super) fn get_function_configuration(
    state: &Local,
    context: &View<'_>,
    request: GetFunctionConfiguration,
) -> Result<FunctionConfiguration, FunctionError> {
    let qualifier = request.qualifier.as_deref();
    let named = Named::parse_in(context.home, &request.function_name, qualifier)?;
    described(state, context, &named)
}

/// Under the ARN by which it was asked for.
pub(super) fn described(
    state: &Local,
    context: &View<'_>,
    named: &Named,
) -> Result<FunctionConfiguration, FunctionError> {
    let Some(function) = state.functions.resolve(&named.function) else {
        return Err(FunctionError::qualified_not_found(
            context.home,
            &named.function,
        ));
    };
    let mut configuration = FunctionConfiguration::from(function);
    configuration.qualify(named.arn(context.home));
    Ok(configuration)
}

pub(super) fn list_functions(
    state: &Local,
    _context: &View<'_>,
    request: ListFunctions,
) -> Result<ListFunctionsResponse, FunctionError> {
    request.refuse_unbuilt()?;
    let with_versions = match request.function_version.as_deref() {
        None => false,
        Some("ALL") => true,
        Some(other) => {
            return Err(FunctionError::Validation(format!(
                "1 validation error detected: Value '{other}' at 'functionVersion' failed to satisfy constraint: Member must \
                 satisfy enum value set: [ALL]"
            )));
        }
    };
    let functions = &state.functions;
    let mut listed = Vec::new();
    for function in functions.iter() {
        listed.push((
            function.name.to_string(),
            listed_as(function, with_versions),
        ));
        if with_versions {
            let versions = functions.versions_of(&function.name).enumerate();
            let versions = versions.map(|(place, version)| {
                // By number, not by text; no name has a colon.
                let key = format!("{}:{place:020}", function.name);
                (key, FunctionConfiguration::listed(version))
            });
            listed.extend(versions);
        }
    }
    listed.sort_by(|(one, _), (other, _)| one.cmp(other));
    let page = Page::of(
        listed
            .iter()
            .map(|(key, function)| (key.as_str(), function)),
        request.marker.as_deref(),
        request.max_items,
        FUNCTIONS_PER_PAGE,
    )?;
    Ok(ListFunctionsResponse {
        functions: page.items.into_iter().cloned().collect(),
        next_marker: page.next_marker,
    })
}

fn listed_as(function: &Function, with_versions: bool) -> FunctionConfiguration {
    let mut listed = FunctionConfiguration::listed(function);
    if with_versions {
        listed.qualify(function.qualified_arn());
    }
    listed
}

pub(super) fn delete_function(
    state: &mut Local,
    context: &mut Context<'_>,
    request: DeleteFunction,
) -> Result<(), FunctionError> {
    let qualifier = request.qualifier.as_deref();
    let named = Named::parse_in(context.home, &request.function_name, qualifier)?;
    let function = named.function;
    if state.functions.get(&function.name).is_none() {
        return Err(FunctionError::function_not_found(
            context.home,
            &function.name,
        ));
    }
    if named.is_qualified {
        return delete_version(state, function);
    }
    state.functions.forget(&function.name);
    Ok(())
}

/// A version that is not there is deleted as well.
fn delete_version(state: &mut Local, function: QualifiedName) -> Result<(), FunctionError> {
    let version = match function.qualifier {
        Qualifier::Version(version) => version,
        Qualifier::Alias(_) => {
            return Err(FunctionError::invalid(
                "Deletion of aliases is not currently supported.",
            ));
        }
    };
    let Version::Published(number) = version else {
        return Err(FunctionError::invalid(
            "$LATEST version cannot be deleted without deleting the function.",
        ));
    };
    let Some(published) = state.functions.published.get_mut(&function.name) else {
        return Ok(());
    };
    let aliases = published.aliases.iter();
    let pointing = aliases.filter(|(_, alias)| alias.points_at(version));
    let pointing: Vec<&str> = pointing.map(|(name, _)| name.as_str()).collect();
    if !pointing.is_empty() {
        return Err(FunctionError::ResourceConflict(format!(
            "Unable to delete version because the following aliases reference it: [{}]",
            pointing.join(", ")
        )));
    }
    published.versions.remove(&number);
    state.functions.forget_qualified(&function);
    Ok(())
}
