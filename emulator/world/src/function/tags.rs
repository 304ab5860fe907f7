//! `TagResource`, `UntagResource` and `ListTags`: tags of functions and of event source mappings.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::definition::FunctionName;
use super::error::FunctionError;
use crate::arn::{Arn, Resource, Target, at_arn};
use crate::context::{Context, View};
use crate::origin::{AccountId, Home};
use crate::state::Local;

/// Tags of one resource, and characters of a key and of a value. Source: the page above, "Tagging requirements".
const MAX_TAGS: usize = 50;
const MAX_KEY_LENGTH: usize = 128;
const MAX_VALUE_LENGTH: usize = 256;

/// `TagResource`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TagResource {
    /// The ARN of a function or an event source mapping.
    pub resource: String,
    pub tags: BTreeMap<String, String>,
}

/// `UntagResource`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UntagResource {
    pub resource: String,
    pub tag_keys: Vec<String>,
}

/// `ListTags`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListTags {
    pub resource: String,
}

/// What `ListTags` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTagsResponse {
    pub tags: BTreeMap<String, String>,
}

/// What the ARN in a request to tag names.
enum Tagged<'a> {
    /// With its qualifier, which nothing that is tagged has.
    Function {
        name: &'a str,
        qualifier: Option<&'a str>,
    },
    Mapping(&'a str),
}

impl<'a> Tagged<'a> {
    /// `None` for anything else.
    fn read(arn: &Arn<'a>) -> Option<Self> {
        match arn.resource.split_once(':')? {
            ("function", rest) => {
                let (name, qualifier) = match rest.split_once(':') {
                    Some((name, qualifier)) => (name, Some(qualifier)),
                    None => (rest, None),
                };
                Some(Self::Function { name, qualifier })
            }
            ("event-source-mapping", uuid) => Some(Self::Mapping(uuid)),
            _ => None,
        }
    }
}

/// What is tagged, where its ARN says.
pub(super) fn tagged<'a>(home: &'a Home, arn: &'a str) -> Target<'a> {
    let parsed = Arn::parse(arn).filter(|parsed| parsed.service == "lambda");
    let resource = parsed
        .as_ref()
        .and_then(Tagged::read)
        .map(|tagged| match tagged {
            Tagged::Function { name, .. } => Resource::Function(name),
            Tagged::Mapping(uuid) => Resource::EventSourceMapping(uuid),
        });
    let account = parsed.and_then(|parsed| AccountId::parse(parsed.account));
    match resource {
        Some(resource) => Target {
            account: account.unwrap_or(home.account),
            ..resource.of(home)
        },
        None => at_arn(home, arn),
    }
}

pub(super) fn tag_resource(
    state: &mut Local,
    context: &mut Context<'_>,
    request: TagResource,
) -> Result<(), FunctionError> {
    if let Found::Function(name) = find(context.home, &request.resource)?
        && let Some(function) = state.functions.get(&name)
    {
        function.refuse_updating()?;
    }
    let tags = tags_mut(state, context.home, &request.resource)?;
    if request.tags.is_empty() {
        // Recorded.
        return Err(FunctionError::invalid(
            "An error occurred and the request cannot be processed.",
        ));
    }
    let mut all = tags.clone();
    all.extend(request.tags);
    check(&all)?;
    *tags = all;
    Ok(())
}

pub(super) fn untag_resource(
    state: &mut Local,
    context: &mut Context<'_>,
    request: UntagResource,
) -> Result<(), FunctionError> {
    let tags = tags_mut(state, context.home, &request.resource)?;
    if request.tag_keys.is_empty() {
        return Err(FunctionError::Validation(
            "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member must not be null"
                .to_owned(),
        ));
    }
    tags.retain(|key, _| !request.tag_keys.contains(key));
    Ok(())
}

pub(super) fn list_tags(
    state: &Local,
    context: &View<'_>,
    request: ListTags,
) -> Result<ListTagsResponse, FunctionError> {
    let functions = &state.functions;
    let tags = match find(context.home, &request.resource)? {
        Found::Function(name) => match functions.get(&name) {
            Some(function) => &function.tags,
            None => return Err(FunctionError::function_not_found(context.home, &name)),
        },
        Found::Mapping(uuid) => match functions.mappings.get(uuid) {
            Some(mapping) => &mapping.tags,
            None => return Err(FunctionError::mapping_not_found()),
        },
    };
    Ok(ListTagsResponse { tags: tags.clone() })
}

fn tags_mut<'a>(
    state: &'a mut Local,
    home: &Home,
    arn: &str,
) -> Result<&'a mut BTreeMap<String, String>, FunctionError> {
    let functions = &mut state.functions;
    match find(home, arn)? {
        Found::Function(name) => match functions.by_name.get_mut(&name) {
            Some(function) => Ok(&mut function.tags),
            None => Err(FunctionError::function_not_found(home, &name)),
        },
        Found::Mapping(uuid) => match functions.mappings.get_mut(uuid) {
            Some(mapping) => Ok(&mut mapping.tags),
            None => Err(FunctionError::mapping_not_found()),
        },
    }
}

/// What has tags.
enum Found<'a> {
    Function(FunctionName),
    /// By UUID.
    Mapping(&'a str),
}

/// # Errors
/// What is no ARN of a function or mapping, is qualified, or is in another Region.
fn find<'a>(home: &Home, arn: &'a str) -> Result<Found<'a>, FunctionError> {
    let malformed = || {
        FunctionError::bad_pattern(
            "resource",
            arn,
            "arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:\
             (function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|code-signing-config:csc-[a-z0-9]{17}|\
             event-source-mapping:[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12})",
        )
    };
    let parsed = Arn::parse(arn).filter(|parsed| parsed.service == "lambda");
    let parsed = parsed.ok_or_else(malformed)?;
    let tagged = Tagged::read(&parsed).ok_or_else(malformed)?;
    if parsed.region != home.region.as_str() {
        return Err(FunctionError::other_region(parsed.region, &home.region));
    }
    match tagged {
        Tagged::Function {
            qualifier: Some(_), ..
        } => Err(FunctionError::invalid(
            "Tags on function aliases and versions are not supported. Please specify a function ARN.",
        )),
        Tagged::Function { name, .. } => {
            let name = FunctionName::new(name).ok_or_else(malformed)?;
            Ok(Found::Function(name))
        }
        Tagged::Mapping(uuid) => Ok(Found::Mapping(uuid)),
    }
}

/// All tags that a resource is to have. The texts on keys and values are unverified.
///
/// # Errors
/// Too many of them, or one that AWS would not take.
pub(super) fn check(tags: &BTreeMap<String, String>) -> Result<(), FunctionError> {
    if tags.len() > MAX_TAGS {
        return Err(FunctionError::invalid(
            "Number of tags exceeds resource tag limit.",
        ));
    }
    for (key, value) in tags {
        let is_key = (1..=MAX_KEY_LENGTH).contains(&key.chars().count());
        if !is_key || key.to_ascii_lowercase().starts_with("aws:") {
            return Err(FunctionError::invalid(format!(
                "The tag key '{key}' is not valid: it has 1 to {MAX_KEY_LENGTH} characters and does not begin with aws:"
            )));
        }
        if value.chars().count() > MAX_VALUE_LENGTH {
            return Err(FunctionError::invalid(format!(
                "The value of the tag '{key}' is not valid: it has at most {MAX_VALUE_LENGTH} characters"
            )));
        }
    }
    Ok(())
}
