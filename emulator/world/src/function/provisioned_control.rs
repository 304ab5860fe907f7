//! Provisioned concurrency of versions and aliases. It is kept and given back: no process is started ahead, and none is kept for it.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html>

use serde::{Deserialize, Serialize};

use super::configuration::lambda_time;
use super::definition::FunctionName;
use super::error::FunctionError;
use super::page::Page;
use super::provisioned::Provisioned;
use super::qualifier::{QualifiedName, Qualifier, Version};
use super::reservation::{below_minimum, least_unreserved};
use super::state::Functions;
use crate::context::{Context, View};
use crate::state::Local;

/// The page of a caller that names no maximum, and the longest. Source: `ListProvisionedConcurrencyConfigs`.
const CONFIGS_PER_PAGE: u32 = 50;

/// `PutProvisionedConcurrencyConfig`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct PutProvisionedConcurrencyConfig {
    pub function_name: String,
    /// A version, but not `$LATEST`, or an alias.
    pub qualifier: Option<String>,
    pub provisioned_concurrent_executions: i64,
}

/// `GetProvisionedConcurrencyConfig`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetProvisionedConcurrencyConfig {
    pub function_name: String,
    pub qualifier: Option<String>,
}

/// `DeleteProvisionedConcurrencyConfig`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteProvisionedConcurrencyConfig {
    pub function_name: String,
    pub qualifier: Option<String>,
}

/// `ListProvisionedConcurrencyConfigs`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListProvisionedConcurrencyConfigs {
    pub function_name: String,
    pub marker: Option<String>,
    pub max_items: Option<u32>,
}

/// Provisioned concurrency as Lambda describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ProvisionedConcurrencyConfig {
    /// In a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_arn: Option<String>,
    pub requested_provisioned_concurrent_executions: usize,
    pub available_provisioned_concurrent_executions: usize,
    pub allocated_provisioned_concurrent_executions: usize,
    pub status: &'static str,
    pub last_modified: String,
}

/// What `ListProvisionedConcurrencyConfigs` answers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListProvisionedConcurrencyConfigsResponse {
    pub provisioned_concurrency_configs: Vec<ProvisionedConcurrencyConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
}

/// As on AWS the answer is that it is under way; whoever asks next is told that it is ready.
pub(super) fn put(
    state: &mut Local,
    context: &mut Context<'_>,
    request: PutProvisionedConcurrencyConfig,
) -> Result<ProvisionedConcurrencyConfig, FunctionError> {
    let requested = valid_number(request.provisioned_concurrent_executions)?;
    let qualifier = request.qualifier.as_deref();
    let function = QualifiedName::parse_in(context.home, &request.function_name, qualifier)?;
    let functions = &mut state.functions;
    let Some(resolved) = functions.resolve(&function) else {
        return Err(FunctionError::qualified_not_found(context.home, &function));
    };
    let version = resolved.version;
    if version == Version::Latest {
        return Err(FunctionError::invalid(
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
        ));
    }
    check_overlap(functions, &function, version)?;
    check_room(
        functions,
        &function,
        requested,
        context.settings.concurrency.limit,
    )?;
    let provisioned = Provisioned {
        requested,
        last_modified: context.now,
    };
    let described = ProvisionedConcurrencyConfig {
        available_provisioned_concurrent_executions: 0,
        allocated_provisioned_concurrent_executions: 0,
        status: "IN_PROGRESS",
        ..describe(&provisioned)
    };
    functions.provisioned.insert(function, provisioned);
    Ok(described)
}

pub(super) fn get(
    state: &Local,
    context: &View<'_>,
    request: GetProvisionedConcurrencyConfig,
) -> Result<ProvisionedConcurrencyConfig, FunctionError> {
    let qualifier = request.qualifier.as_deref();
    let function = QualifiedName::parse_in(context.home, &request.function_name, qualifier)?;
    let functions = &state.functions;
    if functions.resolve(&function).is_none() {
        return Err(FunctionError::qualified_not_found(context.home, &function));
    }
    let provisioned = functions.provisioned.get(&function);
    provisioned
        .map(describe)
        .ok_or(FunctionError::ProvisionedConcurrencyConfigNotFound)
}

pub(super) fn delete(
    state: &mut Local,
    context: &mut Context<'_>,
    request: DeleteProvisionedConcurrencyConfig,
) -> Result<(), FunctionError> {
    let qualifier = request.qualifier.as_deref();
    let function = QualifiedName::parse_in(context.home, &request.function_name, qualifier)?;
    let functions = &mut state.functions;
    if functions.resolve(&function).is_none() {
        return Err(FunctionError::qualified_not_found(context.home, &function));
    }
    functions.provisioned.remove(&function);
    Ok(())
}

pub(super) fn list(
    state: &Local,
    context: &View<'_>,
    request: ListProvisionedConcurrencyConfigs,
) -> Result<ListProvisionedConcurrencyConfigsResponse, FunctionError> {
    let name = FunctionName::parse_in(context.home, &request.function_name)?;
    if state.functions.get(&name).is_none() {
        return Err(FunctionError::function_not_found(context.home, &name));
    }
    let of_function = state.functions.provisioned.iter();
    let of_function = of_function.filter(|(function, _)| function.name == name);
    let mut configs: Vec<(String, ProvisionedConcurrencyConfig)> = of_function
        .map(|(function, provisioned)| {
            let described = ProvisionedConcurrencyConfig {
                function_arn: Some(function.arn(context.home)),
                ..describe(provisioned)
            };
            (function.qualifier.to_string(), described)
        })
        .collect();
    configs.sort_by(|(one, _), (other, _)| one.cmp(other));
    let page = Page::of(
        configs.iter().map(|(key, config)| (key.as_str(), config)),
        request.marker.as_deref(),
        request.max_items,
        CONFIGS_PER_PAGE,
    )?;
    Ok(ListProvisionedConcurrencyConfigsResponse {
        provisioned_concurrency_configs: page.items.into_iter().cloned().collect(),
        next_marker: page.next_marker,
    })
}

impl Functions {
    /// What is provisioned for versions and aliases of this function, all together.
    pub(super) fn provisioned_of(&self, name: &FunctionName) -> usize {
        let all = self.provisioned.iter();
        all.filter(|(function, _)| function.name == *name)
            .map(|(_, provisioned)| provisioned.requested)
            .sum()
    }
}

fn valid_number(requested: i64) -> Result<usize, FunctionError> {
    match usize::try_from(requested) {
        Ok(requested) if requested > 0 => Ok(requested),
        _ => Err(FunctionError::Validation(format!(
            "1 validation error detected: Value '{requested}' at 'provisionedConcurrentExecutions' failed to satisfy \
             constraint: Member must have value greater than or equal to 1"
        ))),
    }
}

/// A version has it by its number or by one alias. The texts are recorded by others.
fn check_overlap(
    functions: &Functions,
    function: &QualifiedName,
    version: Version,
) -> Result<(), FunctionError> {
    let mut others = functions.provisioned.keys();
    let overlaps = others.any(|other| {
        other.name == function.name
            && other.qualifier != function.qualifier
            && functions.resolve(other).map(|function| function.version) == Some(version)
    });
    if !overlaps {
        return Ok(());
    }
    let text = match function.qualifier {
        Qualifier::Alias(_) => {
            "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version"
        }
        Qualifier::Version(_) => "Version is pointed by a Provisioned Concurrency alias",
    };
    Err(FunctionError::ResourceConflict(text.to_owned()))
}

fn check_room(
    functions: &Functions,
    function: &QualifiedName,
    requested: usize,
    limit: usize,
) -> Result<(), FunctionError> {
    let before = functions.provisioned.get(function);
    let before = before.map_or(0, |provisioned| provisioned.requested);
    let of_function = functions.provisioned_of(&function.name) - before + requested;
    if let Some(reserved) = functions.reserved.get(&function.name) {
        if of_function <= *reserved {
            return Ok(());
        }
        return Err(FunctionError::invalid(
            "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
        ));
    }
    let all = functions.set_aside() - before + requested;
    if all > limit - least_unreserved(limit) {
        return Err(below_minimum("ConcurrentExecutions", limit));
    }
    Ok(())
}

fn describe(provisioned: &Provisioned) -> ProvisionedConcurrencyConfig {
    ProvisionedConcurrencyConfig {
        function_arn: None,
        requested_provisioned_concurrent_executions: provisioned.requested,
        available_provisioned_concurrent_executions: provisioned.requested,
        allocated_provisioned_concurrent_executions: provisioned.requested,
        status: "READY",
        last_modified: lambda_time(provisioned.last_modified),
    }
}
