//! What tools read of every function though little of it is built: code signing, recursive loops, runtime updates, function URLs.
//!
//! Code signing and URLs are not built: nothing has any, and the reads say so as AWS does. What is put of the others is kept.

use serde::{Deserialize, Serialize};

use super::definition::FunctionName;
use super::error::FunctionError;
use super::qualifier::QualifiedName;
use super::reference::Named;
use super::runtime_management::RuntimeManagement;
use crate::context::{Context, View};
use crate::state::Local;

/// The longest page of URLs. Source: `ListFunctionUrlConfigs`.
const MAX_URLS: u32 = 50;

/// `GetFunctionCodeSigningConfig`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetFunctionCodeSigningConfig {
    pub function_name: String,
}

/// Of a function without one: its name alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetFunctionCodeSigningConfigResponse {
    pub function_name: String,
}

/// `GetFunctionRecursionConfig`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetFunctionRecursionConfig {
    pub function_name: String,
}

/// `PutFunctionRecursionConfig`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct PutFunctionRecursionConfig {
    pub function_name: String,
    pub recursive_loop: String,
}

/// What becomes of a function that invokes itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FunctionRecursionConfig {
    pub recursive_loop: &'static str,
}

/// `GetRuntimeManagementConfig`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetRuntimeManagementConfig {
    pub function_name: String,
    pub qualifier: Option<String>,
}

/// `PutRuntimeManagementConfig`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct PutRuntimeManagementConfig {
    pub function_name: String,
    pub qualifier: Option<String>,
    pub update_runtime_on: String,
    pub runtime_version_arn: Option<String>,
}

/// When a function gets another build of its runtime.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RuntimeManagementConfig {
    pub update_runtime_on: &'static str,
    pub function_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime_version_arn: Option<String>,
}

/// `GetFunctionUrlConfig`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetFunctionUrlConfig {
    pub function_name: String,
    pub qualifier: Option<String>,
}

/// `ListFunctionUrlConfigs`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListFunctionUrlConfigs {
    pub function_name: String,
    pub marker: Option<String>,
    pub max_items: Option<u32>,
}

/// There are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListFunctionUrlConfigsResponse {
    pub function_url_configs: [(); 0],
}

pub(super) fn get_code_signing(
    state: &Local,
    context: &View<'_>,
    request: GetFunctionCodeSigningConfig,
) -> Result<GetFunctionCodeSigningConfigResponse, FunctionError> {
    let name = existing(state, context, &request.function_name)?;
    Ok(GetFunctionCodeSigningConfigResponse {
        function_name: name.to_string(),
    })
}

pub(super) fn get_recursion(
    state: &Local,
    context: &View<'_>,
    request: GetFunctionRecursionConfig,
) -> Result<FunctionRecursionConfig, FunctionError> {
    let name = existing(state, context, &request.function_name)?;
    let allows = state.functions.loops_allowed.contains(&name);
    Ok(FunctionRecursionConfig {
        recursive_loop: if allows { "Allow" } else { "Terminate" },
    })
}

pub(super) fn put_recursion(
    state: &mut Local,
    context: &mut Context<'_>,
    request: PutFunctionRecursionConfig,
) -> Result<FunctionRecursionConfig, FunctionError> {
    let recursive_loop = one_of(
        "recursiveLoop",
        &request.recursive_loop,
        &["Terminate", "Allow"],
    )?;
    let name = existing(state, &context.view(), &request.function_name)?;
    if recursive_loop == "Allow" {
        state.functions.loops_allowed.insert(name);
    } else {
        state.functions.loops_allowed.remove(&name);
    }
    Ok(FunctionRecursionConfig { recursive_loop })
}

pub(super) fn get_runtime_management(
    state: &Local,
    context: &View<'_>,
    request: GetRuntimeManagementConfig,
) -> Result<RuntimeManagementConfig, FunctionError> {
    let qualifier = request.qualifier.as_deref();
    let (function, function_arn) = qualified(state, context, &request.function_name, qualifier)?;
    let management = state.functions.runtime_management.get(&function);
    Ok(RuntimeManagementConfig {
        update_runtime_on: management.map_or("Auto", |management| management.update_runtime_on),
        function_arn,
        runtime_version_arn: management
            .and_then(|management| management.runtime_version_arn.clone()),
    })
}

pub(super) fn put_runtime_management(
    state: &mut Local,
    context: &mut Context<'_>,
    request: PutRuntimeManagementConfig,
) -> Result<RuntimeManagementConfig, FunctionError> {
    let update_runtime_on = one_of(
        "updateRuntimeOn",
        &request.update_runtime_on,
        &["Auto", "FunctionUpdate", "Manual"],
    )?;
    let qualifier = request.qualifier.as_deref();
    let (function, function_arn) =
        qualified(state, &context.view(), &request.function_name, qualifier)?;
    if (update_runtime_on == "Manual") != request.runtime_version_arn.is_some() {
        // The text is unverified.
        return Err(FunctionError::invalid(
            "You must specify a RuntimeVersionArn with UpdateRuntimeOn Manual, and with nothing else.",
        ));
    }
    let management = RuntimeManagement {
        update_runtime_on,
        runtime_version_arn: request.runtime_version_arn.clone(),
    };
    let managed = &mut state.functions.runtime_management;
    managed.insert(function, management);
    Ok(RuntimeManagementConfig {
        update_runtime_on,
        function_arn,
        runtime_version_arn: request.runtime_version_arn,
    })
}

pub(super) fn get_url(
    state: &Local,
    context: &View<'_>,
    request: GetFunctionUrlConfig,
) -> Result<(), FunctionError> {
    let qualifier = request.qualifier.as_deref();
    qualified(state, context, &request.function_name, qualifier)?;
    Err(FunctionError::ResourceNotFound(
        "The resource you requested does not exist.".to_owned(),
    ))
}

pub(super) fn list_urls(
    state: &Local,
    context: &View<'_>,
    request: ListFunctionUrlConfigs,
) -> Result<ListFunctionUrlConfigsResponse, FunctionError> {
    existing(state, context, &request.function_name)?;
    if let Some(items) = request
        .max_items
        .filter(|items| !(1..=MAX_URLS).contains(items))
    {
        let most = u64::from(MAX_URLS);
        return Err(FunctionError::out_of_range("maxItems", items, 1, most));
    }
    Ok(ListFunctionUrlConfigsResponse {
        function_url_configs: [],
    })
}

fn existing(state: &Local, context: &View<'_>, name: &str) -> Result<FunctionName, FunctionError> {
    let name = FunctionName::parse_in(context.home, name)?;
    match state.functions.get(&name) {
        Some(_) => Ok(name),
        None => Err(FunctionError::function_not_found(context.home, &name)),
    }
}

/// With the ARN by which the request named it.
fn qualified(
    state: &Local,
    context: &View<'_>,
    name: &str,
    qualifier: Option<&str>,
) -> Result<(QualifiedName, String), FunctionError> {
    let named = Named::parse_in(context.home, name, qualifier)?;
    if state.functions.resolve(&named.function).is_none() {
        return Err(FunctionError::qualified_not_found(
            context.home,
            &named.function,
        ));
    }
    let arn = named.arn(context.home);
    Ok((named.function, arn))
}

fn one_of(
    member: &str,
    value: &str,
    names: &'static [&'static str],
) -> Result<&'static str, FunctionError> {
    let known = names.iter().copied().find(|name| *name == value);
    known.ok_or_else(|| {
        FunctionError::Validation(format!(
            "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must satisfy \
             enum value set: [{}]",
            names.join(", ")
        ))
    })
}
