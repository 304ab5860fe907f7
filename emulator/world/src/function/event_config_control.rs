//! How a function's asynchronous invocations are tried, and where they go: `PutFunctionEventInvokeConfig` and its kin.
//!
//! <https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html>

use serde::{Deserialize, Serialize};

use super::error::FunctionError;
use super::event::{MAX_EVENT_AGE_SECONDS, MAX_RETRY_ATTEMPTS};
use super::event_config::EventInvokeConfig;
use super::page::Page;
use super::qualifier::QualifiedName;
use super::valid::{is_standard_queue, is_standard_topic};
use crate::access::is_absent;
use crate::arn::{Arn, at_arn};
use crate::context::{Context, View};
use crate::origin::Home;
use crate::state::{Local, Part as _, State};
use crate::value::Epoch;

/// The youngest age at which an event may be given up. Source: the page above.
const MIN_EVENT_AGE_SECONDS: u32 = 60;

/// The page of a caller that names no maximum. Source: `ListFunctionEventInvokeConfigs`.
const CONFIGS_PER_PAGE: u32 = 50;

/// Where records of invocations go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DestinationConfig {
    pub on_success: Destination,
    pub on_failure: Destination,
}

/// One of [`DestinationConfig`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Destination {
    /// An ARN; an empty text is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
}

/// `PutFunctionEventInvokeConfig`: what is absent is at its default.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct PutFunctionEventInvokeConfig {
    pub function_name: String,
    pub qualifier: Option<String>,
    pub maximum_retry_attempts: Option<u32>,
    /// 60 to 21,600.
    pub maximum_event_age_in_seconds: Option<u32>,
    pub destination_config: Option<DestinationConfig>,
}

/// `UpdateFunctionEventInvokeConfig`: what is absent stays as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateFunctionEventInvokeConfig {
    pub function_name: String,
    pub qualifier: Option<String>,
    pub maximum_retry_attempts: Option<u32>,
    /// 60 to 21,600.
    pub maximum_event_age_in_seconds: Option<u32>,
    pub destination_config: Option<DestinationConfig>,
}

/// `GetFunctionEventInvokeConfig`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetFunctionEventInvokeConfig {
    pub function_name: String,
    pub qualifier: Option<String>,
}

/// `DeleteFunctionEventInvokeConfig`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteFunctionEventInvokeConfig {
    pub function_name: String,
    pub qualifier: Option<String>,
}

/// `ListFunctionEventInvokeConfigs`: one for each version and alias that has any.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListFunctionEventInvokeConfigs {
    pub function_name: String,
    pub marker: Option<String>,
    pub max_items: Option<u32>,
}

/// A configuration as Lambda describes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FunctionEventInvokeConfig {
    pub last_modified: Epoch,
    pub function_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_retry_attempts: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_event_age_in_seconds: Option<u32>,
    pub destination_config: DestinationConfig,
}

/// What `ListFunctionEventInvokeConfigs` answers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListFunctionEventInvokeConfigsResponse {
    pub function_event_invoke_configs: Vec<FunctionEventInvokeConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
}

pub(super) fn put(
    state: &mut State,
    context: &mut Context<'_>,
    request: PutFunctionEventInvokeConfig,
) -> Result<FunctionEventInvokeConfig, FunctionError> {
    let qualifier = request.qualifier.as_deref();
    let name = Local::of(state, context.home).functions.existing(
        context.home,
        &request.function_name,
        qualifier,
    )?;
    let given = Given {
        retries: request.maximum_retry_attempts,
        age: request.maximum_event_age_in_seconds,
        destinations: request.destination_config,
    };
    if given.is_nothing() {
        return Err(FunctionError::invalid(
            "You must specify at least one of error handling or destination setting.",
        ));
    }
    let config = EventInvokeConfig {
        max_event_age_seconds: None,
        max_retry_attempts: None,
        on_success: None,
        on_failure: None,
        last_modified: context.now,
    };
    keep(state, context, name, config, given)
}

pub(super) fn update(
    state: &mut State,
    context: &mut Context<'_>,
    request: UpdateFunctionEventInvokeConfig,
) -> Result<FunctionEventInvokeConfig, FunctionError> {
    let qualifier = request.qualifier.as_deref();
    let local = Local::of(state, context.home);
    let name = local
        .functions
        .existing(context.home, &request.function_name, qualifier)?;
    let config = found(local, context.home, &name)?.clone();
    let given = Given {
        retries: request.maximum_retry_attempts,
        age: request.maximum_event_age_in_seconds,
        destinations: request.destination_config,
    };
    keep(state, context, name, config, given)
}

pub(super) fn get(
    state: &Local,
    context: &View<'_>,
    request: GetFunctionEventInvokeConfig,
) -> Result<FunctionEventInvokeConfig, FunctionError> {
    let qualifier = request.qualifier.as_deref();
    let name = state
        .functions
        .existing(context.home, &request.function_name, qualifier)?;
    let config = found(state, context.home, &name)?;
    Ok(describe(context.home, &name, config))
}

pub(super) fn list(
    state: &Local,
    context: &View<'_>,
    request: ListFunctionEventInvokeConfigs,
) -> Result<ListFunctionEventInvokeConfigsResponse, FunctionError> {
    let name = state
        .functions
        .existing(context.home, &request.function_name, None)?
        .name;
    let configs = state.functions.event_configs.iter();
    let mut configs: Vec<_> = configs
        .filter(|(function, _)| function.name == name)
        .map(|(function, config)| (function.qualifier.to_string(), (function, config)))
        .collect();
    configs.sort_by(|(one, _), (other, _)| one.cmp(other));
    let page = Page::of(
        configs.iter().map(|(key, config)| (key.as_str(), *config)),
        request.marker.as_deref(),
        request.max_items,
        CONFIGS_PER_PAGE,
    )?;
    let configs = page.items.into_iter();
    Ok(ListFunctionEventInvokeConfigsResponse {
        function_event_invoke_configs: configs
            .map(|(function, config)| describe(context.home, function, config))
            .collect(),
        next_marker: page.next_marker,
    })
}

pub(super) fn delete(
    state: &mut Local,
    context: &mut Context<'_>,
    request: DeleteFunctionEventInvokeConfig,
) -> Result<(), FunctionError> {
    let qualifier = request.qualifier.as_deref();
    let name = state
        .functions
        .existing(context.home, &request.function_name, qualifier)?;
    found(state, context.home, &name)?;
    state.functions.event_configs.remove(&name);
    Ok(())
}

/// The settings of a request.
struct Given {
    retries: Option<u32>,
    age: Option<u32>,
    destinations: Option<DestinationConfig>,
}

impl Given {
    fn is_nothing(&self) -> bool {
        self.retries.is_none() && self.age.is_none() && self.destinations.is_none()
    }
}

fn keep(
    state: &mut State,
    context: &mut Context<'_>,
    name: QualifiedName,
    mut config: EventInvokeConfig,
    given: Given,
) -> Result<FunctionEventInvokeConfig, FunctionError> {
    check_range("maximumRetryAttempts", given.retries, 0, MAX_RETRY_ATTEMPTS)?;
    check_range(
        "maximumEventAgeInSeconds",
        given.age,
        MIN_EVENT_AGE_SECONDS,
        MAX_EVENT_AGE_SECONDS,
    )?;
    config.max_retry_attempts = given.retries.or(config.max_retry_attempts);
    config.max_event_age_seconds = given.age.or(config.max_event_age_seconds);
    if let Some(destinations) = given.destinations {
        config.on_success = checked(state, context.home, destinations.on_success)?;
        config.on_failure = checked(state, context.home, destinations.on_failure)?;
    }
    config.last_modified = context.now;
    let described = describe(context.home, &name, &config);
    let functions = &mut Local::of_mut(state, context.home).functions;
    functions.event_configs.insert(name, config);
    Ok(described)
}

/// The destination that is meant, where one is.
///
/// # Errors
/// What is none of the kinds that are built, or not there. Source of the text: terraform-provider-aws, `function_event_invoke_config.go`.
fn checked(
    state: &State,
    home: &Home,
    destination: Destination,
) -> Result<Option<String>, FunctionError> {
    let Some(arn) = destination.destination.filter(|arn| !arn.is_empty()) else {
        return Ok(None);
    };
    let is_function = Arn::parse(&arn).is_some_and(|arn| arn.is_function());
    if !is_function && !is_standard_queue(&arn) && !is_standard_topic(&arn) {
        return Err(FunctionError::invalid(format!(
            "Destinations other than functions, standard queues and standard topics are not built in this emulator: {arn}"
        )));
    }
    if is_absent(state, &at_arn(home, &arn)) {
        return Err(FunctionError::invalid(format!(
            "The destination ARN {arn} is invalid."
        )));
    }
    Ok(Some(arn))
}

fn check_range(
    member: &str,
    value: Option<u32>,
    least: u32,
    most: u32,
) -> Result<(), FunctionError> {
    match value {
        Some(value) if !(least..=most).contains(&value) => Err(FunctionError::out_of_range(
            member,
            value,
            u64::from(least),
            u64::from(most),
        )),
        _ => Ok(()),
    }
}

fn found<'a>(
    state: &'a Local,
    home: &Home,
    name: &QualifiedName,
) -> Result<&'a EventInvokeConfig, FunctionError> {
    let config = state.functions.event_configs.get(name);
    config.ok_or_else(|| {
        FunctionError::ResourceNotFound(format!(
            "The function {} doesn't have an EventInvokeConfig",
            name.qualified_arn(home)
        ))
    })
}

fn describe(
    home: &Home,
    name: &QualifiedName,
    config: &EventInvokeConfig,
) -> FunctionEventInvokeConfig {
    let destination = |arn: &Option<String>| Destination {
        destination: arn.clone(),
    };
    FunctionEventInvokeConfig {
        last_modified: Epoch(config.last_modified),
        function_arn: name.qualified_arn(home),
        maximum_retry_attempts: config.max_retry_attempts,
        maximum_event_age_in_seconds: config.max_event_age_seconds,
        destination_config: DestinationConfig {
            on_success: destination(&config.on_success),
            on_failure: destination(&config.on_failure),
        },
    }
}
