//! The operations on aliases.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::alias::Alias;
use super::definition::FunctionName;
use super::error::FunctionError;
use super::page::Page;
use super::qualifier::{QualifiedName, Qualifier, Version, is_alias_name};
use super::state::Functions;
use super::valid::valid_description;
use crate::context::{Context, View};
use crate::origin::Home;
use crate::state::Local;

/// The page of a caller that names no maximum. Source: `ListAliases`.
const ALIASES_PER_PAGE: u32 = 50;

/// `CreateAlias`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateAlias {
    pub function_name: String,
    pub name: String,
    /// A number, or `$LATEST`.
    pub function_version: String,
    pub description: Option<String>,
    pub routing_config: Option<AliasRoutingConfiguration>,
}

/// How invocations are shared between two versions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AliasRoutingConfiguration {
    /// By version, from 0 to 1.
    pub additional_version_weights: BTreeMap<String, f64>,
}

/// `GetAlias`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetAlias {
    pub function_name: String,
    pub name: String,
}

/// `UpdateAlias`: what is absent stays as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateAlias {
    pub function_name: String,
    pub name: String,
    pub function_version: Option<String>,
    pub description: Option<String>,
    pub routing_config: Option<AliasRoutingConfiguration>,
    /// The revision that the caller means to change.
    pub revision_id: Option<String>,
}

/// `DeleteAlias`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteAlias {
    pub function_name: String,
    pub name: String,
}

/// `ListAliases`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListAliases {
    pub function_name: String,
    /// Those alone that point at this version.
    pub function_version: Option<String>,
    pub marker: Option<String>,
    pub max_items: Option<u32>,
}

/// An alias as Lambda describes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AliasConfiguration {
    pub alias_arn: String,
    pub name: String,
    pub function_version: String,
    pub description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routing_config: Option<AliasRoutingConfiguration>,
    pub revision_id: String,
}

/// What `ListAliases` answers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListAliasesResponse {
    pub aliases: Vec<AliasConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
}

pub(super) fn create_alias(
    state: &mut Local,
    context: &mut Context<'_>,
    request: CreateAlias,
) -> Result<AliasConfiguration, FunctionError> {
    let function = FunctionName::parse_in(context.home, &request.function_name)?;
    check_name(&request.name)?;
    let description = valid_description(request.description)?;
    let version = parse_version(&request.function_version)?;
    let additional = parse_routing(request.routing_config)?;
    check_versions(
        &state.functions,
        context.home,
        &function,
        version,
        additional,
    )?;
    if state.functions.alias(&function, &request.name).is_some() {
        let arn = arn(context.home, &function, &request.name);
        return Err(FunctionError::ResourceConflict(format!(
            "Alias already exists: {arn}"
        )));
    }
    let alias = Alias {
        version,
        additional,
        description: description.unwrap_or_default(),
        revision_id: context.ids.uuid(),
        owed: 0.0,
    };
    let described = describe(context.home, &function, &request.name, &alias);
    let published = state.functions.published.entry(function).or_default();
    published.aliases.insert(request.name, alias);
    Ok(described)
}

pub(super) fn get_alias(
    state: &Local,
    context: &View<'_>,
    request: GetAlias,
) -> Result<AliasConfiguration, FunctionError> {
    let function = existing(&state.functions, context.home, &request.function_name)?;
    let name = &request.name;
    let alias = state.functions.alias(&function, name);
    let alias = alias.ok_or_else(|| alias_not_found(context.home, &function, name))?;
    Ok(describe(context.home, &function, name, alias))
}

pub(super) fn update_alias(
    state: &mut Local,
    context: &mut Context<'_>,
    request: UpdateAlias,
) -> Result<AliasConfiguration, FunctionError> {
    let function = existing(&state.functions, context.home, &request.function_name)?;
    let name = request.name;
    let description = valid_description(request.description)?;
    let alias = state.functions.alias(&function, &name);
    let alias = alias.ok_or_else(|| alias_not_found(context.home, &function, &name))?;
    if request
        .revision_id
        .is_some_and(|expected| expected != alias.revision_id)
    {
        return Err(FunctionError::PreconditionFailed);
    }
    let mut changed = alias.clone();
    if let Some(version) = &request.function_version {
        changed.version = parse_version(version)?;
    }
    if request.routing_config.is_some() {
        changed.additional = parse_routing(request.routing_config)?;
    }
    changed.description = description.unwrap_or(changed.description);
    changed.owed = 0.0;
    let (version, additional) = (changed.version, changed.additional);
    check_versions(
        &state.functions,
        context.home,
        &function,
        version,
        additional,
    )?;
    changed.revision_id = context.ids.uuid();
    let described = describe(context.home, &function, &name, &changed);
    let published = state.functions.published.entry(function).or_default();
    published.aliases.insert(name, changed);
    Ok(described)
}

/// What is not there is deleted as well.
pub(super) fn delete_alias(
    state: &mut Local,
    context: &mut Context<'_>,
    request: DeleteAlias,
) -> Result<(), FunctionError> {
    let function = existing(&state.functions, context.home, &request.function_name)?;
    let functions = &mut state.functions;
    if let Some(published) = functions.published.get_mut(&function) {
        published.aliases.remove(&request.name);
    }
    functions.forget_qualified(&QualifiedName {
        name: function,
        qualifier: Qualifier::Alias(request.name),
    });
    Ok(())
}

pub(super) fn list_aliases(
    state: &Local,
    context: &View<'_>,
    request: ListAliases,
) -> Result<ListAliasesResponse, FunctionError> {
    let function = existing(&state.functions, context.home, &request.function_name)?;
    let version = match &request.function_version {
        Some(version) => Some(parse_version(version)?),
        None => None,
    };
    let published = state.functions.published.get(&function).into_iter();
    let aliases = published.flat_map(|published| &published.aliases);
    let wanted =
        aliases.filter(|(_, alias)| version.is_none_or(|version| alias.points_at(version)));
    let page = Page::of(
        wanted.map(|(name, alias)| (name.as_str(), (name, alias))),
        request.marker.as_deref(),
        request.max_items,
        ALIASES_PER_PAGE,
    )?;
    let aliases = page.items.into_iter();
    Ok(ListAliasesResponse {
        aliases: aliases
            .map(|(name, alias)| describe(context.home, &function, name, alias))
            .collect(),
        next_marker: page.next_marker,
    })
}

fn existing(functions: &Functions, home: &Home, name: &str) -> Result<FunctionName, FunctionError> {
    let name = FunctionName::parse_in(home, name)?;
    match functions.get(&name) {
        Some(_) => Ok(name),
        None => Err(FunctionError::function_not_found(home, &name)),
    }
}

fn check_name(name: &str) -> Result<(), FunctionError> {
    if is_alias_name(name) {
        return Ok(());
    }
    Err(FunctionError::bad_pattern(
        "name",
        name,
        "(?!^[0-9]+$)([a-zA-Z0-9-_]+)",
    ))
}

fn parse_version(text: &str) -> Result<Version, FunctionError> {
    Version::parse(text)
        .ok_or_else(|| FunctionError::bad_pattern("functionVersion", text, "(\\$LATEST|[0-9]+)"))
}

/// The second version and its weight, where there is one.
fn parse_routing(
    config: Option<AliasRoutingConfiguration>,
) -> Result<Option<(Version, f64)>, FunctionError> {
    let weights = config.unwrap_or_default().additional_version_weights;
    let broken = |constraint: &str| {
        let pairs: Vec<String> = weights
            .iter()
            .map(|(version, weight)| format!("{version}={weight:?}"))
            .collect();
        FunctionError::Validation(format!(
            "1 validation error detected: Value '{{{}}}' at 'routingConfig.additionalVersionWeights' failed to satisfy \
             constraint: Map {constraint}",
            pairs.join(", ")
        ))
    };
    if weights.values().any(|weight| !(0.0..=1.0).contains(weight)) {
        return Err(broken(
            "value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value \
             greater than or equal to 0.0, Member must not be null]",
        ));
    }
    let parsed = weights.iter().map(|(text, weight)| match Version::parse(text) {
        Some(version @ Version::Published(_)) => Ok((version, *weight)),
        _ => Err(broken(
            "keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length \
             greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+, Member must not be null]",
        )),
    });
    let parsed: Vec<(Version, f64)> = parsed.collect::<Result<_, _>>()?;
    match parsed.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        _ => Err(FunctionError::invalid(
            "Number of items in AdditionalVersionWeights cannot be greater than 1",
        )),
    }
}

/// # Errors
/// A version that is not there, or two that do not go together.
fn check_versions(
    functions: &Functions,
    home: &Home,
    function: &FunctionName,
    version: Version,
    additional: Option<(Version, f64)>,
) -> Result<(), FunctionError> {
    if let Some((second, _)) = additional {
        if version == Version::Latest {
            return Err(FunctionError::invalid(
                "$LATEST is not supported for an alias pointing to more than 1 version",
            ));
        }
        if second == version {
            return Err(FunctionError::invalid(format!(
                "Invalid function version {second}. Function version {second} is already included in routing configuration."
            )));
        }
    }
    let second = additional.map(|(second, _)| second);
    for version in std::iter::once(version).chain(second) {
        if functions.version(function, version).is_none() {
            let missing = QualifiedName {
                name: function.clone(),
                qualifier: Qualifier::Version(version),
            };
            return Err(FunctionError::qualified_not_found(home, &missing));
        }
    }
    Ok(())
}

fn alias_not_found(home: &Home, function: &FunctionName, name: &str) -> FunctionError {
    let arn = arn(home, function, name);
    FunctionError::ResourceNotFound(format!("Cannot find alias arn: {arn}"))
}

fn arn(home: &Home, function: &FunctionName, alias: &str) -> String {
    let function = QualifiedName {
        name: function.clone(),
        qualifier: Qualifier::Alias(alias.to_owned()),
    };
    function.arn(home)
}

fn describe(home: &Home, function: &FunctionName, name: &str, alias: &Alias) -> AliasConfiguration {
    AliasConfiguration {
        alias_arn: arn(home, function, name),
        name: name.to_owned(),
        function_version: alias.version.to_string(),
        description: alias.description.clone(),
        routing_config: alias
            .additional
            .map(|(version, weight)| AliasRoutingConfiguration {
                additional_version_weights: BTreeMap::from([(version.to_string(), weight)]),
            }),
        revision_id: alias.revision_id.clone(),
    }
}
