//! The operations on event source mappings.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::definition::Function;
use super::error::FunctionError;
use super::event_source::{
    BatchSize, DEFAULT_BATCH_SIZE, EventSourceMapping, MappingSettings, QueueName, rules,
};
use super::page::Page;
use super::poller::Poller;
use super::qualifier::QualifiedName;
use super::tags;
use super::unbuilt::Unbuilt;
use crate::agenda::{Due, Slot};
use crate::arn::Resource;
use crate::context::{Context, View};
use crate::origin::Home;
use crate::queue::parse_queue_arn;
use crate::state::{Local, Part as _, State};
use crate::value::Epoch;

/// The one entry that `FunctionResponseTypes` may hold.
const REPORT_BATCH_ITEM_FAILURES: &str = "ReportBatchItemFailures";

/// The page of a caller that names no maximum. Source: `ListEventSourceMappings`.
const MAPPINGS_PER_PAGE: u32 = 100;

/// `CreateEventSourceMapping`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateEventSourceMapping {
    pub event_source_arn: String,
    pub function_name: String,
    pub enabled: Option<bool>,
    pub batch_size: Option<u32>,
    pub maximum_batching_window_in_seconds: Option<u32>,
    pub function_response_types: Option<Vec<String>>,
    pub scaling_config: Option<ScalingConfig>,
    pub filter_criteria: Option<FilterCriteria>,
    pub tags: Option<BTreeMap<String, String>>,
    /// This and what follows is not built: refused.
    #[serde(rename = "KMSKeyArn")]
    pub kms_key_arn: Unbuilt,
    pub metrics_config: Unbuilt,
    pub logging_config: Unbuilt,
    pub provisioned_poller_config: Unbuilt,
    /// This and what follows is for other sources than queues: refused on AWS, too.
    pub starting_position: Unbuilt,
    pub starting_position_timestamp: Unbuilt,
    pub parallelization_factor: Unbuilt,
    pub destination_config: Unbuilt,
    pub maximum_record_age_in_seconds: Unbuilt,
    pub bisect_batch_on_function_error: Unbuilt,
    pub maximum_retry_attempts: Unbuilt,
    pub tumbling_window_in_seconds: Unbuilt,
    pub topics: Unbuilt,
    pub queues: Unbuilt,
    pub source_access_configurations: Unbuilt,
    pub self_managed_event_source: Unbuilt,
    pub amazon_managed_kafka_event_source_config: Unbuilt,
    pub self_managed_kafka_event_source_config: Unbuilt,
    #[serde(rename = "DocumentDBEventSourceConfig")]
    pub document_db_event_source_config: Unbuilt,
}

/// Invocations at once that a mapping is limited to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ScalingConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_concurrency: Option<u32>,
}

/// Which messages a mapping lets through. Not built: a mapping with filters is refused rather than made without them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct FilterCriteria {
    pub filters: Vec<Filter>,
}

/// One pattern of [`FilterCriteria`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Filter {
    pub pattern: String,
}

/// An event source mapping as Lambda describes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EventSourceMappingConfiguration {
    #[serde(rename = "UUID")]
    pub uuid: String,
    pub batch_size: u32,
    pub maximum_batching_window_in_seconds: u64,
    pub event_source_arn: String,
    pub function_arn: String,
    pub event_source_mapping_arn: String,
    pub last_modified: Epoch,
    pub state: &'static str,
    pub state_transition_reason: &'static str,
    pub function_response_types: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scaling_config: Option<ScalingConfig>,
}

/// `GetEventSourceMapping`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GetEventSourceMapping {
    #[serde(rename = "UUID")]
    pub uuid: String,
}

/// `ListEventSourceMappings`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListEventSourceMappings {
    pub event_source_arn: Option<String>,
    pub function_name: Option<String>,
    pub marker: Option<String>,
    pub max_items: Option<u32>,
}

/// What `ListEventSourceMappings` answers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListEventSourceMappingsResponse {
    pub event_source_mappings: Vec<EventSourceMappingConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
}

/// `UpdateEventSourceMapping`: what is absent stays as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateEventSourceMapping {
    #[serde(rename = "UUID")]
    pub uuid: String,
    pub function_name: Option<String>,
    pub enabled: Option<bool>,
    pub batch_size: Option<u32>,
    pub maximum_batching_window_in_seconds: Option<u32>,
    pub function_response_types: Option<Vec<String>>,
    pub scaling_config: Option<ScalingConfig>,
    pub filter_criteria: Option<FilterCriteria>,
    /// This and what follows is refused, as by [`CreateEventSourceMapping`].
    #[serde(rename = "KMSKeyArn")]
    pub kms_key_arn: Unbuilt,
    pub metrics_config: Unbuilt,
    pub logging_config: Unbuilt,
    pub provisioned_poller_config: Unbuilt,
    pub parallelization_factor: Unbuilt,
    pub destination_config: Unbuilt,
    pub maximum_record_age_in_seconds: Unbuilt,
    pub bisect_batch_on_function_error: Unbuilt,
    pub maximum_retry_attempts: Unbuilt,
    pub tumbling_window_in_seconds: Unbuilt,
    pub source_access_configurations: Unbuilt,
    pub amazon_managed_kafka_event_source_config: Unbuilt,
    pub self_managed_kafka_event_source_config: Unbuilt,
    #[serde(rename = "DocumentDBEventSourceConfig")]
    pub document_db_event_source_config: Unbuilt,
}

/// `DeleteEventSourceMapping`. What was received is still delivered and settled; until then the mapping is `Deleting`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DeleteEventSourceMapping {
    #[serde(rename = "UUID")]
    pub uuid: String,
}

pub(super) fn create(
    state: &mut State,
    context: &mut Context<'_>,
    request: CreateEventSourceMapping,
) -> Result<EventSourceMappingConfiguration, FunctionError> {
    refuse_filters(request.filter_criteria.as_ref())?;
    request.refuse_unbuilt()?;
    let function = QualifiedName::parse_in(context.home, &request.function_name, None)?;
    let queue = valid_queue(context.home, &request.event_source_arn)?;
    let settings = MappingSettings {
        batch_size: BatchSize::new(request.batch_size.unwrap_or(DEFAULT_BATCH_SIZE))?,
        window: seconds(request.maximum_batching_window_in_seconds.unwrap_or(0)),
        report_batch_item_failures: reports_failures(request.function_response_types.as_deref())?,
        maximum_concurrency: request
            .scaling_config
            .and_then(|scaling| scaling.maximum_concurrency),
    };
    settings.validate(&queue)?;
    let tags = request.tags.unwrap_or_default();
    tags::check(&tags)?;
    validate_ends(state, context.home, &queue, &function)?.refuse_pending()?;
    let local = Local::of_mut(state, context.home);
    refuse_twin(local, &request.event_source_arn, &function)?;
    let poller = Poller::new(rules(&request.event_source_arn, &queue, settings));
    let mapping = EventSourceMapping {
        uuid: context.ids.uuid(),
        home: context.home.clone(),
        event_source_arn: request.event_source_arn,
        queue,
        function,
        settings,
        enabled: request.enabled.unwrap_or(true),
        tags,
        last_modified: context.now,
        poller,
        slot: Slot::default(),
        is_deleted: false,
    };
    let configuration = said_of_a_change(&mapping, "Creating");
    announce(context, &mapping);
    let mappings = &mut local.functions.mappings;
    mappings.insert(mapping.uuid.clone(), mapping);
    Ok(configuration)
}

pub(super) fn get(
    state: &Local,
    _context: &View<'_>,
    request: GetEventSourceMapping,
) -> Result<EventSourceMappingConfiguration, FunctionError> {
    let mapping = state.functions.mappings.get(&request.uuid);
    mapping
        .map(describe)
        .ok_or_else(FunctionError::mapping_not_found)
}

pub(super) fn list(
    state: &Local,
    context: &View<'_>,
    request: ListEventSourceMappings,
) -> Result<ListEventSourceMappingsResponse, FunctionError> {
    let function = match &request.function_name {
        Some(name) => Some(QualifiedName::parse_in(context.home, name, None)?),
        None => None,
    };
    let wanted = |mapping: &&EventSourceMapping| {
        let source = request.event_source_arn.as_ref();
        source.is_none_or(|arn| *arn == mapping.event_source_arn)
            && function
                .as_ref()
                .is_none_or(|name| *name == mapping.function)
    };
    let mappings = state.functions.mappings().filter(wanted);
    let page = Page::of(
        mappings.map(|mapping| (mapping.uuid.as_str(), mapping)),
        request.marker.as_deref(),
        request.max_items,
        MAPPINGS_PER_PAGE,
    )?;
    Ok(ListEventSourceMappingsResponse {
        event_source_mappings: page.items.into_iter().map(describe).collect(),
        next_marker: page.next_marker,
    })
}

pub(super) fn update(
    state: &mut State,
    context: &mut Context<'_>,
    request: UpdateEventSourceMapping,
) -> Result<EventSourceMappingConfiguration, FunctionError> {
    refuse_filters(request.filter_criteria.as_ref())?;
    request.refuse_unbuilt()?;
    let mapping = stored(Local::of(state, context.home), &request.uuid)?;
    let function = match &request.function_name {
        Some(name) => QualifiedName::parse_in(context.home, name, None)?,
        None => mapping.function.clone(),
    };
    let mut settings = mapping.settings;
    change_settings(&mut settings, &request)?;
    settings.validate(&mapping.queue)?;
    validate_ends(state, context.home, &mapping.queue, &function)?;
    let mapping = stored_mut(Local::of_mut(state, context.home), &request.uuid)?;
    mapping.function = function;
    mapping.settings = settings;
    let was_enabled = mapping.enabled;
    mapping.enabled = request.enabled.unwrap_or(was_enabled);
    mapping.last_modified = context.now;
    announce(context, mapping);
    let state = match (was_enabled, mapping.enabled) {
        (false, true) => "Enabling",
        (true, false) => "Disabling",
        (true, true) | (false, false) => "Updating",
    };
    Ok(said_of_a_change(mapping, state))
}

pub(super) fn delete(
    state: &mut Local,
    context: &mut Context<'_>,
    request: DeleteEventSourceMapping,
) -> Result<EventSourceMappingConfiguration, FunctionError> {
    let mapping = stored_mut(state, &request.uuid)?;
    mapping.is_deleted = true;
    mapping.last_modified = context.now;
    announce(context, mapping);
    Ok(describe(mapping))
}

/// The mapping of this UUID, to be changed.
///
/// # Errors
/// There is none, or it is being deleted: then it takes no change.
fn stored<'a>(state: &'a Local, uuid: &str) -> Result<&'a EventSourceMapping, FunctionError> {
    let mapping = state.functions.mappings.get(uuid);
    let mapping = mapping.ok_or_else(FunctionError::mapping_not_found)?;
    if mapping.is_deleted {
        return Err(FunctionError::mapping_in_use());
    }
    Ok(mapping)
}

fn stored_mut<'a>(
    state: &'a mut Local,
    uuid: &str,
) -> Result<&'a mut EventSourceMapping, FunctionError> {
    stored(state, uuid)?;
    let mapping = state.functions.mappings.get_mut(uuid);
    mapping.ok_or_else(FunctionError::mapping_not_found)
}

/// Its poller is told right after the call.
fn announce(context: &mut Context<'_>, mapping: &EventSourceMapping) {
    let mapping = mapping.id();
    context.agenda.soon(Due::MappingChanged { mapping });
}

fn change_settings(
    settings: &mut MappingSettings,
    request: &UpdateEventSourceMapping,
) -> Result<(), FunctionError> {
    if let Some(messages) = request.batch_size {
        settings.batch_size = BatchSize::new(messages)?;
    }
    if let Some(window_seconds) = request.maximum_batching_window_in_seconds {
        settings.window = seconds(window_seconds);
    }
    if let Some(types) = &request.function_response_types {
        settings.report_batch_item_failures = reports_failures(Some(types))?;
    }
    if let Some(scaling) = request.scaling_config {
        settings.maximum_concurrency = scaling.maximum_concurrency;
    }
    Ok(())
}

/// What the answer to a change says: a state that lasts some seconds on AWS, and here no longer than the answer, so that who waits for its
/// end waits for nothing on a clock that stands still.
fn said_of_a_change(
    mapping: &EventSourceMapping,
    state: &'static str,
) -> EventSourceMappingConfiguration {
    EventSourceMappingConfiguration {
        state,
        ..describe(mapping)
    }
}

fn describe(mapping: &EventSourceMapping) -> EventSourceMappingConfiguration {
    let settings = mapping.settings;
    let mut function_response_types = Vec::new();
    if settings.report_batch_item_failures {
        function_response_types.push(REPORT_BATCH_ITEM_FAILURES);
    }
    EventSourceMappingConfiguration {
        uuid: mapping.uuid.clone(),
        batch_size: settings.batch_size.messages(),
        maximum_batching_window_in_seconds: settings.window.as_secs(),
        event_source_arn: mapping.event_source_arn.clone(),
        function_arn: mapping.function.arn(&mapping.home),
        event_source_mapping_arn: Resource::EventSourceMapping(&mapping.uuid)
            .of(&mapping.home)
            .to_string(),
        last_modified: Epoch(mapping.last_modified),
        state: mapping.state(),
        state_transition_reason: "USER_INITIATED",
        function_response_types,
        scaling_config: settings.maximum_concurrency.map(|maximum| ScalingConfig {
            maximum_concurrency: Some(maximum),
        }),
    }
}

/// Checks both ends of a mapping against each other: they exist, each in its own account, and a message stays invisible for as long as
/// the function may run on it.
fn validate_ends<'a>(
    state: &'a State,
    home: &Home,
    queue: &QueueName,
    function: &QualifiedName,
) -> Result<&'a Function, FunctionError> {
    let Some(function) = Local::of(state, home).functions.resolve(function) else {
        return Err(FunctionError::qualified_not_found(home, function));
    };
    let queues = &Local::of(state, &queue.home).queues;
    let Some(visibility) = queues.visibility_timeout(&queue.name) else {
        return Err(FunctionError::queue_not_found());
    };
    if visibility < function.timeout {
        return Err(FunctionError::visibility_below_timeout(
            visibility.as_secs(),
            function.timeout.as_secs(),
        ));
    }
    Ok(function)
}

fn refuse_twin(
    state: &Local,
    event_source_arn: &str,
    function: &QualifiedName,
) -> Result<(), FunctionError> {
    let twin = state.functions.mappings().find(|mapping| {
        mapping.event_source_arn == event_source_arn && mapping.function == *function
    });
    match twin {
        Some(mapping) => Err(FunctionError::mapping_exists(
            event_source_arn,
            &function.name,
            &mapping.uuid,
        )),
        None => Ok(()),
    }
}

fn valid_queue(home: &Home, event_source_arn: &str) -> Result<QueueName, FunctionError> {
    let Some((of_queue, name)) = parse_queue_arn(event_source_arn) else {
        return Err(FunctionError::invalid(format!(
            "Unrecognized event source: only SQS queues are supported here, not {event_source_arn}"
        )));
    };
    if of_queue.region != home.region {
        return Err(FunctionError::invalid(format!(
            "The queue and the function have to be in one Region: the queue is in {}, the function in {}",
            of_queue.region, home.region
        )));
    }
    Ok(QueueName {
        home: of_queue,
        name: name.to_owned(),
    })
}

fn reports_failures(types: Option<&[String]>) -> Result<bool, FunctionError> {
    let types = types.unwrap_or_default();
    match types
        .iter()
        .find(|name| *name != REPORT_BATCH_ITEM_FAILURES)
    {
        Some(unknown) => Err(FunctionError::Validation(format!(
            "1 validation error detected: Value '[{unknown}]' at 'functionResponseTypes' failed to satisfy constraint: \
             Member must satisfy enum value set: [{REPORT_BATCH_ITEM_FAILURES}]"
        ))),
        None => Ok(!types.is_empty()),
    }
}

fn refuse_filters(criteria: Option<&FilterCriteria>) -> Result<(), FunctionError> {
    match criteria {
        Some(criteria) if !criteria.filters.is_empty() => Err(FunctionError::invalid(
            "FilterCriteria is not built in this emulator",
        )),
        _ => Ok(()),
    }
}

fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(u64::from(seconds))
}
