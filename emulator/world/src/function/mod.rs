//! AWS Lambda: functions and the event source mappings that feed them.
//!
//! Here is what Lambda knows: which functions there are, which queue feeds which of them and by which rules, which messages are
//! on their way to them, and which invocations run. To run one is `emulator::runtime`'s business ([`Effect::Invoke`]).
//!
//! [`definition`] is a function, [`control`] and [`update`] the operations on functions, [`host`] what functions can be run
//! on; [`event_source`] is a mapping, [`mapping_control`] the operations on mappings, [`poller`] a mapping at work; [`invoke`] and
//! [`invocation`] are how functions are run (`attached`: by a process that the user started), [`event_config`] and `event` what becomes of events that nobody waits for; `tally` is what
//! CloudWatch is told of all that.
//!
//! [`Effect::Invoke`]: crate::Effect::Invoke

mod asks;
mod attached;
pub mod control;
pub mod definition;
mod destination;
mod error;
mod event;
pub mod event_config;
pub mod event_source;
pub mod host;
pub mod invocation;
pub mod invoke;
pub mod mapping_control;
mod outcome;
pub mod package;
mod page;
mod permissions;
pub mod poller;
mod reference;
mod tally;
#[cfg(test)]
mod tests;
mod turns;
pub mod update;

use std::collections::{BTreeMap, BTreeSet};

use super::arn::{Resource, Target, any};
use super::origin::Home;
use super::policy::Policy;
use super::service::service;
use super::{Context, Local, View};

pub use control::{
    CreateFunction, DeadLetterConfig, DeleteFunction, FunctionCode, FunctionConfiguration,
    GetFunctionConfiguration, ListFunctions, ListFunctionsResponse,
};
pub use definition::{
    Code, Environment, EphemeralStorage, Function, FunctionName, LoggingConfig, TracingConfig,
};
pub use error::FunctionError;
pub use event_config::{
    DeleteFunctionEventInvokeConfig, Destination, DestinationConfig, FunctionEventInvokeConfig,
    GetFunctionEventInvokeConfig, ListFunctionEventInvokeConfigs,
    ListFunctionEventInvokeConfigsResponse, PutFunctionEventInvokeConfig,
    UpdateFunctionEventInvokeConfig,
};
pub use event_source::{BatchSize, EventSourceMapping, MappingSettings};
pub use host::{Host, Machine};
pub use invocation::{Concurrency, InvocationId, Invocations, MAX_PAYLOAD_BYTES, Order, Payload};
pub use invoke::{InvocationType, Invoke, Invoked};
pub use mapping_control::{
    CreateEventSourceMapping, DeleteEventSourceMapping, EventSourceMappingConfiguration,
    GetEventSourceMapping, ListEventSourceMappings, ListEventSourceMappingsResponse, ScalingConfig,
    UpdateEventSourceMapping,
};
pub use outcome::{FunctionFailure, Outcome, Ran};
pub use permissions::{
    AddPermission, AddPermissionResponse, FunctionPolicy, GetPolicy, GetPolicyResponse,
    RemovePermission,
};
pub use reference::function_target;
pub(crate) use tally::SentFor;
pub use turns::MappingId;
pub(crate) use turns::Turns;
pub use update::{
    FunctionCodeLocation, GetFunction, GetFunctionResponse, UpdateFunctionCode,
    UpdateFunctionConfiguration,
};

/// The functions and event source mappings of one Region.
#[derive(Debug, Default, PartialEq)]
pub struct Functions {
    by_name: BTreeMap<FunctionName, Function>,
    policies: BTreeMap<FunctionName, FunctionPolicy>,
    /// By UUID.
    mappings: BTreeMap<String, EventSourceMapping>,
    invocations: Invocations,
    /// Those to which a process of the user's own is attached.
    attached: BTreeSet<FunctionName>,
    event_configs: BTreeMap<FunctionName, event_config::EventInvokeConfig>,
    /// Those that are to be run, or run again.
    events: BTreeMap<InvocationId, event::Event>,
    tallied: tally::Tallied,
}

impl Functions {
    /// Panics where what is said of invocations disagrees. For simulations, after each step.
    #[cfg(test)]
    pub(crate) fn assert_consistent(&self) {
        self.invocations.assert_consistent();
    }

    pub fn get(&self, name: &FunctionName) -> Option<&Function> {
        self.by_name.get(name)
    }

    /// Whether a function of this name is there.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// The tags of the function of this name.
    pub(crate) fn tags(&self, name: &str) -> Option<&BTreeMap<String, String>> {
        Some(&self.by_name.get(name)?.tags)
    }

    /// The policy of the function of this name.
    pub(crate) fn policy(&self, name: &str) -> Option<&Policy> {
        self.policies.get(name)?.policy()
    }

    /// Every function of the Region, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Function> {
        self.by_name.values()
    }

    /// Every event source mapping of the Region, disabled ones and those that are being deleted too.
    pub fn mappings(&self) -> impl Iterator<Item = &EventSourceMapping> {
        self.mappings.values()
    }
}

service! {
    Lambda = "AWS Lambda", "lambda"; error FunctionError, asks asks::LambdaAsks;
    /// of a function, not of a version or a URL
    change AddPermission -> AddPermissionResponse = permissions::add_permission, on function_target(function_name);
    /// SQS queues; `FilterCriteria` is refused
    change CreateEventSourceMapping -> EventSourceMappingConfiguration = mapping_control::create, on any_in_account_of(function_name) keeps(Tags);
    /// a zip archive with an executable `bootstrap`; versions, layers, images and code in S3 are refused
    change CreateFunction -> FunctionConfiguration = control::create_function, on function_target(function_name) keeps(TracingConfig, EphemeralStorage, LoggingConfig);
    change DeleteEventSourceMapping -> EventSourceMappingConfiguration = mapping_control::delete, on mapping_target(uuid);
    change DeleteFunction -> () = control::delete_function, on function_target(function_name);
    change DeleteFunctionEventInvokeConfig -> () = event_config::delete, on function_target(function_name);
    read GetEventSourceMapping -> EventSourceMappingConfiguration = mapping_control::get, on mapping_target(uuid);
    /// without a URL to download the code from
    read GetFunction -> GetFunctionResponse = update::get_function, on function_target(function_name);
    read GetFunctionConfiguration -> FunctionConfiguration = control::get_function_configuration, on function_target(function_name);
    read GetFunctionEventInvokeConfig -> FunctionEventInvokeConfig = event_config::get, on function_target(function_name);
    read GetPolicy -> GetPolicyResponse = permissions::get_policy, on function_target(function_name);
    /// `RequestResponse`, `Event` and `DryRun`, with the tail of the log
    change Invoke -> Invoked = invoke::invoke, on function_target(function_name) as "InvokeFunction";
    read ListEventSourceMappings -> ListEventSourceMappingsResponse = mapping_control::list, on any();
    read ListFunctionEventInvokeConfigs -> ListFunctionEventInvokeConfigsResponse = event_config::list, on function_target(function_name);
    read ListFunctions -> ListFunctionsResponse = control::list_functions, on any();
    /// destinations are queues and functions
    change PutFunctionEventInvokeConfig -> FunctionEventInvokeConfig = event_config::put, on function_target(function_name);
    change RemovePermission -> () = permissions::remove_permission, on function_target(function_name);
    change UpdateEventSourceMapping -> EventSourceMappingConfiguration = mapping_control::update, on mapping_target(uuid);
    /// as `CreateFunction`
    change UpdateFunctionCode -> FunctionConfiguration = update::update_function_code, on function_target(function_name);
    /// description, environment, handler, memory size, role, runtime and timeout
    change UpdateFunctionConfiguration -> FunctionConfiguration = update::update_function_configuration, on function_target(function_name) keeps(TracingConfig, EphemeralStorage, LoggingConfig);
    /// as `PutFunctionEventInvokeConfig`
    change UpdateFunctionEventInvokeConfig -> FunctionEventInvokeConfig = event_config::update, on function_target(function_name);
}

/// Nothing in particular, where this function is: which function a mapping may feed, a policy says by `lambda:FunctionArn`.
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html>, "Resources and conditions for Lambda actions"
fn any_in_account_of<'a>(home: &'a Home, function: &'a str) -> Target<'a> {
    Target {
        resource: Resource::Any,
        ..function_target(home, function)
    }
}

fn mapping_target<'a>(home: &'a Home, uuid: &'a str) -> Target<'a> {
    Resource::EventSourceMapping(uuid).of(home)
}
