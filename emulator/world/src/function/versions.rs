//! `PublishVersion` and `ListVersionsByFunction`.
//!
//! A version is `$LATEST` as it stood: its code and configuration do not change any more.
//! <https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html>

use serde::{Deserialize, Serialize};

use super::configuration::{FunctionConfiguration, code_sha256};
use super::definition::{Function, FunctionName};
use super::error::FunctionError;
use super::page::Page;
use super::qualifier::Version;
use super::state::Functions;
use super::unbuilt::Unbuilt;
use super::valid::valid_description;
use crate::context::{Context, View};
use crate::id::Ids;
use crate::state::Local;

/// The page of a caller that names no maximum. Source: `ListVersionsByFunction`.
const VERSIONS_PER_PAGE: u32 = 50;

/// `PublishVersion`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct PublishVersion {
    pub function_name: String,
    /// Of the code that the caller means to publish.
    pub code_sha256: Option<String>,
    /// In the place of the function's own.
    pub description: Option<String>,
    /// The revision that the caller means to publish.
    pub revision_id: Option<String>,
    /// Not built.
    pub publish_to: Unbuilt,
}

/// `ListVersionsByFunction`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListVersionsByFunction {
    pub function_name: String,
    pub marker: Option<String>,
    pub max_items: Option<u32>,
}

/// What `ListVersionsByFunction` answers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListVersionsByFunctionResponse {
    /// `$LATEST`, and then the published ones by number.
    pub versions: Vec<FunctionConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
}

pub(super) fn publish_version(
    state: &mut Local,
    context: &mut Context<'_>,
    request: PublishVersion,
) -> Result<FunctionConfiguration, FunctionError> {
    request.refuse_unbuilt()?;
    let name = FunctionName::parse_in(context.home, &request.function_name)?;
    let description = valid_description(request.description)?;
    let Some(latest) = state.functions.get(&name) else {
        return Err(FunctionError::function_not_found(context.home, &name));
    };
    latest.check_revision(request.revision_id.as_deref())?;
    latest.refuse_unready()?;
    if let Some(given) = request.code_sha256.filter(|given| !given.is_empty()) {
        check_code(latest, &given)?;
    }
    let published = state
        .functions
        .publish_latest(&name, description, context.ids);
    match published {
        Some(version) => Ok(FunctionConfiguration::from(version)),
        None => Err(FunctionError::function_not_found(context.home, &name)),
    }
}

pub(super) fn list_versions(
    state: &Local,
    context: &View<'_>,
    request: ListVersionsByFunction,
) -> Result<ListVersionsByFunctionResponse, FunctionError> {
    let name = FunctionName::parse_in(context.home, &request.function_name)?;
    let Some(latest) = state.functions.get(&name) else {
        return Err(FunctionError::function_not_found(context.home, &name));
    };
    let mut described = FunctionConfiguration::listed(latest);
    described.qualify(latest.qualified_arn());
    let versions = state.functions.versions_of(&name);
    let all = std::iter::once(described).chain(versions.map(FunctionConfiguration::listed));
    // By number, not by text.
    let all: Vec<(String, FunctionConfiguration)> = all
        .enumerate()
        .map(|(place, version)| (format!("{place:020}"), version))
        .collect();
    let page = Page::of(
        all.iter().map(|(place, version)| (place.as_str(), version)),
        request.marker.as_deref(),
        request.max_items,
        VERSIONS_PER_PAGE,
    )?;
    Ok(ListVersionsByFunctionResponse {
        versions: page.items.into_iter().cloned().collect(),
        next_marker: page.next_marker,
    })
}

fn check_code(latest: &Function, given: &str) -> Result<(), FunctionError> {
    let current = code_sha256(&latest.code);
    if given == current {
        return Ok(());
    }
    Err(FunctionError::invalid(format!(
        "CodeSHA256 ({given}) is different from current CodeSHA256 in $LATEST ({current}). Please try again with the \
         CodeSHA256 in $LATEST."
    )))
}

impl Functions {
    /// The version that is `$LATEST` as it stands: a new one, or the last one where nothing has changed since. `None` where there is no such
    /// function.
    pub(super) fn publish_latest(
        &mut self,
        name: &FunctionName,
        description: Option<String>,
        ids: &mut Ids,
    ) -> Option<&Function> {
        let latest = self.by_name.get(name)?;
        let published = self.published.entry(name.clone()).or_default();
        let last = published.versions.get(&published.last_number);
        let is_new = last.is_none_or(|last| last.deployment_id != latest.deployment_id);
        if is_new {
            published.last_number += 1;
            let version = Function {
                version: Version::Published(published.last_number),
                description: description.unwrap_or_else(|| latest.description.clone()),
                revision_id: ids.uuid(),
                readiness: latest.readiness.of_version(),
                ..latest.clone()
            };
            published.versions.insert(published.last_number, version);
        }
        published.versions.get(&published.last_number)
    }
}
